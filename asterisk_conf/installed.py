"""The machine's own Asterisk: found, and judged whether the hotline can run on it. Nothing is fetched or started here.

Which one is meant, the PATH says: `PATH=/opt/asterisk/sbin:$PATH make run`. An Asterisk brings its modules and data
in the folders beside it, whatever prefix it was installed under.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from asterisk_conf.modules import REQUIRED
from asterisk_conf.program import Program

OLDEST_ASTERISK = 18
_VERSION_LIMIT_S = 20.0
_SBIN = "/usr/sbin:/usr/local/sbin:/sbin"
_MODULE_FOLDERS = ("lib/*/asterisk/modules", "lib/asterisk/modules", "lib64/asterisk/modules")
_DATA_FOLDERS = ("share/asterisk", "var/lib/asterisk", "../var/lib/asterisk")
"""Below the prefix. The last is that of an Asterisk under /usr which keeps its data in /var/lib."""
_DOCUMENTATION = "documentation/core-en_US.xml"
_SHOWN = 5


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


def installed_asterisk() -> Asterisk | str | None:
    """The Asterisk on PATH or in a system folder; a sentence why it cannot be used; None if there is none."""
    where = which("asterisk")
    return None if where is None else judge(where)


def judge(executable: Path) -> Asterisk | str:
    """The installation that `executable` belongs to, or what it lacks and the mend, in one sentence."""
    program = Program(executable=executable)
    version = asterisk_version(program)
    if version is None:
        return f"The installed Asterisk does not tell its version: `{executable} -V` shows why."
    name = f"The installed Asterisk {'.'.join(map(str, version))} ({executable})"
    if version[0] < OLDEST_ASTERISK:
        return f"{name} is too old: the hotline needs {OLDEST_ASTERISK} or newer, so upgrade it to use it."
    prefix = executable.resolve().parent.parent
    modules = _first(prefix, _MODULE_FOLDERS, "app_queue.so")
    if modules is None:
        return f"{name} has no modules in {prefix}/lib: install its modules too (app_queue is needed first)."
    lacking = [module for module in REQUIRED if not (modules / f"{module}.so").exists()]
    if lacking:
        more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        return f"{name} lacks modules ({', '.join(lacking[:_SHOWN])}{more}): install them into {modules} to use it."
    data = _first(prefix, _DATA_FOLDERS, _DOCUMENTATION)
    if data is None:
        return f"{name} lacks {_DOCUMENTATION}, without which it does not start: install its data files too."
    return Asterisk(program=program, version=version, modules=modules, data=data)


def _first(prefix: Path, folders: tuple[str, ...], content: str) -> Path | None:
    found = (path for folder in folders for path in _below(prefix, folder) if (path / content).exists())
    return next(found, None)


def _below(prefix: Path, folder: str) -> list[Path]:
    if folder.startswith("../"):
        return [(prefix / folder).resolve()]
    return sorted(prefix.glob(folder))


def which(name: str) -> Path | None:
    """The installed program `name`, on PATH or in the system folders."""
    found = shutil.which(name) or shutil.which(name, path=_SBIN)
    return Path(found) if found else None


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
