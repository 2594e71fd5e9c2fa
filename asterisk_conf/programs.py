"""The programs that the hotline needs beside Python: found on the machine, else fetched into a private prefix.

Each `ensure_*` is idempotent and says what it does through `progress`.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

from asterisk_conf.errors import FetchError
from asterisk_conf.fonts import font_environment
from asterisk_conf.installed import Asterisk, asterisk_version, installed_asterisk, which
from asterisk_conf.prefix import Progress, fetch_packages
from asterisk_conf.program import Program
from asterisk_conf.suites import Suite, asterisk_suite, os_release, own_suite

PULSE = ("pulseaudio",)
"""libpulse finds libpulsecommon in a folder of its own."""
_LIBRARY_TOPS = ("usr/lib", "lib")
"""Debian 12's archives still carry some libraries (libdbus) in /lib."""
_VERSION_LIMIT_S = 20.0
_NO_LIBRARY = 127
"""What the dynamic loader ends with when a library is missing."""


def ensure_asterisk(home: Path, *, progress: Progress) -> Asterisk:
    """The machine's own Asterisk if the hotline can run on it, else one unpacked under `home`/prefix/asterisk."""
    found = installed_asterisk()
    if isinstance(found, Asterisk):
        return found
    if found is not None:
        progress(f"{found} Until then a private one is used.")
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
    return replace(program, extra_env={"ESPEAK_DATA_PATH": str(data.parent)})


def ensure_chromium(home: Path, *, progress: Progress) -> Program:
    """A Chromium: the machine's, else the own release's package. FetchError where that does not run."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        where = which(name)
        if where is not None and runs(Program(executable=where)):
            return Program(executable=where, extra_env=font_environment(home, progress=progress))
    if os_release().get("ID") == "ubuntu":
        raise FetchError(
            "No Chromium is installed, and Ubuntu's package is only a pointer to a snap, which cannot be unpacked."
        )
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
    return replace(program, extra_env=font_environment(home, progress=progress))


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
    program = program_in(root, binary, suite, library_folders=library_folders)
    require_libraries(program)
    return program


def program_in(root: Path, binary: str, suite: Suite, *, library_folders: tuple[str, ...] = ()) -> Program:
    """The program `binary` of an unpacked tree; with the tree's own loader when the suite is not the host's."""
    executable = root / binary
    if not executable.exists():
        raise FetchError(
            f"The fetched packages hold no {binary}.", place=str(root), mend="Delete the folder and try again."
        )
    loader = None if suite.own else next(root.glob("usr/lib/*/ld-linux*.so.*"), None)
    return Program(executable=executable, loader=loader, libraries=libraries_in(root, library_folders), root=root)


def libraries_in(root: Path, folders: tuple[str, ...] = ()) -> tuple[Path, ...]:
    """Where an unpacked tree keeps its libraries; `folders` are those below that a program looks into, too."""
    bases = [path for top in _LIBRARY_TOPS for path in root.glob(f"{top}/*-linux-gnu*") if path.is_dir()]
    return tuple(base / folder for base in bases for folder in ("", *folders) if (base / folder).is_dir())


def runs(program: Program) -> bool:
    """Whether `--version` works."""
    done = _version(program)
    return done is not None and done.returncode == 0


def require_libraries(program: Program) -> None:
    """FetchError where a fetched program does not find its libraries: told at set-up, not with the first call."""
    done = _version(program)
    if done is not None and done.returncode != _NO_LIBRARY:
        return
    raise FetchError(
        f"The fetched {program.executable.name} does not run. {done.stderr.strip() if done else ''}".strip(),
        place=str(program.root), mend=f"Install {program.executable.name} with root, by apt-get install.",
    )  # fmt: skip


def _version(program: Program) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(
            program.argv("--version"), env=program.env(), capture_output=True, text=True, errors="replace",
            timeout=_VERSION_LIMIT_S, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
