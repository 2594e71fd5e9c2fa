"""Letters for the tests' browser. A bare machine has no fonts, and Chromium ends at its first page then; many a server
has no Chinese ones, and every word of a page is a box.
"""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from asterisk_conf.commands import run_command
from asterisk_conf.errors import FetchError
from asterisk_conf.prefix import Progress, fetch_packages
from asterisk_conf.suites import own_suite

PACKAGES = ("fonts-dejavu-core", "fonts-wqy-microhei")
"""Latin; Chinese and Korean (both together 4 MB to fetch)."""
_CONFIGURED = Path("/etc/fonts/fonts.conf")
_LIST_LIMIT_S = 20.0
_TEMPLATE = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">{configured}</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def font_environment(
    home: Path, *, progress: Progress, configured: Path = _CONFIGURED, lister: str = "fc-list"
) -> dict[str, str]:
    """What a program needs in its environment to find letters: nothing where the machine itself has Chinese ones.

    `lister` is fontconfig's own list of fonts. FetchError where the machine has no font at all and none can be fetched.
    """
    if configured.exists() and _lists_chinese(lister):
        return {}
    prefix = home / "prefix" / "fonts"
    try:
        root = fetch_packages(prefix, own_suite(), PACKAGES, progress=progress)
    except FetchError as error:
        if not configured.exists():
            raise
        progress(f"{error} Until then pages show Chinese as boxes.")
        return {}
    file = prefix / "fonts.conf"
    folders = {"fonts": root / "usr/share/fonts", "cache": prefix / "cache", "configured": configured}
    text = _TEMPLATE.format(**{name: escape(str(folder)) for name, folder in folders.items()})
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return {"FONTCONFIG_FILE": str(file)}


def _lists_chinese(lister: str) -> bool:
    try:
        return bool(run_command([lister, ":lang=zh-cn"], limit_s=_LIST_LIMIT_S, what="listing the fonts").strip())
    except FetchError:
        return False
