"""The recordings in the database, chained by hash: adding one, and proving that none was altered or removed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recordings.archive import Archive
from recordings.errors import RecordingError
from store import audit, outbox
from store.many import insert_many
from store.tables.audit import AuditEntry
from store.tables.base import Base
from store.tables.recording import Recording
from store.walk import walk

_RECORDING = Base.metadata.tables[Recording.__tablename__]
_COLUMNS = tuple(column.name for column in _RECORDING.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFlaw:
    """A recording that does not hold: `code` is edited, misplaced, removed, audio-damaged or not-destroyed."""

    recording: str
    code: str
    message: str


async def add(session: AsyncSession, values: Mapping[str, Any], *, now: datetime) -> None:
    """Put one recording at the end of the chain: see `add_all`."""
    await add_all(session, [values], now=now)


async def add_all(session: AsyncSession, recordings: Sequence[Mapping[str, Any]], *, now: datetime) -> None:
    """Put recordings at the end of the chain, with their audit entries and news, in the caller's transaction.

    The audit entry carries the recording's hash: a removed recording, or a chain made anew, is told by the audit log.
    """
    await audit.locked_head(session)
    last = (
        await session.execute(select(_RECORDING.c.seq, _RECORDING.c.hash).order_by(_RECORDING.c.seq.desc()).limit(1))
    ).first()
    seq, prev = (last.seq, last.hash) if last else (0, audit.GENESIS)
    rows = []
    for values in recordings:
        row = Recording(**values, seq=seq + 1, prev_hash=prev, taken_in_at=now)
        row.hash = recording_hash(row)
        seq, prev = row.seq, row.hash
        rows.append(row)
    await insert_many(session, _RECORDING, _COLUMNS, [tuple(getattr(row, name) for name in _COLUMNS) for row in rows])
    await audit.append_all(session, [_line(row, now) for row in rows])
    news = [(now, "recording-taken-in", {"id": row.id, "call_id": row.call_id}) for row in rows]
    await outbox.publish_all(session, news)


def _line(row: Recording, now: datetime) -> audit.Line:
    details = {"seq": row.seq, "hash": row.hash, "state": row.state, "call": row.call_id}
    return audit.Line(at=now, actor=audit.SYSTEM, action=LOGGED, subject=f"recording:{row.id}", details=details)


LOGGED = "recording-taken-in"
"""The audit action of `add_all`."""
DESTROYED = "recording-destroyed"
"""The audit action of `recordings.destruction`."""


def recording_hash(row: Recording) -> str:
    """SHA-256 (hex) over what a recording is, and the hash before it."""
    body = [
        row.seq,
        row.id,
        row.kind,
        row.call_id,
        row.part,
        row.state,
        row.started_at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.seconds,
        row.channels,
        row.path,
        row.size,
        row.sha256,
        row.pcm_sha256,
        row.prev_hash,
    ]
    text = json.dumps(
        body, ensure_ascii=False, separators=(",", ":"), default=repr
    )  # repr: whatever else was put there
    return hashlib.sha256(text.encode()).hexdigest()


async def verify(session: AsyncSession, archive: Archive | None = None) -> tuple[RecordingFlaw, ...]:
    """Walk the chain; with an archive also open every file and compare its hash."""
    logged = {}
    async for _, entry in walk(session, AuditEntry, AuditEntry.seq, AuditEntry.action == LOGGED):
        if entry is not None and isinstance(entry.details, dict):  # what is not was edited: `audit.verify` says so
            logged[entry.subject.removeprefix("recording:")] = entry.details.get("hash")
    gone = await _destroyed(session)
    flaws: list[RecordingFlaw] = []
    prev: str | None = audit.GENESIS
    async for seq, row in walk(session, Recording, Recording.seq):
        if row is None:
            name = await session.scalar(select(Recording.id).where(Recording.seq == seq))
            logged.pop(name or "", None)
            flaws.append(_edited(name or f"no. {seq}"))
            prev = None
            continue
        flaws.extend(_flaws_of(row, prev, logged.pop(row.id, None)))
        prev = row.hash
        if archive is not None and isinstance(row.path, str) and isinstance(row.sha256, str):
            look = _remains if row.id in gone else _audio_flaws
            flaws.extend(await asyncio.to_thread(look, archive, row.id, row.path, row.sha256))
    lost = (RecordingFlaw(recording=name, code="removed", message="logged, and no longer here") for name in logged)
    return (*flaws, *lost)


async def _destroyed(session: AsyncSession) -> set[str]:
    """What was destroyed under an approved list: the audit log alone says so, for it cannot be edited unseen."""
    subjects = await session.scalars(select(AuditEntry.subject).where(AuditEntry.action == DESTROYED))
    return {subject.removeprefix("recording:") for subject in subjects}


def _remains(archive: Archive, recording: str, path: str, _sha256: str) -> list[RecordingFlaw]:
    if not (archive.root / path).exists():
        return []
    return [RecordingFlaw(recording=recording, code="not-destroyed", message="logged as destroyed, and still here")]


def _edited(recording: str) -> RecordingFlaw:
    return RecordingFlaw(recording=recording, code="edited", message="changed after it was taken in")


def _flaws_of(row: Recording, prev: str | None, logged: str | None) -> list[RecordingFlaw]:
    flaws = []
    if prev is not None and row.prev_hash != prev:
        flaws.append(RecordingFlaw(recording=row.id, code="misplaced", message="does not follow the one before it"))
    if recording_hash(row) != row.hash or row.hash != logged:
        flaws.append(_edited(row.id))
    return flaws


def _audio_flaws(archive: Archive, recording: str, path: str, sha256: str) -> list[RecordingFlaw]:
    try:
        archive.content(recording, path, sha256=sha256)
    except (RecordingError, OSError, ValueError) as error:  # ValueError: its path is no path any more
        return [RecordingFlaw(recording=recording, code="audio-damaged", message=str(error))]
    return []
