"""The programs that the hotline needs beside Python: found on the machine, else fetched into a private prefix.

Each `ensure_*` is idempotent and says what it does through `progress`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from asterisk_conf.errors import FetchError
from asterisk_conf.prefix import Progress, fetch_packages
from asterisk_conf.program import Program
from asterisk_conf.suites import Suite, asterisk_suite, own_suite

OLDEST_ASTERISK = 18
PULSE = ("pulseaudio",)
"""libpulse finds libpulsecommon in a folder of its own."""
_VERSION_LIMIT_S = 20.0
_SBIN = "/usr/sbin:/usr/local/sbin:/sbin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asterisk:
    """An Asterisk that runs: its program, version and the folders of its modules and data files."""

    program: Program
    version: tuple[int, int, int]
    modules: Path
    data: Path

    def has_module(self, name: str) -> bool:
        """Whether `name` (without `.so`) is there to be loaded."""
        return (self.modules / f"{name}.so").exists()


def ensure_asterisk(home: Path, *, progress: Progress, use_installed: bool = True) -> Asterisk:
    """The machine's own Asterisk if it is new enough, else one unpacked under `home`/prefix/asterisk."""
    if use_installed:
        found = installed_asterisk()
        if found is not None:
            return found
    prefix = home / "prefix" / "asterisk"
    suite = asterisk_suite()
    packages = ["asterisk"] if not suite.own else ["asterisk", "asterisk-modules", "asterisk-config"]
    root = fetch_packages(prefix, suite, packages, progress=progress, need_mb=900)
    program = program_in(root, "usr/sbin/asterisk", suite, library_folders=("asterisk",))
    version = asterisk_version(program)
    if version is None:
        raise FetchError("The fetched Asterisk does not run.", place=str(root), mend="Delete the folder and try again.")
    modules = next(root.glob("usr/lib/*/asterisk/modules"), root / "usr/lib/asterisk/modules")
    return Asterisk(program=program, version=version, modules=modules, data=root / "usr/share/asterisk")


def installed_asterisk() -> Asterisk | None:
    """An Asterisk >= 18 with the modules we need, on PATH or in a system folder; None if there is none."""
    where = which("asterisk")
    if where is None:
        return None
    program = Program(executable=where)
    version = asterisk_version(program)
    modules = next(
        (path for path in (*Path("/usr/lib").glob("*/asterisk/modules"), Path("/usr/lib/asterisk/modules"))
         if (path / "app_queue.so").exists() and (path / "res_pjsip.so").exists()), None,
    )  # fmt: skip
    data = next((path for path in (Path("/usr/share/asterisk"), Path("/var/lib/asterisk"))
                 if (path / "documentation").exists()), None)  # fmt: skip
    if version is None or version[0] < OLDEST_ASTERISK or modules is None or data is None:
        return None
    return Asterisk(program=program, version=version, modules=modules, data=data)


def ensure_sipp(home: Path, *, progress: Progress) -> Program:
    """SIPp, which places test calls."""
    return _ensure(home, name="sipp", binary="usr/bin/sipp", packages=["sip-tester"], progress=progress)


def ensure_espeak(home: Path, *, progress: Progress) -> Program:
    """espeak-ng with its voices; ESPEAK_DATA_PATH is in the program's environment when it was fetched."""
    program = _ensure(
        home,
        name="espeak-ng",
        binary="usr/bin/espeak-ng",
        packages=["espeak-ng", "espeak-ng-data"],
        progress=progress,
        library_folders=PULSE,
    )
    data = next(program.root.glob("usr/lib/*/espeak-ng-data"), None) if program.root else None
    if data is None:
        return program
    return Program(
        executable=program.executable, loader=program.loader, libraries=program.libraries, root=program.root,
        extra_env={"ESPEAK_DATA_PATH": str(data.parent)},
    )  # fmt: skip


def ensure_chromium(home: Path, *, progress: Progress) -> Program:
    """A Chromium: the machine's, else the own release's package. FetchError where that does not run."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        where = which(name)
        if where is not None and runs(Program(executable=where)):
            return Program(executable=where)
    program = _ensure(
        home,
        name="chromium",
        binary="usr/lib/chromium/chromium",
        packages=["chromium"],
        progress=progress,
        library_folders=PULSE,
    )
    if not runs(program):
        raise FetchError("The fetched Chromium does not run.", mend="Install it with root: apt-get install chromium")
    return program


def _ensure(
    home: Path,
    *,
    name: str,
    binary: str,
    packages: list[str],
    progress: Progress,
    library_folders: tuple[str, ...] = (),
) -> Program:
    where = which(Path(binary).name)
    if where is not None:
        return Program(executable=where)
    suite = own_suite()
    root = fetch_packages(home / "prefix" / name, suite, packages, progress=progress)
    return program_in(root, binary, suite, library_folders=library_folders)


def program_in(root: Path, binary: str, suite: Suite, *, library_folders: tuple[str, ...] = ()) -> Program:
    """The program `binary` of an unpacked tree; with the tree's own loader when the suite is not the host's."""
    executable = root / binary
    if not executable.exists():
        raise FetchError(
            f"The fetched packages hold no {binary}.", place=str(root), mend="Delete the folder and try again."
        )
    loader = None if suite.own else next(root.glob("usr/lib/*/ld-linux*.so.*"), None)
    bases = [path for path in root.glob("usr/lib/*-linux-gnu*") if path.is_dir()]
    libraries = tuple(base / folder for base in bases for folder in ("", *library_folders) if (base / folder).is_dir())
    return Program(executable=executable, loader=loader, libraries=libraries, root=root)


def which(name: str) -> Path | None:
    """The installed program `name`, on PATH or in the system folders."""
    found = shutil.which(name) or shutil.which(name, path=_SBIN)
    return Path(found) if found else None


def runs(program: Program) -> bool:
    """Whether `--version` works."""
    try:
        done = subprocess.run(
            program.argv("--version"), env=program.env(), capture_output=True, timeout=_VERSION_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def asterisk_version(program: Program) -> tuple[int, int, int] | None:
    """What `asterisk -V` says, e.g. (22, 10, 1); None if it does not run."""
    try:
        done = subprocess.run(
            program.argv("-V"), env=program.env(), capture_output=True, text=True, timeout=_VERSION_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"Asterisk (\d+)\.(\d+)(?:\.(\d+))?", done.stdout)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
