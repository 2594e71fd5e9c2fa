"""Tickets in the database: drafts, changes, moves. Each is one transaction with its timeline, audit entry and news.

The rules are elsewhere and pure: `states` (moves), `fields` (values), `numbers`. Making
drafts of calls is in `ticketing.drafts`, reading is in `ticketing.reading`.
Locks are taken in the store's order (see `store.calls.take_in`): the call, the audit head, then tickets and counters.

    async with database.write() as session:
        tickets = await tickets_begun_by(session, calls, offices=offices, now=now, actors={})  # at most one a call
        ticket = await change(session, ticket.number, version=ticket.version, changes=check({"title": "…"}), …)
        ticket = await save(session, ticket.number, version=ticket.version, …)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from routing.outbound import is_outgoing
from store import audit
from store.at_once import Reader, at_once
from store.calls import CallRecord, ensure_call, get_call
from store.ids import new_id
from store.search.keeping import keep
from store.tables.base import Base
from store.tables.ticket import Ticket, TicketCall
from store.upsert import insert_missing
from ticketing.drafts import add_drafts, next_numbers
from ticketing.errors import IllegalMove, TicketConflict, TicketNotFound
from ticketing.fields import Changes
from ticketing.reading import get_ticket, record_of
from ticketing.record import Offices, TicketRecord
from ticketing.states import EDITABLE, Actor, Move, State, after, allowed
from ticketing.steps import add_step
from ticketing.writing import apply_changes, copy_caller

_CALLS = Base.metadata.tables[TicketCall.__tablename__]


class _Begun(NamedTuple):
    """What is asked of a call's ticket in every call."""

    call_id: str
    id: str
    number: str
    state: str
    office: str
    person_id: str | None
    origin_call_id: str | None


async def tickets_begun_by(
    session: AsyncSession, calls: Sequence[CallRecord], *, offices: Offices, now: datetime, actors: Mapping[str, str]
) -> dict[str, TicketRecord]:
    """The tickets that these locked calls began, by call; drafts where there were none (`actors`: see `add_drafts`).

    A call begins at most one: two processes that race get the same.
    """
    begun, made = await _begun_or_made(session, calls, offices=offices, now=now, actors=actors)
    return {call_id: await get_ticket(session, ticket.number) for call_id, ticket in begun.items()} | made


async def drafts_of(
    session: AsyncSession, calls: Sequence[CallRecord], *, offices: Offices, now: datetime
) -> dict[str, str]:
    """The same, but their numbers only."""
    begun, made = await _begun_or_made(session, calls, offices=offices, now=now, actors={})
    tickets: dict[str, _Begun | TicketRecord] = {**begun, **made}
    return {call_id: ticket.number for call_id, ticket in tickets.items()}


async def _begun_or_made(
    session: AsyncSession, calls: Sequence[CallRecord], *, offices: Offices, now: datetime, actors: Mapping[str, str]
) -> tuple[dict[str, _Begun], dict[str, TicketRecord]]:
    """Drafts are made where there are none; those that were there take over what became known of their calls."""
    begun = await _begun_by(session, calls)
    for call in calls:
        if call.id in begun:
            await _follow(session, begun[call.id], call, offices, now=now)
    absent = [call for call in calls if call.id not in begun]
    made = await add_drafts(session, absent, offices=offices, now=now, actors=actors)
    return begun, {call.id: ticket for call, ticket in zip(absent, made, strict=True)}


async def _begun_by(session: AsyncSession, calls: Sequence[CallRecord]) -> dict[str, _Begun]:
    """The tickets that these calls began, or on whose behalf seats placed them, by call."""
    ids = [call.id for call in calls]
    placed = [call_id for call_id in ids if is_outgoing(call_id)]
    columns = "t.id, t.number, t.state, t.office, t.person_id, t.origin_call_id"

    def read(reader: Reader) -> list[_Begun]:
        begun = f"SELECT t.origin_call_id, {columns} FROM ticket t WHERE {reader.one_of('t.origin_call_id', 'text')}"  # noqa: S608 - our own names
        rows = list(reader.rows(begun, reader.listed(ids)))
        if placed:
            joined = "ticket_call c JOIN ticket t ON t.id = c.ticket_id"
            called = f"SELECT c.call_id, {columns} FROM {joined} WHERE {reader.one_of('c.call_id', 'text')}"  # noqa: S608 - our own names
            rows += reader.rows(called, reader.listed(placed))
        return [_Begun(*row) for row in rows]

    return {ticket.call_id: ticket for ticket in await at_once(session, read)} if ids else {}


async def follow_call(session: AsyncSession, call: CallRecord, *, offices: Offices, now: datetime) -> None:
    """Bring a locked call's draft, if there is one, up to what became known: who answers it, from which number."""
    begun = await _begun_by(session, [call])
    if call.id in begun:
        await _follow(session, begun[call.id], call, offices, now=now)


async def new_ticket(
    session: AsyncSession,
    *,
    office: str,
    channel: str,
    offices: Offices,
    now: datetime,
    actor: str,
    call_id: str | None = None,
) -> TicketRecord:
    """A further draft by hand: a second matter of the same call (一事一单), or one that came by letter or web."""
    row = await _insert(session, office, channel, offices, now=now, actor=actor)
    if call_id is not None:
        await ensure_call(session, call_id, at=now)
        await _attach(session, row, call_id, role="matter")
        call = await get_call(session, call_id)
        if call is not None:
            await copy_caller(session, row, call, now=now)
    await add_step(session, row, now=now, actor=actor, move=None, source=None)
    return await record_of(session, row)


async def change(
    session: AsyncSession, number: str, *, version: int, changes: Changes, actor: str, now: datetime
) -> TicketRecord:
    """Write fields. TicketNotFound, TicketConflict, IllegalMove (the state is closed to changes)."""
    row = await _locked(session, number, version)
    state = State(row.state)
    if state not in EDITABLE:
        raise IllegalMove("change", state=state, role=actor, allowed=allowed(state, Actor.AGENT))
    before = await apply_changes(session, row, changes, now=now)
    await add_step(session, row, now=now, actor=actor, move=None, source=state, changes=changes, before=before)
    return await record_of(session, row)


async def move(
    session: AsyncSession,
    number: str,
    *,
    version: int,
    step: Move,
    role: Actor,
    actor: str,
    now: datetime,
    note: Mapping[str, str] | None = None,
    office: str | None = None,
) -> TicketRecord:
    """Make a move of the table. TicketNotFound, TicketConflict, IllegalMove. `note` (ground, reason) goes sealed.

    `office`: whose the ticket is from now on.
    """
    row = await _locked(session, number, version)
    source = State(row.state)
    row.state = after(source, step, role).value
    if office is not None:
        row.office = office
        await keep(session, row)
    changes = Changes(extra=dict(note or {}))
    await add_step(session, row, now=now, actor=actor, role=role, move=step, source=source, changes=changes, kept=False)
    return await record_of(session, row)


async def save(
    session: AsyncSession,
    number: str,
    *,
    version: int,
    role: Actor,
    actor: str,
    now: datetime,
    answered: bool = False,
) -> TicketRecord:
    """The agent's save: draft -> open, or -> concluded when it was answered at once."""
    step = Move.ANSWER_AT_ONCE if answered else Move.REGISTER
    return await move(session, number, version=version, step=step, role=role, actor=actor, now=now)


async def attach_call(session: AsyncSession, row: Ticket, call_id: str, *, role: str, now: datetime) -> None:
    """Let a call belong to a ticket. Doing it again changes nothing."""
    await ensure_call(session, call_id, at=now)
    await _attach(session, row, call_id, role=role)


async def _attach(session: AsyncSession, row: Ticket, call_id: str, *, role: str) -> None:
    values = {"ticket_id": row.id, "call_id": call_id, "role": role}
    await session.execute(insert_missing(session, _CALLS), values)


async def _follow(session: AsyncSession, ticket: _Begun, call: CallRecord, offices: Offices, *, now: datetime) -> None:
    """The call overflowed to another office, or its number became known after the draft was made."""
    if ticket.origin_call_id != call.id:  # a call that was placed for a ticket changes nothing of it
        return
    moved = call.office in offices.divisions and call.office != ticket.office
    known = ticket.person_id is None and call.caller is not None
    if ticket.state != State.DRAFT.value or not (moved or known):
        return
    await audit.locked_head(session)
    query = select(Ticket).where(Ticket.id == ticket.id).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None or row.state != State.DRAFT.value:
        return
    changed = []
    if moved:
        row.office = call.office or row.office
        changed.append("office")
    if known and row.person_id is None:
        await copy_caller(session, row, call, now=now)
        changed.append("caller.number")
    if changed:
        await add_step(session, row, now=now, actor=audit.SYSTEM, move=None, source=State.DRAFT, also=changed)


async def _insert(
    session: AsyncSession, office: str, channel: str, offices: Offices, *, now: datetime, actor: str
) -> Ticket:
    await audit.locked_head(session)
    (number,) = await next_numbers(session, [offices.divisions[office]], now)
    row = Ticket(
        id=new_id(now),
        number=number,
        version=0,
        state=State.DRAFT.value,
        channel=channel,
        office=office,
        title="",
        situation="",
        appeal="",
        answer="",
        extra={},
        created_by=actor,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def _locked(session: AsyncSession, number: str, version: int) -> Ticket:
    await audit.locked_head(session)
    query = select(Ticket).where(Ticket.number == number).with_for_update()
    row = await session.scalar(query.execution_options(populate_existing=True))
    if row is None:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    if row.version != version:
        raise TicketConflict(number, sent=version, current=row.version)
    return row
