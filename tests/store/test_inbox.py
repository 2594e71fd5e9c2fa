"""Inboxes on both databases: the same as sorting everything, page after page, however they are walked."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from store.at_once import at_once
from store.engine import Database
from store.inbox import Inbox, offices_present, page_of
from store.lines import Line
from store.tables.ticket import Ticket
from store.tables.ticket_helper import TicketHelper

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
OFFICES = ("anhui", "hefei", "luan")
STATES = ("open", "handling", "archived")


async def filled(database: Database, number: int = 120) -> list[Ticket]:
    """Tickets of which many were made, or are due, in the same moment."""
    chance = random.Random(7)
    rows = [
        Ticket(
            id=f"t{place:04}", number=f"N{place}", version=1, state=chance.choice(STATES), channel="phone",
            office=chance.choice(OFFICES), title="", situation="", appeal="", answer="", extra={}, created_by="an",
            created_at=NOW + timedelta(hours=chance.randrange(9)), updated_at=NOW,
            due_at=chance.choice((None, NOW + timedelta(hours=chance.randrange(9)))),
            unit=chance.choice((None, "残联", "民政局")),
        )
        for place in range(number)
    ]  # fmt: skip
    chance.shuffle(rows)
    async with database.write() as session:
        session.add_all(rows)
        await session.flush()
        session.add_all(TicketHelper(unit=unit, ticket_id=row.id) for row in rows for unit in helping(row))
    return rows


def helping(row: Ticket) -> list[str]:
    """The units that handle it beside its lead, some of them the lead itself."""
    return [unit for share, unit in ((3, "残联"), (4, "民政局")) if int(row.id[1:]) % share == 0]


def expected(rows: list[Ticket], which: Inbox) -> list[str]:
    kept = [
        row for row in rows
        if (which.offices is None or row.office in which.offices)
        and (which.unit is None or row.unit == which.unit or which.unit in helping(row))
        and (which.states is None or row.state in which.states)
        and (not which.by_due or row.due_at is not None)
        and (which.due_before is None or (row.due_at is not None and row.due_at < which.due_before))
    ]  # fmt: skip
    if which.by_due:
        return [row.id for row in sorted(kept, key=lambda row: (row.due_at or NOW, row.id))]
    return [row.id for row in sorted(kept, key=lambda row: (row.created_at, row.id), reverse=True)]


async def pages(database: Database, which: Inbox, limit: int) -> list[str]:
    seen: list[Line] = []
    after = None
    while True:
        async with database.read() as session:
            part = await at_once(session, partial(page_of, which=replace(which, after=after), limit=limit))
        seen += part
        if len(part) < limit:
            return [row.id for row in seen]
        after = (part[-1].due_at if which.by_due else part[-1].created_at, part[-1].id)


async def test_an_inbox_is_what_sorting_all_tickets_gives_page_after_page(database: Database) -> None:
    rows = await filled(database)
    offices = (None, (), ("hefei",), ("hefei", "luan"), (*OFFICES, *(f"o{number}" for number in range(40))))
    states = (None, (), ("open",), ("open", "handling"), STATES)
    untils = (None, NOW + timedelta(hours=4))
    for office, state, by_due, until in itertools.product(offices, states, (False, True), untils):
        which = Inbox(offices=office, states=state, by_due=by_due, due_before=until)
        assert await pages(database, which, 7) == expected(rows, which), which


async def test_a_units_inbox_is_what_it_leads_and_what_it_handles_too_each_ticket_once(database: Database) -> None:
    rows = await filled(database)
    choices = itertools.product(("残联", "民政局", "教育局"), (None, ("hefei",)), (("open",), STATES), (False, True))
    for unit, office, state, by_due in choices:
        which = Inbox(unit=unit, offices=office, states=state, by_due=by_due)
        assert await pages(database, which, 7) == expected(rows, which), which


async def test_no_ticket_is_lost_or_doubled_while_others_come_in(database: Database) -> None:
    rows = await filled(database, 40)
    which = Inbox(offices=("hefei",), states=STATES, by_due=True)
    wanted = expected(rows, which)
    async with database.read() as session:
        first = await at_once(session, partial(page_of, which=which, limit=5))
    async with database.write() as session:
        (early,) = [row for row in rows if row.id == wanted[0]]
        session.add(
            Ticket(
                id="a-new-one", number="N-new", version=1, state="open", channel="phone", office="hefei", title="",
                situation="", appeal="", answer="", extra={}, created_by="an", created_at=NOW, updated_at=NOW,
                due_at=early.due_at,
            )
        )  # fmt: skip
    last = first[-1]
    async with database.read() as session:
        after = Inbox(offices=("hefei",), states=STATES, by_due=True, after=(last.due_at, last.id))
        rest = await at_once(session, partial(page_of, which=after, limit=100))
    assert [row.id for row in (*first, *rest)] == wanted


async def test_the_offices_that_have_tickets_are_known(database: Database) -> None:
    async with database.read() as session:
        assert await at_once(session, offices_present) == ()
    await filled(database, 40)
    async with database.read() as session:
        assert await at_once(session, offices_present) == OFFICES
