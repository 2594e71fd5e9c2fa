"""Where this machine keeps the hotline's things, and what time it is. With `site.py`, the only reader of files and
environment that configure us; everything else receives what it needs as an argument.

`HOTLINE_HOME` (default: `.hotline` in the project) holds the private prefix and a run folder for each site;
`HOTLINE_DATABASE` names another database than the run folder's SQLite file.
"""

from __future__ import annotations

import json
import os
import secrets as random_source
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from asterisk_conf.plan import Run
from workdays.zone import SHANGHAI

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_SITE = PROJECT / "sites/anhui.toml"
"""The site that commands mean where none is named, wherever they are called."""


class SettingsError(Exception):
    """A setting of this machine is missing or damaged; the sentence names the place and the mend."""

    code = "settings"


def home() -> Path:
    """The folder for everything that set-up fetches and runs make."""
    return Path(os.environ.get("HOTLINE_HOME") or PROJECT / ".hotline").resolve()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Every address and port of one running hotline, as written to `addresses.json`."""

    bind: str
    sip: int
    http: int
    """Asterisk's own HTTP server: the phones' WebSocket."""
    ami: int
    agi: int
    web: int
    rtp_first: int
    rtp_last: int

    @property
    def desk(self) -> str:
        """The desk's address for a browser."""
        return f"http://{self.bind}:{self.web}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Passwords that programs use among themselves; made once for a run folder, readable by its owner only."""

    ami: str
    cookie: str
    sip: str
    """Seed from which each seat's SIP password is derived."""


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The layout of one site's run folder (docs/design.md). Properties are paths; nothing is created by looking."""

    root: Path

    @property
    def addresses(self) -> Path:
        return self.root / "addresses.json"

    @property
    def telephony(self) -> Run:
        """Asterisk's part."""
        return Run(root=self.root)

    @property
    def prompts(self) -> Path:
        return self.root / "prompts"

    @property
    def beep(self) -> Path:
        """The tone before a message, without ending."""
        return self.prompts / "beep"

    @property
    def recordings(self) -> Path:
        return self.root / "recordings"

    @property
    def spool(self) -> Path:
        return self.root / "spool"

    @property
    def snapshot(self) -> Path:
        return self.root / "snapshot.json"

    @property
    def fallback(self) -> Path:
        return self.root / "fallback"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def clock(self) -> Path:
        return self.root / "clock"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def processes(self) -> Path:
        return self.root / "processes.json"

    @property
    def desk_socket(self) -> Path:
        """Where the desk tells its figures (`hotline.desk_figures`)."""
        return self.root / "desk.sock"

    @property
    def filled(self) -> Path:
        """The mark that the database has held something (`store.opening`)."""
        return self.root / "filled"

    @property
    def database_url(self) -> str:
        """The database: HOTLINE_DATABASE, or a SQLite file in this folder."""
        return os.environ.get("HOTLINE_DATABASE") or f"sqlite+aiosqlite:///{self.root / 'hotline.sqlite'}"

    def create(self) -> None:
        """Make the folders. Personal data lives here: nobody but the owner may look in."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        for folder in (
            self.recordings / "incoming",
            self.recordings / "messages",
            self.recordings / "archive",
            self.spool,
            self.logs,
            self.keys,
        ):
            folder.mkdir(parents=True, exist_ok=True)

    def set_clock(self, at: datetime) -> None:
        """From now on it is `at` for every program of this hotline. SettingsError for a time without offset."""
        if at.tzinfo is None:
            raise SettingsError(f"{at.isoformat()} has no offset: write it as 2026-11-23T09:30:00+08:00")
        write_whole(self.clock, str((at - datetime.now(SHANGHAI)).total_seconds()))

    def write_addresses(self, addresses: Addresses) -> None:
        write_whole(self.addresses, json.dumps(asdict(addresses), indent=2) + "\n")

    def read_addresses(self) -> Addresses:
        """SettingsError when no hotline has been started here."""
        try:
            return Addresses(**json.loads(self.addresses.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise SettingsError(f"no hotline has run in {self.root}: start one with `make run`") from None
        except (ValueError, TypeError) as error:
            raise SettingsError(f"{self.addresses} is damaged ({error}): start the hotline anew") from error

    def secrets(self) -> Secrets:
        """Read the secrets, making them at the first time."""
        path = self.root / "secrets.json"
        if not path.exists():
            made = Secrets(**{name: random_source.token_urlsafe(24) for name in Secrets.__slots__})
            partial = path.with_suffix(".new")
            partial.touch(mode=0o600)
            partial.write_text(json.dumps(asdict(made)), encoding="utf-8")
            partial.replace(path)
        try:
            return Secrets(**json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError) as error:
            raise SettingsError(f"{path} is damaged ({error}): move it away, new passwords will be made") from error


def run_folder(site_id: str) -> RunFolder:
    """The run folder of a site; HOTLINE_RUN names another one (tests)."""
    return RunFolder(Path(os.environ.get("HOTLINE_RUN") or home() / "run" / site_id).resolve())


def write_whole(path: Path, text: str) -> None:
    """Write a file that others may read at any moment: they find the old text or the new one, never a half."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


CLOCK_LOOK_S = 0.05
"""How long what the clock's file said is believed: a call asks for the time about fifty times."""


@dataclass(slots=True)
class Clock:
    """The present. Tests and rehearsals set it by writing seconds to add into `offset_file`, heard within 50 ms."""

    offset_file: Path | None = None
    _seen: tuple[int, int, int] | None = None
    _offset: timedelta = timedelta()
    _look_at: float = 0.0

    def now(self) -> datetime:
        """Aware, Asia/Shanghai."""
        present = datetime.now(SHANGHAI)
        if self.offset_file is None:
            return present
        ticks = time.monotonic()
        if ticks >= self._look_at:
            self._look(self.offset_file)
            self._look_at = ticks + CLOCK_LOOK_S
        return present + self._offset

    def _look(self, path: Path) -> None:
        try:
            found = path.stat()
        except FileNotFoundError:
            self._offset, self._seen = timedelta(), None
            return
        mark = (found.st_mtime_ns, found.st_ino, found.st_size)
        if mark != self._seen:
            self._offset, self._seen = self._read(path), mark

    @staticmethod
    def _read(path: Path) -> timedelta:
        try:
            return timedelta(seconds=float(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return timedelta()
        except ValueError as error:
            raise SettingsError(f"{path} must hold a number of seconds: {error}") from error
