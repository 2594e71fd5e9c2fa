"""Writers of every kind at once, on both databases: nobody waits in a circle, nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from recordings import chain
from store import audit
from store.calls import CallFilter, list_calls
from store.engine import Database
from store.facts import CallFact, FactKind
from tests.ticketing.ringing import rings
from ticketing import intake
from ticketing.errors import TicketConflict
from ticketing.fields import check
from ticketing.reading import TicketFilter, list_tickets, timeline
from ticketing.record import Offices
from ticketing.repository import change, new_ticket

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
OFFICES = Offices(divisions={"anhui": "340000", "hefei": "340100"}, home="anhui")
CALLS = [f"1.{number}" for number in range(6)]


def facts(call: str, office: str, seat: int) -> list[CallFact]:
    arrived = CallFact(call_id=call, at=NOW, kind=FactKind.ARRIVED, data={"caller": f"1385511234{call[-1]}"})
    about = {"office": office, "seat": f"{office}-{seat}"}
    return [arrived, CallFact(call_id=call, at=NOW + timedelta(seconds=seat), kind=FactKind.ANSWERED, data=about)]


async def take_groups(database: Database, office: str, seat: int) -> None:
    """All calls in one transaction, so that many locks are held together."""
    async with database.write() as session:
        group = [fact for call in CALLS for fact in facts(call, office, seat)]
        await intake.take_in(session, group, offices=OFFICES, now=NOW)


async def pop(database: Database, call: str) -> None:
    async with database.write() as session:
        await rings(session, call, offices=OFFICES, now=NOW)


async def second_matter(database: Database, call: str) -> None:
    async with database.write() as session:
        await new_ticket(session, office="hefei", channel="phone", offices=OFFICES, now=NOW, actor="a", call_id=call)


async def edit(database: Database, call: str) -> None:
    for attempt in range(20):
        try:
            async with database.write() as session:
                ticket = await rings(session, call, offices=OFFICES, now=NOW)
            async with database.write() as session:
                changes = check({"title": f"{call} {attempt}"})
                await change(session, ticket.number, version=ticket.version, changes=changes, actor="a", now=NOW)
        except TicketConflict:
            continue
        return
    raise AssertionError("twenty conflicts in a row")


async def record(database: Database, call: str) -> None:
    async with database.write() as session:
        values = {
            "id": call,
            "kind": "call",
            "call_id": call,
            "part": 0,
            "state": "missing",
            "started_at": NOW,
            "seconds": 0.0,
            "channels": 0,
            "levels": [],
        }
        await chain.add(session, values, now=NOW)


async def test_writers_of_every_kind_at_once_all_finish(database: Database) -> None:
    await take_groups(database, "anhui", 0)
    other = Database(database.url, database.keys)
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for number, call in enumerate(CALLS):
            for work in (pop, second_matter, edit, record):
                group.create_task(work((database, other)[number % 2], call))
            group.create_task(take_groups((other, database)[number % 2], ("hefei", "anhui")[number % 2], number + 1))
    await other.close()
    async with database.read() as session:
        assert (await audit.verify(session)).sound
        assert await chain.verify(session) == ()
        assert len((await list_calls(session, CallFilter())).items) == len(CALLS)
        tickets = (await list_tickets(session, TicketFilter())).items
        assert len(tickets) == 2 * len(CALLS)
        for ticket in tickets:
            assert [step.version for step in await timeline(session, ticket.number)] == list(
                range(1, ticket.version + 1)
            )
