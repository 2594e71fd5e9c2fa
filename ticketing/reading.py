"""Reading tickets: one, a list, a caller's history, a timeline. Nothing here changes the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.among import among
from store.at_once import Reader, at_once
from store.calls import number_hash
from store.engine import keys_of
from store.keys import Keys
from store.lines import Line, lines_of_caller
from store.paging import LIMIT, Page, clamp, place_of
from store.persons import get_people, opened
from store.tables.base import Base
from store.tables.ticket import Ticket, TicketCall, TicketChange
from ticketing.casework.unit_rows import helpers_of
from ticketing.errors import TicketNotFound
from ticketing.life.handling import Units
from ticketing.listing import TicketFilter, rows_of
from ticketing.record import ChangeRecord, Place, TicketHead, TicketLine, TicketRecord
from ticketing.states import Move, State

__all__ = [
    "NOT_GIVEN",
    "TicketFilter",
    "get_ticket",
    "heads_of",
    "histories",
    "history",
    "list_tickets",
    "places_of",
    "record_of",
    "ticket_of_call",
    "tickets_of_calls",
    "timeline",
]

NOT_GIVEN = "not_given."
"""Reasons lie in the `extra` column under this prefix, which no field of a pack can have."""

_TICKET = Base.metadata.tables[Ticket.__tablename__]
_ROW = select(Ticket).where(Ticket.number == bindparam("number")).execution_options(populate_existing=True)
"""Moves are written past the session's own objects."""
_CALLS = select(TicketCall.call_id).where(TicketCall.ticket_id == bindparam("ticket")).order_by(TicketCall.call_id)
_HEADS = select(*(_TICKET.c[name] for name in ("id", "number", "state", "office", "unit", "created_by")))
_CALLS_OF = (
    select(TicketCall.ticket_id, TicketCall.call_id)
    .join(_TICKET, _TICKET.c.id == TicketCall.ticket_id)
    .order_by(TicketCall.call_id)
)


async def get_ticket(session: AsyncSession, number: str) -> TicketRecord:
    """One ticket. TicketNotFound."""
    return await record_of(session, await _row(session, number))


async def ticket_of_call(session: AsyncSession, call_id: str) -> str | None:
    """The number of the ticket that this call began, or None."""
    return await session.scalar(select(Ticket.number).where(Ticket.origin_call_id == call_id))


async def heads_of(session: AsyncSession, numbers: Sequence[str]) -> dict[str, TicketHead]:
    """What decides who may see these tickets, as far as there are any, by number."""
    wanted = {_TICKET.c.number: sorted(set(numbers))}
    calls: dict[str, tuple[str, ...]] = {}
    for ticket, call in await among(session, _CALLS_OF, wanted):
        calls[ticket] = (*calls.get(ticket, ()), call)
    rows = (await among(session, _HEADS, wanted)).all()
    places = await places_of(session, rows)
    return {
        row.number: TicketHead(
            number=row.number, place=places[row.id], created_by=row.created_by, calls=calls.get(row.id, ())
        )
        for row in rows
    }


async def places_of(session: AsyncSession, rows: Sequence[Any]) -> dict[str, Place]:
    """Where tickets are, by id. The rows have `id`, `office`, `state` and `unit`."""
    helpers = await helpers_of(session, [row.id for row in rows])
    return {
        row.id: Place(
            office=row.office, state=State(row.state), units=Units(lead=row.unit, helpers=helpers[row.id]).all
        )
        for row in rows
    }


async def tickets_of_calls(session: AsyncSession, call_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The numbers of the tickets of each of these calls, oldest first."""
    query = (
        select(TicketCall.call_id, Ticket.number)
        .join(Ticket, Ticket.id == TicketCall.ticket_id)
        .where(TicketCall.call_id.in_(call_ids))
        .order_by(Ticket.created_at, Ticket.number)
    )
    found: dict[str, tuple[str, ...]] = {}
    for call_id, number in await session.execute(query):
        found[call_id] = (*found.get(call_id, ()), number)
    return found


async def list_tickets(
    session: AsyncSession, which: TicketFilter, *, limit: int = LIMIT, cursor: str | None = None
) -> Page[TicketLine]:
    """Tickets in the filter's order. BadCursor."""
    keys = keys_of(session)
    after = None if cursor is None else place_of(cursor)

    def read(reader: Reader) -> Page[TicketLine]:
        rows, more = rows_of(reader, keys, which, limit=clamp(limit), after=after)
        return Page([_line(row, _caller(keys, row)) for row in rows], more)

    return await at_once(session, read)


async def history(session: AsyncSession, caller: str, *, limit: int = 20) -> tuple[TicketLine, ...]:
    """Earlier tickets of a caller's number, the newest first."""
    return (await histories(session, {"": caller}, limit=limit))[""]


async def histories(
    session: AsyncSession, callers: Mapping[str, str], *, limit: int = 20
) -> dict[str, tuple[TicketLine, ...]]:
    """The same for callers of several calls, each without what its own call began."""
    keys, wanted = keys_of(session), clamp(limit)
    marks = {call_id: number_hash(keys, caller) for call_id, caller in callers.items()}

    def read(reader: Reader) -> dict[str, list[Line]]:
        return {
            call_id: lines_of_caller(reader, mark, but=State.VOID.value, limit=wanted + 1)
            for call_id, mark in marks.items()
        }

    found = await at_once(session, read) if marks else {}
    return {
        call_id: tuple(_line(row, _caller(keys, row)) for row in rows if row.origin_call_id != call_id)[:wanted]
        for call_id, rows in found.items()
    }


async def timeline(
    session: AsyncSession, number: str, *, start: int = 0, limit: int | None = None
) -> tuple[ChangeRecord, ...]:
    """The steps of a ticket's life, oldest first; all of them, or `limit` from `start` on. TicketNotFound."""
    row = await _row(session, number)
    query = select(TicketChange).where(TicketChange.ticket_id == row.id).order_by(TicketChange.version)
    query = query.offset(start).limit(limit)
    return tuple([_change(session, step) for step in await session.scalars(query)])


async def record_of(session: AsyncSession, row: Ticket) -> TicketRecord:
    """The record of a row, with its person opened."""
    await session.flush()
    people = await get_people(session, [row.person_id] if row.person_id else [])
    calls = await session.scalars(_CALLS, {"ticket": row.id})
    return TicketRecord(
        id=row.id,
        number=row.number,
        version=row.version,
        state=State(row.state),
        channel=row.channel,
        call_id=row.origin_call_id,
        calls=tuple(calls),
        office=row.office,
        person_id=row.person_id,
        caller=people[row.person_id].fields if row.person_id else {},
        nature=row.nature,
        field=row.field,
        title=row.title,
        situation=row.situation,
        appeal=row.appeal,
        answer=row.answer,
        extra={name: value for name, value in row.extra.items() if not name.startswith(NOT_GIVEN)},
        not_given={name[len(NOT_GIVEN) :]: value for name, value in row.extra.items() if name.startswith(NOT_GIVEN)},
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
        units=(await places_of(session, [row]))[row.id].units,
    )


async def _row(session: AsyncSession, number: str) -> Ticket:
    row = await session.scalar(_ROW, {"number": number})
    if row is None:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    return row


def _caller(keys: Keys, row: Line) -> Mapping[str, str]:
    return opened(keys, row.person_id, bytes(row.sealed)) if row.person_id and row.sealed else {}


def _line(row: Line, fields: Mapping[str, str]) -> TicketLine:
    return TicketLine(
        number=row.number,
        version=row.version,
        state=State(row.state),
        title=row.title,
        office=row.office,
        call_id=row.origin_call_id,
        caller_name=fields.get("name"),
        caller_number=fields.get("number") or fields.get("contact"),
        created_at=row.created_at,
        updated_at=row.updated_at,
        due_at=row.due_at,
    )


def _change(session: AsyncSession, step: TicketChange) -> ChangeRecord:
    values: dict[str, dict[str, str]] = {"before": {}, "after": {}}
    if step.sealed is not None:
        values = json.loads(keys_of(session).open(step.sealed, f"ticket-change:{step.ticket_id}:{step.version}"))
    return ChangeRecord(
        version=step.version,
        at=step.at,
        actor=step.actor,
        move=Move(step.move) if step.move in set(Move) else None,
        from_state=State(step.from_state) if step.from_state else None,
        to_state=State(step.to_state),
        role=step.role,
        fields=tuple(step.fields),
        before=values["before"],
        after=values["after"],
    )
