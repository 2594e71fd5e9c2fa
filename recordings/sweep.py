"""The worker's round over RUN/recordings: takes in what is complete, tells what is missing, loses nothing.

    worker = Intake(database=database, archive=archive, folder=run.recordings)
    report = await worker.sweep(now=clock.now())         # once: at start it is the crash salvage
    await worker.run(clock.now)                          # for ever; cancel to stop
    worker.soon()                                        # a call has ended: look without waiting for the next round

A file is complete when nobody has it open and its call has ended, or when nobody has touched it for `ORPHAN_S`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from recordings import chain
from recordings.archive import Archive
from recordings.closed import is_closed
from recordings.errors import NotAudio, RecordingError
from recordings.ingest import Outcome, Source, ingest_group
from recordings.names import Form, Found, Kind, read_incoming, read_message, recording_id
from recordings.record import State
from recordings.story import Story
from store import audit
from store.engine import Database
from store.folded import CallState
from store.tables.call import Call
from store.tables.recording import Recording

ORPHAN_S = 120.0
"""A file of a call whose end nobody told: taken in when untouched for so long and open nowhere."""

GROUP = 16
"""Most recordings that one transaction takes in."""

GRACE = timedelta(seconds=60)
"""After its end an answered call has this long until its audio counts as missing."""

MISSING_EVERY = timedelta(minutes=1)

_LOG = structlog.get_logger(__name__)


@dataclass(slots=True, kw_only=True)
class Report:
    """What one round did: ids of recordings, names of files, calls without audio, and errors to show the operator."""

    taken: list[str] = field(default_factory=list)
    quarantined: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    waiting: int = 0
    errors: list[RecordingError] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Takes recordings from `folder` (with incoming/ and messages/) into the archive."""

    database: Database
    archive: Archive
    folder: Path
    _asked: asyncio.Event = field(default_factory=asyncio.Event, init=False, repr=False)

    def soon(self) -> None:
        """Something is to be taken in by now: the next round begins at once."""
        self._asked.set()

    async def run(self, now: Callable[[], datetime], *, every_s: float = 5.0) -> None:
        """For ever: a whole sweep first, then files each round, and once a minute the gaps of the last day.

        A round looks at every file that is still written, so most rounds are those that `soon` asks for. An error of
        one round is logged and the next round tries again.
        """
        looked: datetime | None = None
        while True:
            present = now()
            try:
                if looked is None:
                    report = await self.sweep(now=present)
                else:
                    report = await self.take_files(now=present)
                if looked is None or abs(present - looked) > MISSING_EVERY:
                    await self.tell_missing(now=present, arrived_since=present - timedelta(days=1))
                    looked = present
            except (OSError, RecordingError, SQLAlchemyError) as error:
                _LOG.error("recordings sweep failed", action="recordings.sweep", why=type(error).__name__)
            else:
                for trouble in report.errors:
                    why = str(trouble)
                    _LOG.error("recording not taken in", action="recordings.ingest", code=trouble.code, why=why)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(every_s):
                    await self._asked.wait()
            self._asked.clear()

    async def sweep(self, *, now: datetime) -> Report:
        """One whole round: all files, and the gaps of all times."""
        report = await self.take_files(now=now)
        report.missing = await self.tell_missing(now=now)
        return report

    async def take_files(self, *, now: datetime) -> Report:
        """Take in what is complete. Errors of single recordings are in the report; their files stay for later."""
        report = Report()
        sources, growing, unknown = await asyncio.to_thread(self._look)
        report.waiting = growing
        for path in unknown:
            await self._quarantine(path, "not a name of ours", report, now=now)
        for start in range(0, len(sources), GROUP):
            group = sources[start : start + GROUP]
            for outcome in await ingest_group(self.database, self.archive, group, complete=_is_complete, now=now):
                await self._note(outcome, report, now=now)
        return report

    async def _note(self, outcome: Outcome, report: Report, *, now: datetime) -> None:
        if isinstance(outcome.error, NotAudio):
            for path in outcome.source.files.values():
                await self._quarantine(path, str(outcome.error), report, now=now)
        elif outcome.error is not None:
            report.errors.append(outcome.error)
        elif outcome.recording is not None:
            report.taken.append(outcome.recording)
        report.waiting += outcome.waiting

    def _look(self) -> tuple[list[Source], int, list[Path]]:
        """Sources that nobody writes any more, how many are still written, and settled files with strange names."""
        found: dict[tuple[str, Kind], dict[Form, Path]] = {}
        unknown = []
        for folder, read in (("incoming", read_incoming), ("messages", read_message)):
            for path in _files(self.folder / folder):
                name = read(path.name)
                if name is None:
                    unknown.append(path)
                else:
                    found.setdefault((name.call_id, name.kind), {})[name.form] = path
        every = [source for (call, kind), files in sorted(found.items()) for source in _sources(call, kind, files)]
        closed = [source for source in every if all(_settled(path) for path in source.files.values())]
        strange = [path for path in unknown if not path.name.startswith(".") and _settled(path)]
        return closed, len(every) - len(closed), strange

    async def _quarantine(self, path: Path, why: str, report: Report, *, now: datetime) -> None:
        """Move a file that is no recording of ours out of the way; never remove it."""
        folder = self.folder / "quarantine"
        moved = await asyncio.to_thread(_move_aside, path, folder)
        if moved is None:
            return
        report.quarantined.append(path.name)
        async with self.database.write() as session:
            await audit.append(
                session,
                at=now,
                actor=audit.SYSTEM,
                action="recording-quarantined",
                subject=f"file:{moved.name}",
                details={"why": why, "from": path.parent.name},
            )

    async def tell_missing(self, *, now: datetime, arrived_since: datetime | None = None) -> list[str]:
        """Answered calls that ended and have no audio, on disk or in the archive, get a record that says so."""
        there = exists().where(Recording.call_id == Call.id, Recording.kind == Kind.CALL.value)
        query = (
            select(Call.id, Call.arrived_at, Call.answered_at, Call.talked_s)
            .where(Call.state == CallState.ENDED.value, Call.answered_at.is_not(None), ~there)
            .where(Call.ended_at < now - GRACE)
        )
        if arrived_since is not None:
            query = query.where(Call.arrived_at >= arrived_since)
        told = []
        async with self.database.read() as session:
            rows = (await session.execute(query)).all()
        for call_id, arrived_at, answered_at, talked_s in rows:
            if not await asyncio.to_thread(self._on_disk, call_id):
                await self._add_missing(call_id, answered_at or arrived_at, talked_s, now=now)
                told.append(call_id)
        return told

    def _on_disk(self, call_id: str) -> bool:
        found = (read_incoming(path.name) for path in _files(self.folder / "incoming"))
        return any(isinstance(name, Found) and name.call_id == call_id for name in found)

    async def _add_missing(self, call_id: str, started: datetime, talked_s: float | None, *, now: datetime) -> None:
        values = {
            "id": recording_id(call_id, Kind.CALL, 0),
            "kind": Kind.CALL.value,
            "call_id": call_id,
            "part": 0,
            "state": State.MISSING.value,
            "started_at": started,
            "seconds": 0.0,
            "expected_s": talked_s,
            "channels": 0,
            "levels": [],
            "note": "the call was answered and no audio was found",
        }
        async with self.database.write() as session:
            await audit.locked_head(session)
            if await session.get(Recording, values["id"]) is None:
                await chain.add(session, values, now=now)


def _is_complete(source: Source, story: Story) -> bool:
    if story.ended:
        return True
    with contextlib.suppress(FileNotFoundError):  # taken away meanwhile
        return time.time() - max(path.stat().st_mtime for path in source.files.values()) > ORPHAN_S
    return False


def _sources(call_id: str, kind: Kind, files: dict[Form, Path]) -> list[Source]:
    """One source, or two where both a stereo file and a pair of monos lie there."""
    halves = (Form.CALLER_SLN, Form.SEAT_SLN)
    pair: dict[Form, Path] = {form: files[form] for form in halves if form in files}
    single = {form: path for form, path in files.items() if form not in pair}
    return [Source(call_id=call_id, kind=kind, files=group) for group in (single, pair) if group]


def _files(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(path) for path in sorted(entry.path for entry in entries if entry.is_file())]
    except FileNotFoundError:
        return []


def _settled(path: Path) -> bool:
    try:
        return is_closed(path)
    except FileNotFoundError:
        return False
    except OSError:  # it cannot even be opened: the intake tells whose trouble that is
        return True


def _move_aside(path: Path, folder: Path) -> Path | None:
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    count = 0
    while True:
        try:
            os.link(path, target)
        except FileExistsError:
            count += 1
            target = folder / f"{path.name}.{count}"
        except FileNotFoundError:
            return None
        else:
            path.unlink(missing_ok=True)
            return target
