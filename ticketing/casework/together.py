"""Moves of many tickets in one go: what units and platforms report comes in bursts, and each must be on disk.

    line = await database.joined(moves_together, Wish(number=…, version=…, move=Move.CONTACT, …))

A joint of `store.group`: the same rows as `ticketing.repository.move` writes, with one statement a table. The table of
moves decides; what a regulation says about a move is `casework.moves`'. Deadlines are counted by the scheduler, which
finds the ticket on its agenda.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.audit import Line
from store.engine import keys_of
from store.keys import Keys
from store.many import insert_many, update_many
from store.one_of import one_of
from store.tables.base import Base
from store.tables.ticket import Ticket, TicketChange
from store.tables.ticket_time import TicketAgenda, TicketEvent
from ticketing.clocks.event import Event
from ticketing.errors import TicketConflict, TicketError, TicketNotFound
from ticketing.life.events import events_of
from ticketing.life.story import Step, Story
from ticketing.states import Actor, Move, State, after

_TICKET, _CHANGE, _EVENT, _AGENDA = (
    Base.metadata.tables[table.__tablename__] for table in (Ticket, TicketChange, TicketEvent, TicketAgenda)
)
_READ = ("id", "number", "version", "state", "office", "nature", "channel")
_CHANGES = ("ticket_id", "version", "at", "actor", "move", "from_state", "to_state", "fields", "sealed", "role")
_EVENTS = (
    "ticket_id", "at", "kind", "nature", "complex", "urgent", "clock", "until", "length_number", "length_unit", "basis",
)  # fmt: skip
_JSON = json.JSONEncoder(ensure_ascii=False)
ALONE = frozenset({Move.REDO, Move.JOIN, Move.SPLIT})
"""Moves that depend on earlier steps or touch other tickets: make them one at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One move. `note` (ground, reason, …) goes sealed."""

    number: str
    version: int
    move: Move
    role: Actor
    actor: str
    now: datetime
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """How the ticket stands after its move."""

    number: str
    version: int
    state: State


@dataclass(slots=True)
class _Standing:
    """A ticket as it stands while the wishes are gone through in order."""

    row: Row[Any]
    version: int
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    wish: Wish
    row: Row[Any]
    version: int
    before: State
    state: State
    events: tuple[Event, ...]


async def moves_together(session: AsyncSession, wishes: Sequence[Wish]) -> list[Made | Exception]:
    """Make the moves, in order; for each its ticket, or TicketNotFound, TicketConflict, IllegalMove."""
    await audit.locked_head(session)
    numbers = sorted({wish.number for wish in wishes})
    query = select(*(_TICKET.c[name] for name in _READ)).where(one_of(session, Ticket.number, numbers))
    rows = await session.execute(query.order_by(_TICKET.c.id).with_for_update())
    tickets = {row.number: _Standing(row, row.version, State(row.state)) for row in rows}
    answers: list[Made | Exception] = []
    done = []
    for wish in wishes:
        try:
            step = _decided(wish, tickets.get(wish.number))
        except TicketError as error:
            answers.append(error)
        else:
            done.append(step)
            answers.append(Made(number=wish.number, version=step.version, state=step.state))
    if done:
        await _write(session, done)
    return answers


def _decided(wish: Wish, ticket: _Standing | None) -> _Done:
    if ticket is None:
        raise TicketNotFound(f"there is no ticket {wish.number}; look at the number again")
    if ticket.version != wish.version:
        raise TicketConflict(wish.number, sent=wish.version, current=ticket.version)
    if wish.move in ALONE:
        raise ValueError(f"{wish.move} is made one at a time")
    before, ticket.state = ticket.state, after(ticket.state, wish.move, wish.role)
    ticket.version += 1
    story = Story(state=ticket.state, nature=ticket.row.nature, channel=ticket.row.channel)
    said = Step(move=wish.move, at=wish.now, role=wish.role, actor=wish.actor, note=wish.note)
    return _Done(
        wish=wish,
        row=ticket.row,
        version=ticket.version,
        before=before,
        state=ticket.state,
        events=events_of(story, said),
    )


async def _write(session: AsyncSession, done: Sequence[_Done]) -> None:
    keys = keys_of(session)
    last = {one.row.id: one for one in done}
    await update_many(
        session,
        _TICKET,
        "id",
        ("version", "state", "updated_at"),
        [(one.version, one.state.value, one.wish.now, key) for key, one in last.items()],
    )
    await insert_many(session, _CHANGE, _CHANGES, [_change(keys, one) for one in done])
    await insert_many(session, _EVENT, _EVENTS, [_event(one.row.id, event) for one in done for event in one.events])
    looks = [(key, one.wish.now, 0) for key, one in last.items()]
    await insert_many(session, _AGENDA, ("ticket_id", "next_at", "failures"), looks, replace_by="ticket_id")
    await audit.append_all(session, [_line(one) for one in done])
    await outbox.publish_all(session, "ticket-changed", [(_news(one), one.wish.now) for one in done])


def _change(keys: Keys, one: _Done) -> tuple[Any, ...]:
    wish, sealed = one.wish, None
    if wish.note:
        document = _JSON.encode({"before": {}, "after": dict(wish.note)})
        sealed = keys.seal(document, f"ticket-change:{one.row.id}:{one.version}")
    places = (one.row.id, one.version, wish.now, wish.actor, wish.move.value, one.before.value, one.state.value)
    return (*places, sorted(wish.note), sealed, wish.role.value)


def _event(ticket: str, event: Event) -> tuple[Any, ...]:
    length = (event.length.number, event.length.unit.value) if event.length else (None, None)
    said = (event.nature, event.complex, event.urgent, event.clock, event.until)
    return (ticket, event.at, event.kind.value, *said, *length, event.basis)


def _line(one: _Done) -> Line:
    wish = one.wish
    details = {"version": one.version, "state": one.state.value, "fields": sorted(wish.note)}
    subject = f"ticket:{one.row.number}"
    return Line(at=wish.now, actor=wish.actor, action=f"ticket-{wish.move}", subject=subject, details=details)


def _news(one: _Done) -> dict[str, Any]:
    return {"number": one.row.number, "version": one.version, "state": one.state.value, "office": one.row.office}
