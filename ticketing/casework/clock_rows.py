"""The clocks of a ticket, computed anew and written down; and what is next to be done about it by time alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import keys_of
from store.tables.ticket import Ticket
from store.tables.ticket_time import TicketClock
from ticketing.casework.chronicle import events_of_ticket, look_again, story_of
from ticketing.casework.lots import lot_of
from ticketing.clocks.run import clocks
from ticketing.clocks.state import ClockState, Status
from ticketing.life.bars import Present
from ticketing.life.complete import missing
from ticketing.life.draw import Draw
from ticketing.life.duties import duties
from ticketing.life.effects import next_at
from ticketing.life.rules import Rules
from ticketing.life.story import Story
from ticketing.pack import Pack
from ticketing.reading import record_of
from ticketing.states import Move, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that is another than the one written down before."""

    regulation: str
    clock: str
    article: str
    was: datetime | None
    now: datetime | None
    provisional: bool


async def presents_of(
    session: AsyncSession, row: Ticket, rules: Rules, *, now: datetime, story: Story | None = None
) -> tuple[Present, ...]:
    """How the ticket stands under each of its regulations. A wall clock that was set back undoes nothing."""
    story = story or await story_of(session, row)
    events = await events_of_ticket(session, row.id)
    wanting = await _missing(session, row, rules)
    steady = max((now, *(event.at for event in events), *(step.at for step in story.steps)))
    return tuple(
        Present(
            pack=pack,
            story=story,
            clocks=clocks(pack=pack, events=events, calendar=rules.calendar, now=steady),
            now=steady,
            owed=tuple(duty.code for duty in duties(pack, story)),
            draw=_lot(session, row, rules, pack, story),
            missing=wanting,
            elsewhere={office: names for office, names in rules.offices.items() if office != row.office},
        )
        for pack in rules.packs
    )


def _lot(session: AsyncSession, row: Ticket, rules: Rules, pack: Pack, story: Story) -> Draw | None:
    """The ticket's lot in the month in which it was concluded."""
    concluded = story.last(Move.CONCLUDE, Move.ANSWER_AT_ONCE)
    if story.state is not State.CONCLUDED or concluded is None:
        return None
    if pack.visits is None or pack.visits.sample != "monthly-ratio":
        return None
    return lot_of(keys_of(session), row.number, concluded.at, percent=rules.patience.visit_percent)


async def _missing(session: AsyncSession, row: Ticket, rules: Rules) -> tuple[str, ...]:
    """Required fields of the first regulation that still want a value or a reason."""
    if row.state not in (State.DRAFT.value, State.OPEN.value):
        return ()
    return missing(rules.main, await record_of(session, row))


async def write_clocks(
    session: AsyncSession, row: Ticket, rules: Rules, presents: tuple[Present, ...], *, settled: bool
) -> tuple[Moved, ...]:
    """Write the clocks down, set the ticket's due time and agenda; the deadlines that moved.

    `settled`: everything that is due now has been done; otherwise the scheduler looks at the ticket at once.
    """
    before = await _rows(session, row.id)
    moved = []
    for present in presents:
        for state in present.clocks:
            old = before.pop((present.pack.id, state.clock.id), None)
            values = _values(state)
            if old is None:
                key = {"ticket_id": row.id, "regulation": present.pack.id, "clock": state.clock.id}
                session.add(TicketClock(**key, **values))
                continue
            if old.started == state.started and old.due != state.due and state.status is not Status.STOPPED:
                moved.append(_moved(present.pack, state, old.due))
            for name, value in values.items():
                setattr(old, name, value)
    for gone in before.values():
        await session.execute(delete(TicketClock).where(_is(gone)))
    row.due_at = _due(presents)
    await look_again(session, row.id, at=_next(presents, rules) if settled else presents[0].now)
    await session.flush()
    return tuple(moved)


async def _rows(session: AsyncSession, ticket_id: str) -> dict[tuple[str, str], TicketClock]:
    rows = await session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket_id))
    return {(row.regulation, row.clock): row for row in rows}


def _is(row: TicketClock) -> Any:
    key = (TicketClock.ticket_id == row.ticket_id) & (TicketClock.regulation == row.regulation)
    return key & (TicketClock.clock == row.clock)


def _values(state: ClockState) -> dict[str, Any]:
    deadline = state.deadline
    return {
        "article": state.clock.article,
        "started": state.started,
        "first_due": state.first_due,
        "due": state.due,
        "warn_at": deadline.warn_at if deadline else None,
        "stopped": state.stopped,
        "status": state.status.value,
        "late": state.late,
        "extensions": state.extensions,
        "provisional": deadline.provisional if deadline else False,
        "notes": list(state.notes),
    }


def _moved(pack: Pack, state: ClockState, was: datetime | None) -> Moved:
    return Moved(
        regulation=pack.id,
        clock=state.clock.id,
        article=state.clock.article,
        was=was,
        now=state.due,
        provisional=state.deadline.provisional if state.deadline else False,
    )


def _next(presents: tuple[Present, ...], rules: Rules) -> datetime | None:
    moments = [next_at(present, patience=rules.patience) for present in presents]
    return min((moment for moment in moments if moment is not None), default=None)


def _due(presents: tuple[Present, ...]) -> datetime | None:
    """The next due time of what still runs; the earliest of what is late."""
    running = (state for present in presents for state in present.clocks if state.status is not Status.STOPPED)
    return min((state.due for state in running if state.due is not None), default=None)
