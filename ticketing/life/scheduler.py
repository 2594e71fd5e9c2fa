"""Time passes by itself: what clocks ask for is done when it is due, exactly once, by however many workers.

    scheduler = Scheduler(database, rules, now=clock.now)
    await scheduler.run()              # until cancelled; or `await scheduler.tick()` once

Not pure. What is due is decided by `effects`, done by `ticketing.casework.time_passes`, a ticket a transaction. Nothing
that matters is remembered between ticks but what the database holds, so a restart loses and repeats nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import Database
from store.errors import StoreError
from store.tables.ticket import Ticket
from store.tables.ticket_time import CalendarMark, TicketAgenda, TicketClock
from store.upsert import insert_into
from ticketing.casework.time_passes import let_time_pass, next_ticket, recount
from ticketing.clocks.state import Status
from ticketing.errors import TicketError
from ticketing.life.rules import Rules
from workdays.zone import local

log = structlog.get_logger(__name__)

EVERY_S = 5.0
"""Between two ticks. A deadline of 30 minutes is noticed within this."""
MOST_A_TICK = 500
"""Tickets a tick; what is left is done by the next one, or by another worker."""
LONGEST_S = 30.0
"""One ticket's transaction takes no longer."""
RETRY = timedelta(minutes=5)
"""A ticket that cannot be done is tried again after this, twice as long each time, at most a day."""

FAULTS = (TicketError, StoreError, LookupError, ValueError)
"""What one ticket's data can get wrong; anything else ends the tick."""

_MARK = "deadlines"
_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What one tick did."""

    tickets: int
    effects: int
    moved: int
    """Deadlines that another calendar moved."""


class Scheduler:
    """One worker's scheduler."""

    def __init__(self, database: Database, rules: Rules, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._rules = rules
        self._now = now
        self._counted_in: int | None = None
        """The year in which all deadlines were found counted by our calendar and packs; these stay as they are."""

    async def run(self) -> None:
        """Tick until cancelled. A database that is away is waited for."""
        while True:
            try:
                await self.tick()
            except (SQLAlchemyError, StoreError, TimeoutError, OSError) as error:
                log.warning("the scheduler could not tick", action="scheduler-tick-failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def tick(self) -> Tick:
        """Do everything that is due now, at most `MOST_A_TICK` tickets."""
        now = self._now()
        moved = await self.recount_if_needed(now)
        tickets = done = 0
        while tickets < MOST_A_TICK:
            count = await self._one(now)
            if count is None:
                break
            tickets, done = tickets + 1, done + count
        if done or moved:
            log.info("time has passed", action="scheduler-tick", tickets=tickets, effects=done, moved=moved)
        return Tick(tickets=tickets, effects=done, moved=moved)

    async def recount_if_needed(self, now: datetime) -> int:
        """Count all open deadlines anew when the calendar or a pack is another than last time; how many moved."""
        year = local(now).year
        if year == self._counted_in:
            return 0
        value = self._rules.fingerprint(now)
        async with self._database.read() as session:
            known = await session.scalar(select(CalendarMark.value).where(CalendarMark.name == _MARK))
        moved = 0 if known == value else await self._recount_all(now, value)
        self._counted_in = year
        return moved

    async def _recount_all(self, now: datetime, value: str) -> int:
        moved, last = 0, ""
        while True:
            async with asyncio.timeout(LONGEST_S), self._database.write() as session:
                rows = (await session.scalars(_open_after(last))).all()
                for row in rows:
                    moved += await self._recounted(session, row, now)
            if not rows:
                break
            last = rows[-1].id
        async with self._database.write() as session:
            insert = insert_into(session, CalendarMark).values(name=_MARK, value=value)
            await session.execute(
                insert.on_conflict_do_update(index_elements=[CalendarMark.name], set_={"value": value})
            )
        return moved

    async def _recounted(self, session: AsyncSession, row: Ticket, now: datetime) -> int:
        """One ticket in a savepoint of its own: a damaged one must not keep the others from their new deadlines."""
        try:
            async with session.begin_nested():
                return len(await recount(session, row, self._rules, now=now))
        except FAULTS as error:
            log.error("a deadline cannot be counted", action="recount-failed", ticket=row.id, error=str(error))
            return 0

    async def _one(self, now: datetime) -> int | None:
        """One ticket; the number of effects, None when there was no ticket."""
        ticket = None
        try:
            async with asyncio.timeout(LONGEST_S), self._database.write() as session:
                row = await next_ticket(session, now=now)
                if row is None:
                    return None
                ticket = row.id
                return len(await let_time_pass(session, row, self._rules, now=now))
        except FAULTS as error:
            if ticket is None:
                raise
            log.error("a ticket's time failed", action="scheduler-ticket-failed", ticket=ticket, error=str(error))
            await self._put_off(ticket, now)
            return 0

    async def _put_off(self, ticket: str, now: datetime) -> None:
        """Let the others pass; try this one again later."""
        async with self._database.write() as session:
            failures = await session.scalar(select(TicketAgenda.failures).where(TicketAgenda.ticket_id == ticket)) or 0
            wait = min(RETRY * 2**failures, timedelta(days=1))
            change = update(TicketAgenda).where(TicketAgenda.ticket_id == ticket)
            await session.execute(change.values(next_at=now + wait, failures=min(failures + 1, 10)))


def _open_after(ticket_id: str) -> Select[Ticket]:
    running = select(TicketClock.ticket_id).where(TicketClock.status != Status.STOPPED.value)
    query = select(Ticket).where(Ticket.id > ticket_id, Ticket.id.in_(running)).order_by(Ticket.id).limit(_PAGE)
    return query.with_for_update(of=Ticket).execution_options(populate_existing=True)
