"""Reading tickets: one, a list, a caller's history, a timeline. Nothing here changes the database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from store.calls import number_hash
from store.engine import keys_of
from store.paging import LIMIT, Page, clamp, cursor_of, place_of
from store.persons import get_people, name_hash
from store.tables.person import Person
from store.tables.ticket import Ticket, TicketCall, TicketChange
from ticketing.errors import TicketNotFound
from ticketing.record import ChangeRecord, TicketLine, TicketRecord
from ticketing.states import Move, State

NOT_GIVEN = "not_given."
"""Reasons lie in the `extra` column under this prefix, which no field of a pack can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets; None means any. `q` looks in number, caller's number, caller's whole name and title.

    `sort` "due": only tickets whose clocks run, what is due (or overdue) first. "created": all, the newest first.
    """

    offices: tuple[str, ...] | None = None
    states: tuple[State, ...] | None = None
    call_id: str | None = None
    q: str | None = None
    due_before: datetime | None = None
    """Due before this time, what is overdue included."""
    sort: Literal["created", "due"] = "created"


async def get_ticket(session: AsyncSession, number: str) -> TicketRecord:
    """One ticket. TicketNotFound."""
    return await record_of(session, await _row(session, number))


async def ticket_of_call(session: AsyncSession, call_id: str) -> str | None:
    """The number of the ticket that this call began, or None."""
    return await session.scalar(select(Ticket.number).where(Ticket.origin_call_id == call_id))


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
    query = _ordered(which, cursor).limit(clamp(limit) + 1)
    if which.offices is not None:
        query = query.where(Ticket.office.in_(which.offices))
    if which.states is not None:
        query = query.where(Ticket.state.in_([state.value for state in which.states]))
    if which.call_id is not None:
        query = query.where(Ticket.id.in_(select(TicketCall.ticket_id).where(TicketCall.call_id == which.call_id)))
    if which.q is not None and which.q.strip():
        query = query.where(_matches(session, which.q.strip()))
    if which.due_before is not None:
        query = query.where(Ticket.due_at < which.due_before)
    rows = list(await session.scalars(query))
    shown = rows[: clamp(limit)]
    last = shown[-1] if len(rows) > len(shown) else None
    place = None if last is None else (last.due_at if which.sort == "due" else last.created_at)
    more = None if last is None or place is None else cursor_of(place, last.id)
    return Page(await _lines(session, shown), more)


def _ordered(which: TicketFilter, cursor: str | None) -> Select[Ticket]:
    """Tickets in the order asked for, from the cursor on."""
    at, key = (None, "") if cursor is None else place_of(cursor)
    if which.sort == "due":
        query = select(Ticket).where(Ticket.due_at.is_not(None)).order_by(Ticket.due_at, Ticket.id)
        after = tuple_(Ticket.due_at, Ticket.id) > tuple_(literal(at, Ticket.due_at.type), literal(key))
    else:
        query = select(Ticket).order_by(Ticket.created_at.desc(), Ticket.id.desc())
        after = tuple_(Ticket.created_at, Ticket.id) < tuple_(literal(at, Ticket.created_at.type), literal(key))
    return query if at is None else query.where(after)


async def history(
    session: AsyncSession, caller: str, *, limit: int = 20, without: str | None = None
) -> tuple[TicketLine, ...]:
    """Earlier tickets of a caller's number, the newest first; `without` leaves one ticket out."""
    query = (
        select(Ticket)
        .where(Ticket.caller_hash == number_hash(keys_of(session), caller), Ticket.state != State.VOID.value)
        .order_by(Ticket.created_at.desc(), Ticket.id.desc())
        .limit(clamp(limit))
    )
    if without is not None:
        query = query.where(Ticket.number != without)
    return tuple(await _lines(session, list(await session.scalars(query))))


async def timeline(session: AsyncSession, number: str) -> tuple[ChangeRecord, ...]:
    """Every step of a ticket's life, oldest first. TicketNotFound."""
    row = await _row(session, number)
    query = select(TicketChange).where(TicketChange.ticket_id == row.id).order_by(TicketChange.version)
    return tuple([_change(session, step) for step in await session.scalars(query)])


async def record_of(session: AsyncSession, row: Ticket) -> TicketRecord:
    """The record of a row, with its person opened."""
    await session.flush()
    people = await get_people(session, [row.person_id] if row.person_id else [])
    calls = await session.scalars(
        select(TicketCall.call_id).where(TicketCall.ticket_id == row.id).order_by(TicketCall.call_id)
    )
    return TicketRecord(
        id=row.id,
        number=row.number,
        version=row.version,
        state=State(row.state),
        channel=row.channel,
        call_id=row.origin_call_id,
        calls=tuple(calls),
        office=row.office,
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
    )


async def _row(session: AsyncSession, number: str) -> Ticket:
    row = await session.scalar(select(Ticket).where(Ticket.number == number))
    if row is None:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    return row


def _matches(session: AsyncSession, text: str) -> ColumnElement[bool]:
    keys = keys_of(session)
    pattern = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    named = select(Person.id).where(Person.name_hash == name_hash(keys, text))
    found: list[ColumnElement[bool]] = [Ticket.title.like(f"%{pattern}%", escape="\\"), Ticket.person_id.in_(named)]
    digits = "".join(sign for sign in text if sign not in " -")
    if digits.removeprefix("+").isdigit():
        found.append(Ticket.number.like(f"{digits.removeprefix('+')}%"))
        found.append(Ticket.caller_hash == number_hash(keys, digits))
    return or_(*found)


async def _lines(session: AsyncSession, rows: Sequence[Ticket]) -> list[TicketLine]:
    people = await get_people(session, [row.person_id for row in rows if row.person_id])
    lines = []
    for row in rows:
        fields = people[row.person_id].fields if row.person_id else {}
        lines.append(
            TicketLine(
                number=row.number,
                version=row.version,
                state=State(row.state),
                title=row.title,
                office=row.office,
                call_id=row.origin_call_id,
                caller_name=fields.get("name"),
                caller_number=fields.get("number"),
                created_at=row.created_at,
                updated_at=row.updated_at,
                due_at=row.due_at,
            )
        )
    return lines


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
