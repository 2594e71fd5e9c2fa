"""Reads cases, with a few statements however many. Their rows are locked unless somebody only looks.

A ticket's own row comes first; its story, events and clocks (`read_stories`) where somebody looks at them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.among import among
from store.engine import keys_of
from store.tables.base import Base
from store.tables.ticket import Ticket, TicketChange
from store.tables.ticket_time import TicketAgenda, TicketClock, TicketEffect, TicketEvent
from ticketing.casework import clock_rows
from ticketing.casework.case import Case
from ticketing.casework.chronicle import MOVES, event_of, step_of
from ticketing.clocks.event import Event
from ticketing.errors import TicketNotFound
from ticketing.life.bars import COMPLETE_BEFORE
from ticketing.life.complete import missing, unsound
from ticketing.life.rules import Rules
from ticketing.life.story import Step
from ticketing.reading import get_ticket
from ticketing.states import State

_TICKET, _CHANGE, _EVENT, _CLOCK, _AGENDA, _EFFECT = (
    Base.metadata.tables[table.__tablename__]
    for table in (Ticket, TicketChange, TicketEvent, TicketClock, TicketAgenda, TicketEffect)
)
_CASES = (
    select(
        *(_TICKET.c[name] for name in ("id", "number", "version", "state", "office", "nature", "channel")),
        _TICKET.c.extra["written_reply"].as_string().label("written"),
        *(_TICKET.c.unit, _TICKET.c.updated_at, _TICKET.c.due_at, _AGENDA.c.next_at, _AGENDA.c.failures),
    )
    .outerjoin_from(_TICKET, _AGENDA, _AGENDA.c.ticket_id == _TICKET.c.id)
    .order_by(_TICKET.c.id)
)
_LOCKED = _CASES.with_for_update(of=_TICKET)
_STEPS = select(
    *(_CHANGE.c[name] for name in ("ticket_id", "version", "at", "actor", "move", "role", "sealed"))
).order_by(_CHANGE.c.ticket_id, _CHANGE.c.version)
_EVENTS = select(*(column for column in _EVENT.c if column.name != "id")).order_by(_EVENT.c.id)
_CLOCKS = select(*(_CLOCK.c[name] for name in ("ticket_id", "regulation", "clock", *clock_rows.COLUMNS)))
_EFFECTS = select(_EFFECT.c.ticket_id, _EFFECT.c.key)


async def cases_of(session: AsyncSession, numbers: Sequence[str], *, lock: bool = True) -> dict[str, Case]:
    """The tickets of these numbers, as far as there are any, by number; without their stories.

    With `lock` the audit head is locked first, as everywhere.
    """
    if lock:
        await audit.locked_head(session)
    cases = await _cases(session, _LOCKED if lock else _CASES, _TICKET.c.number, sorted(set(numbers)))
    return {case.number: case for case in cases}


async def case_of(session: AsyncSession, number: str, *, lock: bool = True) -> Case:
    """One ticket with its story. TicketNotFound."""
    found = await cases_of(session, (number,), lock=lock)
    if number not in found:
        raise TicketNotFound(f"there is no ticket {number}; look at the number again")
    await read_stories(session, tuple(found.values()))
    return found[number]


async def cases_by_id(session: AsyncSession, ids: Sequence[str]) -> list[Case]:
    """The tickets of these ids with their stories. If they are to be locked, the caller has done it."""
    cases = await _cases(session, _CASES, _TICKET.c.id, ids)
    await read_stories(session, cases)
    return cases


async def read_stories(session: AsyncSession, cases: Sequence[Case]) -> None:
    """Read what happened to them; what was made of them and is not written yet comes last."""
    ids = [case.id for case in cases]
    steps, events = await _steps(session, ids), await _events(session, ids)
    by_id = {case.id: case for case in cases}
    for ticket, regulation, clock, *values in await among(session, _CLOCKS, {_CLOCK.c.ticket_id: ids}):
        by_id[ticket].clocks[regulation, clock] = tuple(values)
    for case in cases:
        case.steps = (*steps[case.id], *(entry.step for entry in case.entries))
        case.events = (*events[case.id], *(event for entry in case.entries for event in entry.events))


async def read_effects(session: AsyncSession, cases: Sequence[Case]) -> None:
    """Look up which effects time has had on them."""
    by_id = {case.id: case for case in cases}
    for ticket, key in await among(session, _EFFECTS, {_EFFECT.c.ticket_id: list(by_id)}):
        by_id[ticket].taken.add(key)


async def read_missing(session: AsyncSession, case: Case, rules: Rules) -> None:
    """Look up which fields of the first regulation still want a value or a reason, and which values cannot be right."""
    if case.state in COMPLETE_BEFORE:
        ticket = await get_ticket(session, case.number)
        case.missing = missing(rules.main, ticket)
        case.unsound = unsound(rules.main, ticket) if case.state is State.DRAFT else ()


async def _cases(
    session: AsyncSession, query: Select[*tuple[Any, ...]], column: Column[Any], values: Sequence[str]
) -> list[Case]:
    await session.flush()
    rows = await among(session, query, {column: values})
    return [
        Case(
            id=row.id,
            number=row.number,
            version=row.version,
            state=State(row.state),
            office=row.office,
            unit=row.unit,
            nature=row.nature,
            channel=row.channel,
            written_asked=row.written == "是",
            updated_at=row.updated_at,
            due_at=row.due_at,
            next_at=row.next_at,
            failures=row.failures or 0,
        )
        for row in rows
    ]


async def _steps(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[Step]]:
    keys, found = keys_of(session), defaultdict[str, list[Step]](list)
    for row in await among(session, _STEPS, {_CHANGE.c.ticket_id: ids}):
        if row.move in MOVES:
            found[row.ticket_id].append(step_of(keys, row))
    return found


async def _events(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[Event]]:
    found = defaultdict[str, list[Event]](list)
    for row in await among(session, _EVENTS, {_EVENT.c.ticket_id: ids}):
        found[row.ticket_id].append(event_of(row))
    return found
