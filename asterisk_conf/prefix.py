"""Packages unpacked into a private folder as an ordinary user: apt downloads and checks, dpkg-deb unpacks.

The system is never touched: apt's whole state stands in the prefix. Signatures are always checked.
What is fetched and for whom is said elsewhere (`programs.py`).
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from asterisk_conf.commands import run_command
from asterisk_conf.errors import FetchError
from asterisk_conf.suites import Suite

Progress = Callable[[str], None]
"""Called with one line for people each time something happened."""

UPDATE_LIMIT_S = 180.0
DOWNLOAD_LIMIT_S = 1200.0
UNPACK_LIMIT_S = 120.0
_STAMP = "unpacked.json"


def fetch_packages(
    prefix: Path, suite: Suite, packages: Sequence[str], *, progress: Progress, need_mb: int = 200
) -> Path:
    """Unpack `packages` and all they depend on into `prefix`/root, and return that folder.

    Does nothing when a stamp says it has been done; a broken-off download goes on where it stopped.
    Raises FetchError: no network, no room, no such package.
    """
    root, stamp = prefix / "root", prefix / _STAMP
    wanted = {"suite": suite.name, "packages": sorted(packages)}
    if stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == wanted:
        return root
    prefix.mkdir(parents=True, exist_ok=True)
    require_room(prefix, need_mb)
    apt = _Apt(prefix / "apt", suite, progress)
    apt.update()
    archives = apt.download(packages)
    _unpack(archives, prefix, progress)
    stamp.write_text(json.dumps(wanted), encoding="utf-8")
    shutil.rmtree(prefix / "apt", ignore_errors=True)
    return root


def require_room(prefix: Path, need_mb: int) -> None:
    """FetchError where the disk under `prefix` has less than `need_mb` MB free."""
    free_mb = shutil.disk_usage(prefix).free // 1_000_000
    if free_mb < need_mb:
        raise FetchError(
            f"{need_mb} MB are needed and {free_mb} MB are free.",
            place=str(prefix), mend="Make room, or set HOTLINE_HOME to a folder on a larger disk.",
        )  # fmt: skip


def _unpack(archives: Sequence[Path], prefix: Path, progress: Progress) -> None:
    fresh = prefix / "root.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for number, archive in enumerate(archives, start=1):
        if number % 25 == 1 or number == len(archives):
            progress(f"unpacking {number}/{len(archives)}")
        run_command(["dpkg-deb", "-x", str(archive), str(fresh)], limit_s=UNPACK_LIMIT_S, what="unpacking")
    shutil.rmtree(prefix / "root", ignore_errors=True)
    fresh.rename(prefix / "root")


class _Apt:
    """apt-get with its whole state in one folder."""

    def __init__(self, state: Path, suite: Suite, progress: Progress) -> None:
        self._suite = suite
        self._progress = progress
        self._archives = state / "archives"
        for folder in (state / "lists/partial", self._archives / "partial"):
            folder.mkdir(parents=True, exist_ok=True)
        sources, empty, self._config = state / "sources.list", state / "status", state / "apt.conf"
        sources.write_text("\n".join(suite.lines) + "\n", encoding="utf-8")
        empty.touch()
        settings = {
            "Dir::State": state,
            "Dir::State::Lists": state / "lists",
            "Dir::State::status": suite.status or empty,
            "Dir::Cache": state,
            "Dir::Cache::archives": self._archives,
            "Dir::Etc::sourcelist": sources,
            "Dir::Etc::sourceparts": "/dev/null",
            "APT::Sandbox::User": "",
            "APT::Update::Error-Mode": "any",
            "Debug::NoLocking": "1",
            "Acquire::Retries": "3",
            "Acquire::Languages": "none",
        }
        lines = (f'{key} "{value}";' for key, value in settings.items())
        self._config.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._options: list[str] = []

    def _run(self, *arguments: str, limit_s: float, what: str, on_line: Progress | None = None) -> str:
        argv = ["apt-get", "-q", *self._options, *arguments]
        return run_command(
            argv,
            limit_s=limit_s,
            what=what,
            on_line=on_line,
            env={"APT_CONFIG": str(self._config), "LC_ALL": "C.UTF-8"},
        )

    def update(self) -> None:
        """Fetch the package lists; says so when the mirror's signed date has passed."""
        what = f"fetching the package lists of {self._suite.name}"
        self._progress(what)
        try:
            self._run("update", limit_s=UPDATE_LIMIT_S, what=what)
        except FetchError as error:
            if "is expired" not in str(error) and "Valid-Until" not in str(error):
                raise
            self._progress(
                f"the mirror's list of {self._suite.name} is past its date (Valid-Until): "
                "going on without that check; signatures are still checked"
            )
            self._options = ["-o", "Acquire::Check-Valid-Until=false"]
            self._run("update", limit_s=UPDATE_LIMIT_S, what=what)

    def download(self, packages: Sequence[str]) -> list[Path]:
        """Download the packages and their dependencies; the archives' paths."""
        what = f"downloading {', '.join(packages)} of {self._suite.name}"
        self._progress(what)
        install = ["install", "--yes", "--no-install-recommends", *packages]
        plan = self._run(*install, "--print-uris", limit_s=UPDATE_LIMIT_S, what=what)
        names = re.findall(r"^'[^']+' (\S+\.deb) \d+", plan, flags=re.MULTILINE)
        done = 0

        def count(line: str) -> None:
            nonlocal done
            if line.startswith("Get:"):
                done += 1
                if done % 20 == 0:
                    self._progress(f"downloaded {done}/{len(names)}")

        self._run(*install, "--download-only", limit_s=DOWNLOAD_LIMIT_S, what=what, on_line=count)
        found = sorted(self._archives.glob("*.deb"))
        if not found:
            raise FetchError(f"apt-get downloaded nothing while {what}.", place=str(self._archives))
        return found
