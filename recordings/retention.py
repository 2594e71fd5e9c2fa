"""Which recordings have been kept long enough, and what keeps one all the same. Reading only; destroying is apart.

    found = await expired(session, retention_days=1825, now=now)          # what may be proposed, what not and why

A recording whose ticket is not archived, is supervised (督办), or that is on hold is kept however old it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.among import among
from store.tables.base import Base
from store.tables.call import Call
from store.tables.destruction import Destruction, DestructionItem, Hold
from store.tables.recording import Recording
from store.tables.ticket import Ticket, TicketCall, TicketChange
from ticketing.states import Move, State

_CLOSED = frozenset({State.ARCHIVED, State.VOID})
_CALL, _TICKET, _HOLD, _LIST, _ITEM = (
    Base.metadata.tables[table.__tablename__] for table in (TicketCall, Ticket, Hold, Destruction, DestructionItem)
)
_OF_CALLS = select(_CALL.c.call_id, _TICKET.c.id, _TICKET.c.number, _TICKET.c.state).join(
    _TICKET, _TICKET.c.id == _CALL.c.ticket_id
)
_LISTED = (
    select(_ITEM.c.recording_id, _LIST.c.id)
    .join(_LIST, _LIST.c.id == _ITEM.c.destruction_id)
    .where(_LIST.c.approved_at.is_(None))
)
_HELD = select(_HOLD.c.recording_id).where(_HOLD.c.lifted_at.is_(None))
MOST = 5000
"""Recordings a list may have; the oldest come first."""


class Kept(StrEnum):
    """Why an old recording is kept."""

    TICKET_OPEN = "ticket-open"
    SUPERVISED = "supervised"
    ON_HOLD = "on-hold"


REASONS = {
    Kept.TICKET_OPEN: "工单未归档",
    Kept.SUPERVISED: "督办中",
    Kept.ON_HOLD: "暂缓销毁",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Old:
    """A recording past its retention. `kept`: what keeps it; none: it may be proposed, unless a list has it."""

    id: str
    office: str | None
    kind: str
    started_at: datetime
    seconds: float
    sha256: str
    path: str
    tickets: tuple[str, ...]
    kept: tuple[Kept, ...]
    listed: str | None
    """The list (销毁清册) that it stands on and that nobody has approved yet."""


def cutoff(retention_days: int, now: datetime) -> datetime:
    """What began before this has been kept for its days."""
    return now - timedelta(days=retention_days)


async def expired(
    session: AsyncSession, *, retention_days: int, now: datetime, offices: Sequence[str] | None = None
) -> tuple[Old, ...]:
    """Recordings past their retention whose audio is there, the oldest first, at most MOST."""
    query = (
        select(Recording, Call.office)
        .join(Call, Call.id == Recording.call_id)
        .where(Recording.started_at < cutoff(retention_days, now), Recording.path.is_not(None), ~_gone())
        .order_by(Recording.started_at, Recording.id)
        .limit(MOST)
    )
    if offices is not None:
        query = query.where(Call.office.in_(offices))
    return await _described(session, [(row, office) for row, office in await session.execute(query)])


async def described(session: AsyncSession, recordings: Sequence[str]) -> dict[str, Old]:
    """The same for recordings by their ids, whatever their age, by id; those without audio are left out."""
    query = select(Recording, Call.office).join(Call, Call.id == Recording.call_id)
    found = await session.execute(query.where(Recording.id.in_(recordings), Recording.path.is_not(None)))
    return {old.id: old for old in await _described(session, [(row, office) for row, office in found])}


def _gone() -> ColumnElement[bool]:
    return exists().where(DestructionItem.recording_id == Recording.id, DestructionItem.destroyed_at.is_not(None))


async def _described(session: AsyncSession, rows: Sequence[tuple[Recording, str | None]]) -> tuple[Old, ...]:
    tickets: dict[str, list[tuple[str, str, State]]] = defaultdict(list)
    for call, ticket, number, state in await among(session, _OF_CALLS, {_CALL.c.call_id: [r.call_id for r, _ in rows]}):
        tickets[call].append((ticket, number, State(state)))
    watched = await _supervised(session, [ticket for many in tickets.values() for ticket, _, _ in many])
    ids = [row.id for row, _ in rows]
    listed = dict(iter(await among(session, _LISTED, {_ITEM.c.recording_id: ids})))
    held = {name for (name,) in await among(session, _HELD, {_HOLD.c.recording_id: ids})}
    return tuple(
        Old(
            id=row.id,
            office=office,
            kind=row.kind,
            started_at=row.started_at,
            seconds=row.seconds,
            sha256=row.sha256 or "",
            path=row.path or "",
            tickets=tuple(number for _, number, _ in tickets[row.call_id]),
            kept=_kept(tickets[row.call_id], watched, on_hold=row.id in held),
            listed=listed.get(row.id),
        )
        for row, office in rows
    )


def _kept(tickets: Iterable[tuple[str, str, State]], watched: set[str], *, on_hold: bool) -> tuple[Kept, ...]:
    going_on = [ticket for ticket, _, state in tickets if state not in _CLOSED]
    found = {
        Kept.TICKET_OPEN: bool(going_on),
        Kept.SUPERVISED: any(ticket in watched for ticket in going_on),
        Kept.ON_HOLD: on_hold,
    }
    return tuple(reason for reason, holds in found.items() if holds)


async def _supervised(session: AsyncSession, tickets: Sequence[str]) -> set[str]:
    change = Base.metadata.tables[TicketChange.__tablename__]
    query = select(change.c.ticket_id).where(change.c.move == Move.SUPERVISE.value)
    return {ticket for (ticket,) in await among(session, query, {change.c.ticket_id: tickets})}
