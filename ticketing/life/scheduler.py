"""Time passes by itself: what clocks ask for is done when it is due, exactly once, by however many workers.

    scheduler = Scheduler(database, rules, now=clock.now)
    await scheduler.run()              # until cancelled; or `await scheduler.tick()` once

Not pure. What is due is decided by `effects`, done by `ticketing.casework.time_passes`, a hundred tickets a
transaction, for many fall due at the same minute. Nothing that matters is remembered between ticks but what the
database holds, so a restart loses and repeats nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from sqlalchemy import Select, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import Database
from store.errors import StoreError
from store.tables.ticket import Ticket
from store.tables.ticket_time import CalendarMark, TicketAgenda, TicketClock
from store.upsert import insert_into
from ticketing.casework.time_passes import due_tickets, let_time_pass, recount
from ticketing.clocks.state import Status
from ticketing.errors import TicketError
from ticketing.life.rules import Rules
from workdays.zone import local

log = structlog.get_logger(__name__)

EVERY_S = 5.0
"""Between two ticks. A deadline of 30 minutes is noticed within this."""
MOST_A_TICK = 500
"""Tickets a tick; what is left is done by the next one, which follows at once, or by another worker."""
LONGEST_S = 30.0
"""One transaction takes no longer."""
RETRY = timedelta(minutes=5)
"""A ticket that cannot be done is tried again after this, twice as long each time, at most a day."""

FAULTS = (TicketError, StoreError, LookupError, ValueError)
"""What one ticket's data can get wrong; anything else ends the tick."""

_MARK = "deadlines"
_PAGE = 100


_Failed = Callable[[AsyncSession, str, datetime, Exception], Awaitable[None]]


class _Work(Protocol):
    async def __call__(self, session: AsyncSession, tickets: Sequence[str], rules: Rules, *, now: datetime) -> int: ...


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
            more = False
            try:
                more = (await self.tick()).tickets >= MOST_A_TICK
            except (SQLAlchemyError, StoreError, TimeoutError, OSError) as error:
                log.warning("the scheduler could not tick", action="scheduler-tick-failed", error=type(error).__name__)
            await asyncio.sleep(0 if more else EVERY_S)

    async def tick(self) -> Tick:
        """Do everything that is due now, at most `MOST_A_TICK` tickets."""
        now = self._now()
        moved = await self.recount_if_needed(now)
        tickets = done = 0
        while tickets < MOST_A_TICK:
            most = min(_PAGE, MOST_A_TICK - tickets)
            found, effects = await self._some(now, most=most)
            tickets, done = tickets + found, done + effects
            if found < most:
                break
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
                some = (await session.scalars(_open_after(last))).all()
                if some:
                    moved += await self._each(session, some, now, recount, self._cannot_count)
            if not some:
                break
            last = some[-1]
        async with self._database.write() as session:
            insert = insert_into(session, CalendarMark).values(name=_MARK, value=value)
            await session.execute(
                insert.on_conflict_do_update(index_elements=[CalendarMark.name], set_={"value": value})
            )
        return moved

    async def _some(self, now: datetime, *, most: int) -> tuple[int, int]:
        """Some tickets: how many there were, and how many effects were done."""
        async with asyncio.timeout(LONGEST_S), self._database.write() as session:
            some = await due_tickets(session, now=now, most=most)
            return len(some), await self._each(session, some, now, let_time_pass, self._put_off) if some else 0

    async def _each(
        self, session: AsyncSession, tickets: Sequence[str], now: datetime, work: _Work, failed: _Failed
    ) -> int:
        """Work on tickets in a savepoint; where that fails, on each in one of its own: a damaged one harms no other."""
        try:
            async with session.begin_nested():
                return await work(session, tickets, self._rules, now=now)
        except FAULTS as error:
            if len(tickets) > 1:
                return sum([await self._each(session, (one,), now, work, failed) for one in tickets])
            await failed(session, tickets[0], now, error)
            return 0

    async def _cannot_count(self, session: AsyncSession, ticket: str, now: datetime, error: Exception) -> None:
        log.error("a deadline cannot be counted", action="recount-failed", ticket=ticket, error=str(error))

    async def _put_off(self, session: AsyncSession, ticket: str, now: datetime, error: Exception) -> None:
        """Let the others pass; try this one again later."""
        log.error("a ticket's time failed", action="scheduler-ticket-failed", ticket=ticket, error=str(error))
        failures = await session.scalar(select(TicketAgenda.failures).where(TicketAgenda.ticket_id == ticket)) or 0
        wait = min(RETRY * 2**failures, timedelta(days=1))
        change = update(TicketAgenda).where(TicketAgenda.ticket_id == ticket)
        await session.execute(change.values(next_at=now + wait, failures=min(failures + 1, 10)))


def _open_after(ticket_id: str) -> Select[str]:
    running = select(TicketClock.ticket_id).where(TicketClock.status != Status.STOPPED.value)
    query = select(Ticket.id).where(Ticket.id > ticket_id, Ticket.id.in_(running)).order_by(Ticket.id).limit(_PAGE)
    return query.with_for_update(of=Ticket)
