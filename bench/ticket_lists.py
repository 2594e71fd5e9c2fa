"""A million tickets on SQLite and PostgreSQL: searches and inbox pages. `python -m bench.ticket_lists`.

Each figure is the whole read as the web does it: session, search, rows, callers opened. Searches of 1 to 4 characters,
in all offices and in one, in all states and in one; beside them the same first pages with `LIKE`. What a search finds
in all is compared with what `LIKE` finds. Inboxes: first and later pages, beside a page by OFFSET at the same depth.
As many texts as the indexer leaves for later are pending.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.list_queries import inboxes, searches
from bench.places import Places, as_served, filled, percentiles
from store.engine import Database
from store.search.finding import find
from store.search.wanted import Wanted, needles_of
from store.tables.search import TicketText
from store.tables.ticket import Ticket
from ticketing.listing import TicketFilter
from ticketing.reading import list_tickets

LIKES = 6
"""Searches of each length that LIKE is asked too, a block: one without hits takes it seconds."""
EACH_BY_DUE = 4
"""Each fourth search is also asked in the order of due times."""
COMPARED = 8
"""Searches of each length whose hits are all compared."""
DEEP = 10
"""Inbox pages read one after the other."""
_MOST = 20_000


async def measure(places: Places, *, each: int, blocks: int) -> dict[str, Any]:
    """Figures of both databases, which take turns."""
    databases = {name: Database(url, places.keys) for name, url in places.urls.items()}
    asked, found = searches(each), {name: _Seen() for name in databases}
    for block in range(blocks + 1):  # the first one warms up
        for name, database in databases.items():
            await _block(database, asked, found[name] if block else _Seen(), block)
    figures = {name: seen.figures() for name, seen in found.items()}
    for name, database in databases.items():
        figures[name]["search"]["differs_from_like"] = await _differences(database, asked)
        await database.close()
    return figures


class _Seen:
    """Seconds of each read, by what it was."""

    def __init__(self) -> None:
        self.search: dict[int, list[float]] = {}
        self.by_due: list[float] = []
        self.like: list[float] = []
        self.inbox: list[float] = []
        self.offset: list[float] = []

    def figures(self) -> dict[str, Any]:
        every = [one for many in self.search.values() for one in many]
        lengths = {str(length): percentiles(many) for length, many in self.search.items()}
        search = {**percentiles(every), "by_length": lengths, "like": percentiles(self.like), "searches": len(every)}
        search["in_order_of_due_times"] = percentiles(self.by_due)
        inbox = {**percentiles(self.inbox), "offset": percentiles(self.offset), "pages": len(self.inbox)}
        return {"search": search, "inbox": inbox}


async def _block(database: Database, asked: dict[int, list[TicketFilter]], seen: _Seen, block: int) -> None:
    for length, filters in asked.items():
        for which in filters:
            seen.search.setdefault(length, []).append((await _timed(database, which))[0])
        for which in filters[block % EACH_BY_DUE :: EACH_BY_DUE]:
            seen.by_due.append((await _timed(database, replace(which, sort="due")))[0])
        start = block * LIKES
        for which in [filters[(start + number) * 7 % len(filters)] for number in range(LIKES)]:
            seen.like.append(await _like(database, which))
    for which in inboxes(60):
        cursor, depth = None, 0
        while depth < DEEP:
            took, cursor = await _timed(database, which, cursor)
            seen.inbox.append(took)
            depth += 1
            if cursor is None:
                break
        seen.offset.append(await _offset(database, which, depth - 1))


async def _timed(database: Database, which: TicketFilter, cursor: str | None = None) -> tuple[float, str | None]:
    begun = time.perf_counter()
    async with database.read() as session:
        page = await list_tickets(session, which, cursor=cursor)
    return time.perf_counter() - begun, page.next


async def _like(database: Database, which: TicketFilter) -> float:
    """The same first page as one would ask without an index."""
    query = select(Ticket).join(TicketText, TicketText.ticket_id == Ticket.id)
    query = query.where(TicketText.text.like(f"%{which.q}%"), *_scope(which)).order_by(TicketText.seq.desc()).limit(51)
    begun = time.perf_counter()
    async with database.read() as session:
        (await session.scalars(query)).all()
    return time.perf_counter() - begun


async def _offset(database: Database, which: TicketFilter, depth: int) -> float:
    query = select(Ticket).where(Ticket.due_at.is_not(None), *_scope(which)).order_by(Ticket.due_at, Ticket.id)
    begun = time.perf_counter()
    async with database.read() as session:
        (await session.scalars(query.offset(depth * 50).limit(51))).all()
    return time.perf_counter() - begun


def _scope(which: TicketFilter) -> Sequence[ColumnElement[bool]]:
    found = []
    if which.offices is not None:
        found.append(Ticket.office.in_(which.offices))
    if which.states is not None:
        found.append(Ticket.state.in_([state.value for state in which.states]))
    if which.due_before is not None:
        found.append(Ticket.due_at < which.due_before)
    return found


async def _differences(database: Database, asked: dict[int, list[TicketFilter]]) -> int:
    """Hits that only one of search and LIKE has, over all hits of some searches in each length."""
    different = 0
    for filters in asked.values():
        for which in [filters[number * 3 % len(filters)] for number in range(COMPARED)]:
            async with database.read() as session:
                wanted = replace(_plain(which), needles=needles_of(which.q or ""))
                ours = await find(session, wanted, limit=_MOST)
                different += len(set(ours) ^ await _like_seqs(session, which, ours))
    return different


def _plain(which: TicketFilter) -> Wanted:
    states = None if which.states is None else tuple(state.value for state in which.states)
    return Wanted(needles=(), offices=which.offices, states=states)


async def _like_seqs(session: AsyncSession, which: TicketFilter, ours: Sequence[int]) -> set[int]:
    """What LIKE finds, as far down as the search was asked to go."""
    lowest = ours[-1] if len(ours) == _MOST else 0
    query = select(Ticket.seq).where(Ticket.seq >= lowest, *_scope(which))
    held = select(TicketText.seq).where(TicketText.text.like(f"%{which.q}%"))
    found = await session.scalars(query.where(Ticket.seq.in_(held)))
    return {seq for seq in found if seq is not None}


def main() -> None:
    parser = argparse.ArgumentParser(description="Searches and inboxes over a million tickets")
    parser.add_argument("--json", action="store_true", help="one line")
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=80, help="searches of each length")
    parser.add_argument("--blocks", type=int, default=3)
    options = parser.parse_args()
    begun = time.perf_counter()
    with filled(options.tickets) as places:
        made = round(time.perf_counter() - begun)
        figures = as_served(measure(places, each=options.each, blocks=options.blocks))
    result = {"tickets": options.tickets, "made_in_s": made, **figures}
    print(json.dumps(result, indent=None if options.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
