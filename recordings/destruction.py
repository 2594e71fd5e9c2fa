"""Destroying recordings by rule: one proposes a list, another approves it by its hash, and only then audio goes.

    made = await propose(database, retention_days=1825, by="archivist", now=now)     # a list with its hash
    await approve(database, made.id, hash=made.hash, by="leader", now=now)
    done = await carry_out(database, archive, made.id, by="leader", now=now)

Nothing here runs by itself. What keeps a recording (`retention`) is looked at again before each one. A crash leaves
either the file, or no file and an item that is not marked yet: doing it again ends the same. The recording's own row
stays as it was taken in, so its chain holds; that its audio is gone stands on the list and in the audit log.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recordings.archive import Archive
from recordings.chain import DESTROYED
from recordings.errors import RecordingError
from recordings.retention import Kept, Old, cutoff, described, expired
from store import audit, outbox
from store.engine import Database
from store.tables.call import Call
from store.tables.destruction import Destruction, DestructionItem
from store.tables.recording import Recording
from workdays.zone import SHANGHAI


class DestructionRefused(RecordingError):
    """This cannot be done with this list. `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]  # one for each reason


class DestructionNotFound(RecordingError):
    """There is no such list."""

    code = "destruction-not-found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A recording on a list, and what became of it."""

    recording: str
    office: str | None
    started_at: datetime
    seconds: float
    destroyed_at: datetime | None
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionList:
    """A list as it stands."""

    id: str
    hash: str
    retention_days: int
    before: datetime
    proposed_by: str
    proposed_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    items: tuple[Item, ...]


async def propose(
    database: Database, *, retention_days: int, by: str, now: datetime, offices: Sequence[str] | None = None
) -> DestructionList:
    """A list of all that is past its retention, that nothing keeps and that is on no list waiting for approval.

    DestructionRefused when there is nothing.
    """
    async with database.write() as session:
        await audit.locked_head(session)
        old = await expired(session, retention_days=retention_days, now=now, offices=offices)
        free = [one for one in old if not one.kept]
        if not free:
            raise DestructionRefused("nothing-expired", "没有超过保存期限且可以销毁的录音")
        waiting = "、".join(sorted({one.listed for one in free if one.listed}))
        free = [one for one in free if not one.listed]
        if not free:
            raise DestructionRefused("already-listed", f"可以销毁的录音都已列入待批准的清册 {waiting}")
        row = Destruction(
            id=f"D{now.astimezone(SHANGHAI):%Y%m%d}-{secrets.token_hex(3)}",
            hash="",
            retention_days=retention_days,
            before=cutoff(retention_days, now),
            proposed_by=by,
            proposed_at=now,
        )
        row.hash = list_hash(row, free)
        session.add(row)
        await session.flush()
        session.add_all(DestructionItem(destruction_id=row.id, recording_id=one.id) for one in free)
        details = {"hash": row.hash, "recordings": len(free), "retention_days": retention_days}
        await _log(session, row, "destruction-proposed", by, now, details)
    return await read_list(database, row.id)


async def approve(database: Database, destruction: str, *, hash: str, by: str, now: datetime) -> DestructionList:
    """Somebody else answers for it by its hash. DestructionNotFound, DestructionRefused."""
    async with database.write() as session:
        await audit.locked_head(session)
        row = await _row(session, destruction)
        if row.approved_at is not None:
            raise DestructionRefused("already-approved", f"清册 {row.id} 已由 {row.approved_by} 批准")
        if by == row.proposed_by:
            raise DestructionRefused("own-list", "提出清册的人不能批准自己的清册，请由另一人批准")
        items = [item.recording for item in await _items(session, destruction)]
        now_on_it = await described(session, items)
        if hash != row.hash or list_hash(row, [now_on_it[one] for one in items if one in now_on_it]) != row.hash:
            raise DestructionRefused("hash-differs", "清册的校验值不符：请重新核对清册后，用清册上的校验值批准")
        row.approved_by, row.approved_at = by, now
        await _log(session, row, "destruction-approved", by, now, {"hash": row.hash, "recordings": len(items)})
    return await read_list(database, destruction)


async def carry_out(
    database: Database, archive: Archive, destruction: str, *, by: str, now: datetime
) -> DestructionList:
    """Destroy the audio of an approved list, one recording after the other; what is kept after all stays, with why.

    Doing it again goes on where it stopped. DestructionNotFound, DestructionRefused.
    """
    before = await read_list(database, destruction)
    if before.approved_at is None:
        raise DestructionRefused("not-approved", f"清册 {destruction} 还没有批准")
    for item in before.items:
        if item.destroyed_at is None:
            await _destroy(database, archive, before, item.recording, by=by, now=now)
    return await read_list(database, destruction)


async def read_list(database: Database, destruction: str) -> DestructionList:
    """One list. DestructionNotFound."""
    async with database.read() as session:
        row = await _row(session, destruction)
        return _shape(row, await _items(session, destruction))


async def lists(database: Database) -> tuple[DestructionList, ...]:
    """Every list, the newest first."""
    async with database.read() as session:
        rows = (await session.scalars(select(Destruction).order_by(Destruction.proposed_at.desc()))).all()
        return tuple([_shape(row, await _items(session, row.id)) for row in rows])


def list_hash(row: Destruction, items: Sequence[Old]) -> str:
    """SHA-256 (hex) over all that stands on a list."""
    times = [at.astimezone(UTC).isoformat(timespec="microseconds") for at in (row.before, row.proposed_at)]
    on_it = sorted([one.id, one.sha256, one.started_at.astimezone(UTC).isoformat()] for one in items)
    body = [row.id, row.retention_days, *times, row.proposed_by, on_it]
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


async def _destroy(
    database: Database, archive: Archive, under: DestructionList, recording: str, *, by: str, now: datetime
) -> None:
    """One recording: while nothing else is written, so that no ticket is opened and no hold placed meanwhile."""
    async with database.write() as session:
        await audit.locked_head(session)
        item = await session.get_one(DestructionItem, (under.id, recording))
        if item.destroyed_at is not None:
            return
        old = (await described(session, [recording]))[recording]
        item.kept = ",".join(old.kept) or None
        if old.kept:
            return
        await asyncio.to_thread(archive.destroy, recording, old.path)
        item.destroyed_at = now
        details = {"under": under.id, "hash": under.hash, "approved_by": under.approved_by, "sha256": old.sha256}
        await audit.append(
            session, at=now, actor=by, action=DESTROYED, subject=f"recording:{recording}", details=details
        )
        await outbox.publish(session, "recording-destroyed", {"id": recording, "under": under.id}, at=now)


async def _log(
    session: AsyncSession, row: Destruction, action: str, by: str, now: datetime, details: dict[str, object]
) -> None:
    await audit.append(session, at=now, actor=by, action=action, subject=f"destruction:{row.id}", details=details)


async def _row(session: AsyncSession, destruction: str) -> Destruction:
    row = await session.get(Destruction, destruction)
    if row is None:
        raise DestructionNotFound(f"没有清册 {destruction}")
    return row


async def _items(session: AsyncSession, destruction: str) -> list[Item]:
    query = (
        select(DestructionItem, Recording.started_at, Recording.seconds, Call.office)
        .join(Recording, Recording.id == DestructionItem.recording_id)
        .join(Call, Call.id == Recording.call_id)
        .where(DestructionItem.destruction_id == destruction)
        .order_by(Recording.started_at, Recording.id)
    )
    return [
        Item(
            recording=item.recording_id,
            office=office,
            started_at=started_at,
            seconds=seconds,
            destroyed_at=item.destroyed_at,
            kept=tuple(Kept(one) for one in (item.kept or "").split(",") if one),
        )
        for item, started_at, seconds, office in await session.execute(query)
    ]


def _shape(row: Destruction, items: Sequence[Item]) -> DestructionList:
    same = "id hash retention_days before proposed_by proposed_at approved_by approved_at"
    return DestructionList(items=tuple(items), **{name: getattr(row, name) for name in same.split()})
