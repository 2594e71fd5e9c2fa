"""The audit log: who did what to what, hash-chained, written in the same transaction as the change itself.

Each entry's hash covers its contents and the hash before it. The head (count and last hash) is signed with the key
file, so whoever has the database but not the keys cannot edit, delete, reorder or cut without being seen. Setting the
whole database back to an older state is seen by comparing with a head that was exported before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import keys_of
from store.keys import Keys
from store.many import insert, write_all
from store.tables.audit import AuditEntry, AuditHead
from store.tables.base import Base
from store.tables.ticket import Ticket
from store.tables.user import User
from store.upsert import insert_into
from store.walk import walk
from store.wanted_rows import Write

GENESIS = "0" * 64
"""The hash before the first entry."""

_HELD = "audit-head"
"""Where a session remembers the head that its transaction has locked."""

_ENTRY = Base.metadata.tables[AuditEntry.__tablename__]
_HEAD = select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
_COLUMNS = ("seq", "at", "actor", "action", "subject", "details", "prev_hash", "hash")
_WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr).encode
"""`repr` is for what somebody put into a row by hand: what we log is JSON."""

SYSTEM = "system"
"""The actor of what the programs do by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How many entries there are, and the last one's hash. Export it: `signature` proves it was ours."""

    count: int
    hash: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A place where the chain does not hold: `code` is edited, missing, misplaced, cut, head-forged or rolled-back."""

    seq: int
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer of `verify`: sound when there is no flaw."""

    entries: int
    head: Head | None
    flaws: tuple[Flaw, ...]

    @property
    def sound(self) -> bool:
        return not self.flaws


async def append(
    session: AsyncSession,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one entry to the chain within the caller's transaction. `details` must be JSON and name no person.

    Entry and head are written with the session's next flush, so that several entries of a transaction cost one.
    """
    head = await locked_head(session)
    entry = AuditEntry(
        seq=head.count + 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=dict(details or {}),
        prev_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    session.add(entry)
    head.count, head.hash = entry.seq, entry.hash
    head.signature = _signature(keys_of(session), entry.seq, entry.hash)
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An entry to be: what `append_all` takes. `details` must be JSON and name no person."""

    at: datetime
    actor: str
    action: str
    subject: str
    details: Mapping[str, Any]


async def append_all(session: AsyncSession, lines: Sequence[Line]) -> None:
    """Add entries in this order; the head is read, signed and written once for all of them."""
    if lines:
        await write_all(session, [await chained(session, lines)])


async def chained(session: AsyncSession, lines: Sequence[Line]) -> Write:
    """The same for who writes other rows too: the entries, to be written now. The head is signed for them already."""
    head = await locked_head(session)
    seq, last, entries = head.count, head.hash, []
    for line in lines:
        seq, before = seq + 1, last
        contents = (line.at, line.actor, line.action, line.subject, dict(line.details))
        last = _hash(seq, *contents, before)
        entries.append((seq, *contents, before, last))
    head.count, head.hash = seq, last
    head.signature = _signature(keys_of(session), seq, last)
    return insert(_ENTRY, _COLUMNS, entries)


async def head(session: AsyncSession) -> Head | None:
    """The present head, or None while nothing was ever logged."""
    row = await session.get(AuditHead, 1)
    return None if row is None else Head(count=row.count, hash=row.hash, signature=row.signature)


async def verify(session: AsyncSession, *, exported: Head | None = None) -> Verdict:
    """Walk the whole chain. With `exported`, also prove that what existed then still stands. Ten flaws at most."""
    flaws: list[Flaw] = []
    prev: str | None = GENESIS
    last, count, then = 0, 0, None
    async for seq, entry in walk(session, AuditEntry, AuditEntry.seq):
        flaws.extend(_flaws_of(seq, entry, last=last, prev=prev))
        prev, last, count = entry.hash if entry else None, seq, count + 1
        if exported is not None and seq == exported.count:
            then = prev
    now = await head(session)
    flaws.extend(_flaws_of_head(keys_of(session), now, last=last, prev=prev))
    if now is None and last == 0 and await _something_was_logged(session):
        message = "the log is empty, though there are users or tickets, which never come without an entry"
        flaws.append(Flaw(seq=0, code="cut", message=message))
    if exported is not None:
        flaws.extend(_flaws_of_exported(keys_of(session), exported, then))
    return Verdict(entries=count, head=now, flaws=tuple(flaws[:10]))


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 (hex) over the entry's contents and the hash before it."""
    contents = (entry.at, entry.actor, entry.action, entry.subject, entry.details)
    return _hash(entry.seq, *contents, entry.prev_hash)


def _hash(
    seq: int, at: datetime, actor: str, action: str, subject: str, details: Mapping[str, Any], prev_hash: str
) -> str:
    body = [seq, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, action, subject, details, prev_hash]
    return hashlib.sha256(_WRITE(body).encode()).hexdigest()


def _flaws_of(seq: int, entry: AuditEntry | None, *, last: int, prev: str | None) -> list[Flaw]:
    flaws = []
    if seq > last + 1:
        flaws.append(Flaw(seq=seq, code="missing", message=f"entries {last + 1} to {seq - 1} are gone"))
    elif seq <= last or (entry and prev is not None and entry.prev_hash != prev):
        flaws.append(Flaw(seq=seq, code="misplaced", message="this entry does not follow the one before it"))
    if entry is None or entry_hash(entry) != entry.hash:
        flaws.append(Flaw(seq=seq, code="edited", message="this entry was changed after it was written"))
    return flaws


def _flaws_of_head(keys: Keys, now: Head | None, *, last: int, prev: str | None) -> list[Flaw]:
    if now is None:
        return [Flaw(seq=0, code="head-forged", message="there are entries but no head")] if last else []
    flaws = []
    if now.signature != _signature(keys, now.count, now.hash):
        flaws.append(Flaw(seq=now.count, code="head-forged", message="the head is not signed by this key file"))
    if now.count != last or (prev is not None and now.hash != prev):
        flaws.append(Flaw(seq=last, code="cut", message=f"the head counts {now.count}, the chain ends at {last}"))
    return flaws


def _flaws_of_exported(keys: Keys, exported: Head, then: str | None) -> list[Flaw]:
    if exported.signature != _signature(keys, exported.count, exported.hash):
        message = "the exported head is not signed by this key file"
        return [Flaw(seq=exported.count, code="head-forged", message=message)]
    if exported.count and then != exported.hash:
        return [Flaw(seq=exported.count, code="rolled-back", message="the exported head is not in the chain")]
    return []


async def _something_was_logged(session: AsyncSession) -> bool:
    """Whether there is a row that only comes together with an audit entry."""
    for key in (User.id, Ticket.id):
        if await session.scalar(select(key).limit(1)) is not None:
            return True
    return False


def _signature(keys: Keys, count: int, last_hash: str) -> str:
    return keys.sign(f"audit-head:{count}:{last_hash}")


async def locked_head(session: AsyncSession) -> AuditHead:
    """The head's row, locked until the transaction ends: whoever holds it is the only one who appends."""
    transaction, held = session.info.get(_HELD, (None, None))
    if held is not None and transaction is session.sync_session.get_transaction():
        state = inspect(held)
        if state.persistent and not state.expired_attributes:  # else a savepoint was rolled back meanwhile
            return cast("AuditHead", held)
    found = await _select_head(session)
    if found is None:
        first = {"id": 1, "count": 0, "hash": GENESIS, "signature": _signature(keys_of(session), 0, GENESIS)}
        await session.execute(insert_into(session, AuditHead).values(first).on_conflict_do_nothing())
        found = await _select_head(session)
    if found is None:
        raise LookupError("the audit head could not be made")
    session.info[_HELD] = (session.sync_session.get_transaction(), found)
    return found


async def _select_head(session: AsyncSession) -> AuditHead | None:
    return await session.scalar(_HEAD)
