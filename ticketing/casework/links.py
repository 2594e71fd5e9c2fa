"""Links between tickets: matters split from one another (一事一单), joined, and repeats found by likeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from store.engine import keys_of
from store.tables.ticket import Ticket, TicketCall
from store.tables.ticket_link import TicketLink
from store.upsert import insert_into
from ticketing.casework.case import presents
from ticketing.casework.case_reading import case_of
from ticketing.casework.case_rows import CaseRows
from ticketing.errors import InvalidField, TicketNotFound
from ticketing.life.rules import Rules
from ticketing.reading import get_ticket, places_of
from ticketing.record import Offices, Place, TicketRecord
from ticketing.repository import attach_call, move, new_ticket
from ticketing.states import Actor, Move, State

SPLIT = "split-from"
JOINED = "joined-into"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another ticket, and what this one has to do with it. `outgoing`: the link was made from this ticket."""

    other: str
    place: Place
    title: str
    kind: str
    outgoing: bool
    at: datetime
    evidence: Mapping[str, Any]


async def links_of(session: AsyncSession, number: str, *, start: int = 0, limit: int | None = None) -> tuple[Link, ...]:
    """The links of a ticket in both directions, newest first; all, or `limit` from `start` on. TicketNotFound."""
    row = await _row(session, number)
    source, target = aliased(Ticket), aliased(Ticket)
    query = (
        select(TicketLink, source, target)
        .join(source, source.id == TicketLink.ticket_id)
        .join(target, target.id == TicketLink.other_id)
        .where(or_(TicketLink.ticket_id == row.id, TicketLink.other_id == row.id))
        .order_by(TicketLink.at.desc(), TicketLink.kind, TicketLink.other_id)
        .offset(start)
        .limit(limit)
    )
    found = [(link, to if link.ticket_id == row.id else by) for link, by, to in await session.execute(query)]
    places = await places_of(session, [other for _, other in found])
    return tuple(_link(link, other, places[other.id], outgoing=link.ticket_id == row.id) for link, other in found)


async def split(
    session: AsyncSession,
    number: str,
    *,
    version: int,
    role: Actor,
    actor: str,
    offices: Offices,
    now: datetime,
) -> TicketRecord:
    """A second matter of the same caller gets a draft of its own, with the calls of the first; that draft."""
    source = await move(session, number, version=version, step=Move.SPLIT, role=role, actor=actor, now=now)
    made = await new_ticket(
        session, office=source.office, channel=source.channel, offices=offices, now=now, actor=actor
    )
    row, origin = await _row(session, made.number), await _row(session, number)
    row.person_id, row.caller_hash = origin.person_id, origin.caller_hash
    for call in source.calls:
        await attach_call(session, row, call, role="matter", now=now)
    await _link_up(session, row.id, origin.id, SPLIT, actor=actor, now=now)
    await session.flush()
    return await get_ticket(session, made.number)


async def join(
    session: AsyncSession,
    number: str,
    *,
    into: str,
    version: int,
    role: Actor,
    actor: str,
    reason: str,
    rules: Rules,
    now: datetime,
) -> TicketRecord:
    """The same matter twice: this ticket is void, its calls belong to the other. InvalidField, ticketing's errors."""
    if into == number:
        raise InvalidField("note.other", "a ticket cannot be joined into itself", "name the other ticket")
    target = await _row(session, into)
    if State(target.state) is State.VOID:
        raise InvalidField("note.other", "that ticket is void itself", "name the one that is handled")
    note = {"other": into, **({"reason": reason} if reason else {})}
    joined = await move(session, number, version=version, step=Move.JOIN, role=role, actor=actor, now=now, note=note)
    row = await _row(session, number)
    for call in await session.scalars(select(TicketCall.call_id).where(TicketCall.ticket_id == row.id)):
        await attach_call(session, target, call, role="joined", now=now)
    await _link_up(session, row.id, target.id, JOINED, actor=actor, now=now)
    case, rows = await case_of(session, number), CaseRows(keys=keys_of(session))
    rows.settle(case, presents(case, rules, rows.keys, now=now), rules, at_once=True)
    await rows.write(session)
    return joined


async def _link_up(session: AsyncSession, ticket: str, other: str, kind: str, *, actor: str, now: datetime) -> None:
    values = {"ticket_id": ticket, "other_id": other, "kind": kind, "at": now, "actor": actor, "evidence": {}}
    await session.execute(insert_into(session, TicketLink).values(values).on_conflict_do_nothing())


def _link(link: TicketLink, other: Ticket, place: Place, *, outgoing: bool) -> Link:
    return Link(
        other=other.number,
        place=place,
        title=other.title,
        kind=link.kind,
        outgoing=outgoing,
        at=link.at,
        evidence=link.evidence,
    )


async def _row(session: AsyncSession, number: str) -> Ticket:
    row = await session.scalar(select(Ticket).where(Ticket.number == number))
    if row is None:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    return row
