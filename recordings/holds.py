"""Recordings that must be kept whatever their age (暂缓销毁): put on hold for a reason, which is logged, and let go."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recordings.errors import RecordingError, RecordingNotFound
from store import audit
from store.engine import keys_of
from store.tables.destruction import DestructionItem, Hold
from store.tables.recording import Recording

REASON_LEAST = 4
"""Characters of a reason: enough to say something."""


class HoldRefused(RecordingError):
    """The hold cannot be placed or lifted. `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # one for each reason


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRecord:
    """A hold that holds. `reason` is opened."""

    recording: str
    reason: str
    placed_by: str
    placed_at: datetime


async def place(session: AsyncSession, recording: str, *, reason: str, by: str, now: datetime) -> None:
    """Keep a recording. RecordingNotFound; HoldRefused without a reason, and for what is destroyed or on hold."""
    said = _said(reason)
    await audit.locked_head(session)
    if await session.get(Recording, recording) is None:
        raise RecordingNotFound(f"there is no recording {recording}")
    gone = select(DestructionItem.recording_id).where(DestructionItem.recording_id == recording)
    if await session.scalar(gone.where(DestructionItem.destroyed_at.is_not(None))) is not None:
        raise HoldRefused("already-destroyed", "该录音已经销毁")
    if await _holding(session, recording) is not None:
        raise HoldRefused("already-held", "该录音已在暂缓销毁之列")
    key = uuid.uuid4().hex
    sealed = keys_of(session).seal(said, f"hold:{key}")
    session.add(Hold(id=key, recording_id=recording, reason=sealed, placed_by=by, placed_at=now))
    await audit.append(session, at=now, actor=by, action="recording-held", subject=f"recording:{recording}")


async def lift(session: AsyncSession, recording: str, *, reason: str, by: str, now: datetime) -> None:
    """Let a recording go again; it may then be proposed. HoldRefused."""
    said = _said(reason)
    await audit.locked_head(session)
    row = await _holding(session, recording)
    if row is None:
        raise HoldRefused("not-held", "该录音不在暂缓销毁之列")
    row.lifted_by, row.lifted_at = by, now
    why = keys_of(session).seal(said, f"hold-lifted:{row.id}").hex()
    subject = f"recording:{recording}"
    await audit.append(session, at=now, actor=by, action="recording-let-go", subject=subject, details={"reason": why})


async def holds(session: AsyncSession) -> tuple[HoldRecord, ...]:
    """What is on hold, the oldest first."""
    keys = keys_of(session)
    rows = await session.scalars(select(Hold).where(Hold.lifted_at.is_(None)).order_by(Hold.placed_at, Hold.id))
    return tuple(
        HoldRecord(
            recording=row.recording_id,
            reason=keys.open(row.reason, f"hold:{row.id}"),
            placed_by=row.placed_by,
            placed_at=row.placed_at,
        )
        for row in rows
    )


async def _holding(session: AsyncSession, recording: str) -> Hold | None:
    return await session.scalar(select(Hold).where(Hold.recording_id == recording, Hold.lifted_at.is_(None)))


def _said(reason: str) -> str:
    if len(reason.strip()) < REASON_LEAST:
        raise HoldRefused("reason-wanted", f"请写明理由，至少 {REASON_LEAST} 个字")
    return reason.strip()
