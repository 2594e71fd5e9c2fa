"""The recordings in the database, chained by hash: adding one, and proving that none was altered or removed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recordings.archive import Archive
from recordings.errors import RecordingError
from store import audit, outbox
from store.tables.audit import AuditEntry
from store.tables.recording import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFlaw:
    """A recording that does not hold: `code` is edited, misplaced, removed or audio-damaged."""

    recording: str
    code: str
    message: str


async def add(session: AsyncSession, values: Mapping[str, Any], *, now: datetime) -> Recording:
    """Put a recording at the end of the chain, with its audit entry and its news, in the caller's transaction.

    The audit entry carries the recording's hash: a removed recording, or a chain made anew, is told by the audit log.
    """
    await audit.locked_head(session)
    last = await session.scalar(select(Recording).order_by(Recording.seq.desc()).limit(1))
    row = Recording(
        **values,
        seq=1 if last is None else last.seq + 1,
        prev_hash=audit.GENESIS if last is None else last.hash,
        taken_in_at=now,
    )
    row.hash = recording_hash(row)
    session.add(row)
    await session.flush()
    details = {"seq": row.seq, "hash": row.hash, "state": row.state, "call": row.call_id}
    subject = f"recording:{row.id}"
    await audit.append(session, at=now, actor=audit.SYSTEM, action=LOGGED, subject=subject, details=details)
    await outbox.publish(session, "recording-taken-in", {"id": row.id, "call_id": row.call_id}, at=now)
    return row


LOGGED = "recording-taken-in"
"""The audit action of `add`."""


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
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


async def verify(session: AsyncSession, archive: Archive | None = None) -> tuple[RecordingFlaw, ...]:
    """Walk the chain; with an archive also open every file and compare its hash."""
    logged = {}
    entries = select(AuditEntry.subject, AuditEntry.details).where(AuditEntry.action == LOGGED)
    for subject, details in await session.execute(entries):
        logged[subject.removeprefix("recording:")] = details["hash"]
    flaws, prev = [], audit.GENESIS
    for row in await session.scalars(select(Recording).order_by(Recording.seq)):
        flaws.extend(_flaws_of(row, prev, logged.pop(row.id, None)))
        prev = row.hash
        if archive is not None and row.path is not None and row.sha256 is not None:
            flaws.extend(await asyncio.to_thread(_audio_flaws, archive, row.id, row.path, row.sha256))
    gone = (RecordingFlaw(recording=name, code="removed", message="logged, and no longer here") for name in logged)
    return (*flaws, *gone)


def _flaws_of(row: Recording, prev: str, logged: str | None) -> list[RecordingFlaw]:
    flaws = []
    if row.prev_hash != prev:
        flaws.append(RecordingFlaw(recording=row.id, code="misplaced", message="does not follow the one before it"))
    if recording_hash(row) != row.hash or row.hash != logged:
        flaws.append(RecordingFlaw(recording=row.id, code="edited", message="changed after it was taken in"))
    return flaws


def _audio_flaws(archive: Archive, recording: str, path: str, sha256: str) -> list[RecordingFlaw]:
    try:
        archive.content(recording, path, sha256=sha256)
    except RecordingError as error:
        return [RecordingFlaw(recording=recording, code="audio-damaged", message=str(error))]
    return []
