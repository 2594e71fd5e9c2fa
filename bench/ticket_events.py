"""Ticket events acknowledged from disk: group commit beside one commit each. `python -m bench.ticket_events --json`.

An event is a move of a ticket under anhui-12385, judged as at the desk (who may do what, in which state, what the
regulation bars and wants said), with all that belongs to it: version and state, timeline with its sealed note, events
and rows of its clocks, due time and agenda, audit entry in the chain, news, idempotency key. Many writers make moves at
the same time and each waits for its own acknowledgement. Before, the tickets were accepted and transferred by the same
moves, so each has a story that is read. SQLite (WAL, synchronous=FULL) and PostgreSQL (fsync and synchronous_commit on)
on the same disk:

- `group`: `Database.joined(together.moves, …)`, the way of the desk and of lists of moves
- `one commit each`: the same code, each event in a transaction of its own
- `disk`: 4 KB appended and synced, one after the other: the limit of one commit each
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import text, update

from bench.blocks import Measure, run_async
from bench.many_tickets import NOW
from bench.places import Places, as_served, filled, percentiles
from store import audit
from store.engine import Database
from store.tables.ticket import Ticket
from ticketing.casework.together import Together, Wish
from ticketing.life.rules import Rules
from ticketing.packs import load
from ticketing.states import Actor, Move, State
from workdays.calendar import Calendar

WRITERS = 1000
FIRST = 3
"""The version of a ticket as it is filled in."""
BEGINNING: tuple[tuple[Move, Mapping[str, str]], ...] = ((Move.ACCEPT, {}), (Move.TRANSFER, {"unit": "庐阳区残联"}))
LIFE: tuple[tuple[Move, Mapping[str, str]], ...] = (
    (Move.SIGN, {}),
    (Move.CONTACT, {}),
    (Move.HANDLE, {}),
    (Move.REPLY, {"text": "坡道已清理，物业承诺每日巡查。"}),
)
Make = Callable[[Database, Wish], Awaitable[object]]
TOGETHER = Together(Rules(packs=(load("anhui-12385"),), calendar=Calendar()))


class Tickets:
    """Hands out tickets that nothing has happened to yet."""

    def __init__(self) -> None:
        self._next = count()

    def lives(self) -> Iterator[Wish]:
        """Move after move, of one ticket after the other; each writer has its own."""
        while True:
            number = number_of(next(self._next))
            for version, (step, note) in enumerate(LIFE, FIRST + len(BEGINNING)):
                yield wish(number, version, step, note)


def number_of(place: int) -> str:
    return f"26{place:014}"


def wish(number: str, version: int, step: Move, note: Mapping[str, str]) -> Wish:
    return Wish(
        number=number,
        version=version,
        move=step,
        role=Actor.SUPERVISOR,
        actor="unit",
        now=NOW + timedelta(seconds=time.monotonic()),
        note=note,
        key=f"{number}-{version}",
    )


async def joined(database: Database, one: Wish) -> object:
    return await database.joined(TOGETHER.moves, one)


async def alone(database: Database, one: Wish) -> object:
    async with database.write() as session:
        (answer,) = await TOGETHER.moves(session, [one])
    if isinstance(answer, Exception):
        raise answer
    return answer


async def block(database: Database, tickets: Tickets, make: Make, events: int) -> Measure:
    """So many events by writers that run at once."""
    left, waits = iter(range(events)), []

    async def writer() -> None:
        lives = tickets.lives()
        for _ in left:
            begun = time.perf_counter()
            await make(database, next(lives))
            waits.append(time.perf_counter() - begun)

    begun, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as writers:
        for _ in range(min(WRITERS, max(events // len(LIFE), 1))):
            writers.create_task(writer())
    took = time.perf_counter() - begun
    return {
        "events_per_s": events / took,
        "cpu_us_per_event": (time.process_time() - cpu) / events * 1e6,
        **percentiles(waits),
    }


async def disk(folder: str, times: int) -> Measure:
    """Appends that wait for the disk."""
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        begun = time.perf_counter()
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
        return {"events_per_s": times / (time.perf_counter() - begun), "cpu_us_per_event": 0, "p50_ms": 0, "p99_ms": 0}


async def measure(places: Places, *, events: int, blocks: int) -> dict[str, Any]:
    """Medians of interleaved blocks; the audit chain of both databases is verified afterwards."""
    databases = {name: Database(url, places.keys) for name, url in places.urls.items()}
    contestants: dict[str, Callable[[], Awaitable[Measure]]] = {}
    for name, database in databases.items():
        await _begin(database, places.tickets)
        await _settled(database)
        tickets, few = Tickets(), max(events // 50, 20)
        contestants[f"{name}, group"] = partial(block, database, tickets, joined, events)
        contestants[f"{name}, one commit each"] = partial(block, database, tickets, alone, few)
    contestants["disk"] = partial(disk, tempfile.gettempdir(), 200)
    contest = await run_async(contestants, blocks=blocks)
    found: dict[str, Any] = {"medians": contest.medians, "spreads": contest.spreads, "blocks": contest.blocks}
    for name, database in databases.items():
        found[f"{name}_to_one_commit_each"] = contest.ratio(
            "events_per_s", f"{name}, group", f"{name}, one commit each"
        )
        async with database.read() as session:
            found[f"{name}_chain_sound"] = (await audit.verify(session)).sound
        await database.close()
    found["a_a_control"] = contest.ratio("events_per_s", "sqlite, group again", "sqlite, group")
    return found


async def _begin(database: Database, tickets: int) -> None:
    """Every ticket accepted and transferred."""
    async with database.write() as session:
        await session.execute(update(Ticket).values(state=State.OPEN.value, nature="request"))
    for start in range(0, tickets, 500):
        some = range(start, min(start + 500, tickets))
        for version, (step, note) in enumerate(BEGINNING, FIRST):
            async with asyncio.TaskGroup() as group:
                for place in some:
                    group.create_task(_done(database, wish(number_of(place), version, step, note)))


async def _done(database: Database, one: Wish) -> None:
    await joined(database, one)


async def _settled(database: Database) -> None:
    """What filling has left to be written goes to the disk now, not in the midst of the first blocks."""
    async with database.write() as session:
        on_postgresql = session.get_bind().dialect.name == "postgresql"
        if on_postgresql:
            await session.execute(text("CHECKPOINT"))
    if not on_postgresql:
        async with database.read() as session:
            await session.execute(text("PRAGMA wal_checkpoint(PASSIVE)"))
    await asyncio.to_thread(os.sync)


def main() -> None:
    parser = argparse.ArgumentParser(description="Ticket events with group commit")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--events", type=int, default=10_000, help="events of a group block")
    parser.add_argument("--blocks", type=int, default=3)
    options = parser.parse_args()
    needed = (options.blocks + 1) * (2 * WRITERS + options.events // len(LIFE) * 2)
    with filled(needed) as places:
        result = as_served(measure(places, events=options.events, blocks=options.blocks))
    print(json.dumps(result, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
