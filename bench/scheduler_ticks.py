"""The scheduler over 100,000 open tickets: a tick with nothing due, and tickets done when they are.

`python -m bench.scheduler_ticks --json`. Each ticket was transferred under anhui-12385 and is on the agenda for later;
then so many become due at once (their first deadline is counted and written). SQLite and PostgreSQL, both durable. Each
block of due tickets is as large as the scheduler does in one tick. Wanted: all 100,000 in five minutes.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bench.blocks import Measure, run_async
from bench.many_tickets import NOW
from bench.places import Places, as_served, filled, percentiles
from store.engine import Database
from store.tables.ticket import Ticket
from store.tables.ticket_time import TicketAgenda, TicketEvent
from ticketing.life.rules import Rules
from ticketing.life.scheduler import MOST_A_TICK, Scheduler
from ticketing.pack import EventKind
from ticketing.packs import load
from ticketing.states import State
from workdays.calendar import Calendar

LATER = NOW + timedelta(days=30)
QUIET = 50
"""Ticks of a block in which nothing is due."""


async def begin(database: Database) -> None:
    """Every ticket transferred a minute ago, and looked at again much later."""
    since = literal(NOW - timedelta(minutes=1), TicketEvent.at.type)
    event = select(Ticket.id, since, literal(EventKind.TRANSFERRED.value), literal(""))
    agenda = select(Ticket.id, literal(LATER, TicketAgenda.next_at.type), literal(0))
    async with database.write() as session:
        await session.execute(update(Ticket).values(state=State.TRANSFERRED.value))
        await session.execute(insert(TicketEvent).from_select(["ticket_id", "at", "kind", "basis"], event))
        await session.execute(insert(TicketAgenda).from_select(["ticket_id", "next_at", "failures"], agenda))


async def quiet(scheduler: Scheduler) -> Measure:
    """Ticks that find nothing to do."""
    took = []
    for _ in range(QUIET):
        begun = time.perf_counter()
        await scheduler.tick()
        took.append(time.perf_counter() - begun)
    return percentiles(took)


async def busy(database: Database, scheduler: Scheduler) -> Measure:
    """A tick with as much to do as it takes on."""
    async with database.write() as session:
        await _make_due(session)
    begun, cpu = time.perf_counter(), time.process_time()
    done = await scheduler.tick()
    took = time.perf_counter() - begun
    return {
        "tickets_per_s": done.tickets / took,
        "cpu_ms_per_ticket": (time.process_time() - cpu) / max(done.tickets, 1) * 1000,
        "tickets": float(done.tickets),
    }


async def _make_due(session: AsyncSession) -> None:
    some = select(TicketAgenda.ticket_id).where(TicketAgenda.next_at == LATER).limit(MOST_A_TICK)
    due = update(TicketAgenda).where(TicketAgenda.ticket_id.in_(some))
    await session.execute(due.values(next_at=NOW - timedelta(minutes=1)))


async def measure(places: Places, *, blocks: int) -> dict[str, Any]:
    """Medians of interleaved blocks."""
    rules = Rules(packs=(load("anhui-12385"),), calendar=Calendar())
    databases = {name: Database(url, places.keys) for name, url in places.urls.items()}
    contestants: dict[str, Callable[[], Awaitable[Measure]]] = {}
    found: dict[str, Any] = {"blocks": blocks}
    for name, database in databases.items():
        await begin(database)
        scheduler = Scheduler(database, rules, now=_now)
        await scheduler.recount_if_needed(NOW)
        contestants[f"{name}, nothing due"] = partial(quiet, scheduler)
    ticks = await run_async(contestants, blocks=blocks)
    found["nothing_due"] = {name: ticks.medians[f"{name}, nothing due"] for name in databases}
    jobs = {name: partial(busy, database, Scheduler(database, rules, now=_now)) for name, database in databases.items()}
    work = await run_async(jobs, blocks=blocks)
    found["due"] = {name: work.medians[name] for name in databases}
    async with databases["sqlite"].read() as session:
        found["open_tickets"] = await session.scalar(select(func.count()).select_from(TicketAgenda))
    for database in databases.values():
        await database.close()
    return found


def _now() -> datetime:
    return NOW


def main() -> None:
    parser = argparse.ArgumentParser(description="Scheduler ticks over many open tickets")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--blocks", type=int, default=3)
    options = parser.parse_args()
    with filled(options.tickets) as places:
        result = as_served(measure(places, blocks=options.blocks))
    print(json.dumps(result, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
