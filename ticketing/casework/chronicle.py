"""A ticket's story and its events, read from and written to the database. What they mean is `ticketing.life`'s."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.engine import keys_of
from store.keys import Keys
from store.tables.ticket import Ticket, TicketChange
from store.tables.ticket_time import TicketAgenda, TicketEvent
from store.upsert import insert_into
from ticketing.clocks.event import Event
from ticketing.life.events import events_of
from ticketing.life.story import Step, Story
from ticketing.pack import EventKind, Limit, Unit
from ticketing.states import Actor, Move, State

MOVES = frozenset(move.value for move in Move)
"""What stands in a timeline and is a move."""


async def story_of(session: AsyncSession, row: Ticket) -> Story:
    """All that happened to the ticket."""
    query = select(TicketChange).where(TicketChange.ticket_id == row.id, TicketChange.move.in_(MOVES))
    changes = await session.scalars(query.order_by(TicketChange.version))
    steps = tuple(step_of(keys_of(session), change) for change in changes)
    written = row.extra.get("written_reply") == "是"
    return Story(state=State(row.state), nature=row.nature, channel=row.channel, steps=steps, written_asked=written)


async def keep_events(session: AsyncSession, row: Ticket, step: Step) -> None:
    """Write the events of a step that is being made; the ticket is looked at again soon."""
    story = Story(state=State(row.state), nature=row.nature, channel=row.channel)
    if step.move is Move.REDO:  # the only move whose events depend on earlier steps
        story = await story_of(session, row)
    await add_events(session, row.id, events_of(story, step))
    await look_again(session, row.id, at=step.at)


async def keep_nature(session: AsyncSession, row: Ticket, *, at: datetime) -> None:
    """The nature (性质) was written or changed: limits may depend on it."""
    await add_events(session, row.id, (Event(kind=EventKind.CLASSIFIED, at=at, nature=row.nature),))
    await look_again(session, row.id, at=at)


async def add_events(session: AsyncSession, ticket_id: str, events: Sequence[Event]) -> None:
    """Append events."""
    for event in events:
        session.add(
            TicketEvent(
                ticket_id=ticket_id,
                at=event.at,
                kind=event.kind.value,
                nature=event.nature,
                complex=event.complex,
                urgent=event.urgent,
                clock=event.clock,
                until=event.until,
                length_number=event.length.number if event.length else None,
                length_unit=event.length.unit.value if event.length else None,
                basis=event.basis,
            )
        )
        await session.flush()  # one by one: the order within a step is the order of their ids


async def events_of_ticket(session: AsyncSession, ticket_id: str) -> tuple[Event, ...]:
    """The events so far, in order."""
    rows = await session.scalars(select(TicketEvent).where(TicketEvent.ticket_id == ticket_id).order_by(TicketEvent.id))
    return tuple(event_of(row) for row in rows)


async def look_again(session: AsyncSession, ticket_id: str, *, at: datetime | None) -> None:
    """Have the scheduler look at the ticket at this time; None: not by itself. A success: failures are forgotten."""
    insert = insert_into(session, TicketAgenda).values(ticket_id=ticket_id, next_at=at, failures=0)
    changed = {"next_at": insert.excluded.next_at, "failures": 0}
    await session.execute(insert.on_conflict_do_update(index_elements=[TicketAgenda.ticket_id], set_=changed))


def step_of(keys: Keys, change: Any) -> Step:
    """A row of `ticket_change` that is a move."""
    note: dict[str, str] = {}
    if change.sealed is not None:
        document = keys.open(change.sealed, f"ticket-change:{change.ticket_id}:{change.version}")
        note = {name: str(value) for name, value in json.loads(document)["after"].items()}
    role = change.role or (Actor.SYSTEM if change.actor == audit.SYSTEM else Actor.AGENT)
    return Step(move=Move(change.move), at=change.at, role=Actor(role), actor=change.actor, note=note)


def event_of(row: Any) -> Event:
    """A row of `ticket_event`."""
    length = None
    if row.length_number is not None and row.length_unit is not None:
        length = Limit(number=row.length_number, unit=Unit(row.length_unit))
    return Event(
        kind=EventKind(row.kind),
        at=row.at,
        nature=row.nature,
        complex=row.complex,
        urgent=row.urgent,
        clock=row.clock,
        until=row.until,
        length=length,
        basis=row.basis,
    )
