"""Ticket events acknowledged from disk: group commit beside one commit each. `python -m bench.ticket_events --json`.

An event is a move of a ticket with all that belongs to it: version and state, timeline with its sealed note, events for
clocks, agenda, audit entry in the chain, news. Many writers make moves at the same time and each waits for its own
acknowledgement. SQLite (WAL, synchronous=FULL) and PostgreSQL (fsync and synchronous_commit on) on the same disk:

- `group`: `Database.joined(moves_together, …)`, as for what units and platforms report
- `one commit each`: the same code, each event in a transaction of its own
- `moves, grouped` / `moves, one commit each`: `ticketing.repository.move`, the way of the desk, by `Database.grouped`
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
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

from sqlalchemy import text

from bench.blocks import Measure, run_async
from bench.many_tickets import NOW
from bench.places import Places, as_served, filled, percentiles
from store import audit
from store.engine import Database
from ticketing.casework.together import Wish, moves_together
from ticketing.repository import move
from ticketing.states import Actor, Move, State

WRITERS = 1000
LIFE: tuple[tuple[Move, Mapping[str, str]], ...] = (
    (Move.SIGN, {}),
    (Move.CONTACT, {"how": "电话", "said": "已联系本人，约定明日上门核实坡道情况。"}),
    (Move.HANDLE, {}),
    (Move.REPLY, {"answer": "坡道已清理，物业承诺每日巡查。"}),
)
Make = Callable[[Database, Wish], Awaitable[object]]


class Tickets:
    """Hands out tickets that nothing has happened to yet."""

    def __init__(self) -> None:
        self._next = count()

    def lives(self) -> Iterator[Wish]:
        """Move after move, of one ticket after the other; each writer has its own."""
        while True:
            number = f"26{next(self._next):014}"
            for version, (step, note) in enumerate(LIFE, 3):
                yield Wish(
                    number=number,
                    version=version,
                    move=step,
                    role=Actor.SUPERVISOR,
                    actor="unit",
                    now=_now(),
                    note=note,
                )


def _now() -> datetime:
    return NOW + timedelta(seconds=time.monotonic())


async def joined(database: Database, wish: Wish) -> object:
    return await database.joined(moves_together, wish)


async def alone(database: Database, wish: Wish) -> object:
    async with database.write() as session:
        (answer,) = await moves_together(session, [wish])
    if isinstance(answer, Exception):
        raise answer
    return answer


async def desk_grouped(database: Database, wish: Wish) -> object:
    return await database.grouped(partial(_move, wish))


async def desk_alone(database: Database, wish: Wish) -> object:
    async with database.write() as session:
        return await _move(wish, session)


async def _move(wish: Wish, session: Any) -> object:
    return await move(
        session,
        wish.number,
        version=wish.version,
        step=wish.move,
        role=wish.role,
        actor=wish.actor,
        now=wish.now,
        note=wish.note,
    )


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
        await _begin(database)
        tickets, few = Tickets(), max(events // 20, 20)
        contestants[f"{name}, group"] = partial(block, database, tickets, joined, events)
        contestants[f"{name}, one commit each"] = partial(block, database, tickets, alone, few)
        contestants[f"{name}, moves, grouped"] = partial(block, database, tickets, desk_grouped, few)
        contestants[f"{name}, moves, one commit each"] = partial(block, database, tickets, desk_alone, few)
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


async def _begin(database: Database) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE ticket SET state = :state"), {"state": State.TRANSFERRED.value})


def main() -> None:
    parser = argparse.ArgumentParser(description="Ticket events with group commit")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--events", type=int, default=10_000, help="events of a group block")
    parser.add_argument("--blocks", type=int, default=5)
    options = parser.parse_args()
    needed = options.events * (options.blocks + 1) // 2 + 20_000 + 4 * WRITERS * (options.blocks + 1)
    with filled(needed) as places:
        result = as_served(measure(places, events=options.events, blocks=options.blocks))
    print(json.dumps(result, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
