"""Which suite of which distribution packages come from, and the mirror that this machine already uses.

No mirror's address stands in the project: it is read from the machine's own apt sources, or from the
environment variable HOTLINE_DEBIAN_MIRROR. Nothing is fetched here.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from asterisk_conf.errors import FetchError

MIRROR_VARIABLE = "HOTLINE_DEBIAN_MIRROR"
FOREIGN_DEBIAN = "forky"
"""The Debian suite that ships Asterisk 22; Debian 12 ships none."""
_KEYRINGS = Path("/usr/share/keyrings")
_HOST_STATUS = Path("/var/lib/dpkg/status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One suite: its apt source lines, and whether the host itself runs it (then installed packages count)."""

    name: str
    lines: tuple[str, ...]
    own: bool

    @property
    def status(self) -> Path | None:
        """The list of installed packages to build upon; None = an empty system."""
        return _HOST_STATUS if self.own else None


def os_release(path: Path = Path("/etc/os-release")) -> Mapping[str, str]:
    """What the machine says it is (ID, VERSION_CODENAME, …)."""
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {key: value.strip().strip('"') for key, value in pairs}


def _targets() -> list[tuple[str, str, str]]:
    """(mirror, suite, component) of each package list that the machine's apt knows."""
    return _listed_by_apt(os.environ.get("PATH", os.defpath))


@cache
def _listed_by_apt(_path: str, timeout_s: float = 20.0) -> list[tuple[str, str, str]]:
    """What the apt-get on this path answers, asked once: it takes half a second, and every program asks."""
    try:
        done = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(RELEASE)|$(COMPONENT)", "Created-By: Packages"],
            capture_output=True, text=True, timeout=timeout_s, check=True,
        )  # fmt: skip
    except FileNotFoundError:
        raise FetchError(
            "This machine has no apt-get, so no package can be fetched.",
            mend="Install Asterisk 18 or newer, sipp and espeak-ng by this system's own means.",
        ) from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise FetchError(
            f"apt-get could not list its sources: {error}", mend="Run `apt-get update` to see why."
        ) from error
    rows = [line.split("|") for line in done.stdout.splitlines()]
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3]


def _keyring(distribution: str) -> Path:
    path = _KEYRINGS / f"{distribution}-archive-keyring.gpg"
    if not path.exists():
        raise FetchError(
            f"The archive's signing keys are missing, so its packages cannot be checked: {path}",
            mend=f"Install the package {distribution}-{'archive-keyring' if distribution == 'debian' else 'keyring'}.",
        )
    return path


def _codename(release: Mapping[str, str]) -> str:
    name = release.get("VERSION_CODENAME", "")
    if not name:
        raise FetchError("This machine does not say which release it runs.", place="/etc/os-release, VERSION_CODENAME")
    return name


def own_suite() -> Suite:
    """The host's own release, from the host's own mirrors."""
    release = os_release()
    codename = _codename(release)
    keyring = _keyring(release.get("ID", "debian"))
    components: dict[tuple[str, str], list[str]] = {}
    for mirror, suite, component in _targets():
        if suite == codename or suite.startswith(f"{codename}-"):
            components.setdefault((mirror, suite), []).append(component)
    mirror_override = os.environ.get(MIRROR_VARIABLE)
    if mirror_override and not components:
        components[mirror_override, codename] = ["main"]
    if not components:
        raise FetchError(
            f"The machine's apt sources name no mirror for its own release {codename}.",
            place="/etc/apt/sources.list, /etc/apt/sources.list.d", mend=f"Or set {MIRROR_VARIABLE}.",
        )  # fmt: skip
    lines = tuple(
        f"deb [signed-by={keyring}] {mirror} {suite} {' '.join(dict.fromkeys(found))}"
        for (mirror, suite), found in components.items()
    )
    return Suite(name=codename, lines=lines, own=True)


def asterisk_suite() -> Suite:
    """Where Asterisk comes from: Debian's `forky` on Debian, the own release elsewhere (Ubuntu ships 20)."""
    release = os_release()
    if release.get("ID") != "debian":
        return own_suite()
    return debian_suite(FOREIGN_DEBIAN, _codename(release))


def debian_suite(suite: str, codename: str) -> Suite:
    """Another Debian suite from the mirror that serves this machine's release `codename`."""
    keyring = _keyring("debian")
    mirror = os.environ.get(MIRROR_VARIABLE) or next(
        (mirror for mirror, name, component in _targets() if name == codename and component == "main"), None
    )
    if not mirror:
        raise FetchError(
            f"The machine's apt sources name no Debian mirror for its release {codename}.",
            place="/etc/apt/sources.list, /etc/apt/sources.list.d", mend=f"Or set {MIRROR_VARIABLE}.",
        )  # fmt: skip
    return Suite(name=suite, lines=(f"deb [signed-by={keyring}] {mirror} {suite} main",), own=suite == codename)
