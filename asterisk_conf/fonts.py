"""Letters for a fetched browser. A machine without a desktop has no fonts, and Chromium ends at its first page then."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from asterisk_conf.prefix import Progress, fetch_packages
from asterisk_conf.suites import own_suite

PACKAGES = ("fonts-dejavu-core", "fonts-wqy-microhei")
"""Latin; Chinese and Korean (both together 4 MB to fetch)."""
_CONFIGURED = Path("/etc/fonts/fonts.conf")
_TEMPLATE = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_environment(home: Path, *, progress: Progress, configured: Path = _CONFIGURED) -> dict[str, str]:
    """What a program needs in its environment to find letters: nothing where the machine has its own."""
    if configured.exists():
        return {}
    prefix = home / "prefix" / "fonts"
    root = fetch_packages(prefix, own_suite(), PACKAGES, progress=progress)
    file = prefix / "fonts.conf"
    text = _TEMPLATE.format(fonts=escape(str(root / "usr/share/fonts")), cache=escape(str(prefix / "cache")))
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(file)}
