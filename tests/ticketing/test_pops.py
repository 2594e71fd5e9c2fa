"""Screen pops: phones that ring together are shown together, each to its own seat and each in the audit log."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from store import audit
from store.calls import take_in
from store.engine import Database
from store.facts import CallFact, FactKind
from store.tables.audit import AuditEntry
from ticketing.pops import Pop, Pops, Ring
from ticketing.record import Offices
from ticketing.states import State

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
POPS = Pops(Offices(divisions={"anhui": "340000", "hefei": "340100"}, home="anhui"))


def ring(call: str, *, caller: str, seat: str = "hefei-01", shown: bool = True) -> Ring:
    data = {"caller": caller, "dialed": "055112385", "office": "hefei"}
    arrived = CallFact(call_id=call, at=NOW, kind=FactKind.ARRIVED, data=data)
    return Ring(call_id=call, facts=(arrived,), actor=seat, shown=shown, now=NOW)


async def shown(database: Database, *rings: Ring) -> list[Pop]:
    """As the desk asks: side by side, each waiting for its own."""
    return list(await asyncio.gather(*(database.joined(POPS.of, one) for one in rings)))


async def logged(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as session:
        assert (await audit.verify(session)).sound
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(entry.action, entry.actor, entry.subject) for entry in entries]


async def test_ten_phones_that_ring_together_show_ten_callers_each_with_a_draft_of_its_own(database: Database) -> None:
    rings = [ring(f"1.{place}", caller=f"1385511000{place}", seat=f"hefei-0{place}") for place in range(10)]
    pops = await shown(database, *rings)
    assert [(pop.call.id, pop.call.caller) for pop in pops] == [
        (f"1.{place}", f"1385511000{place}") for place in range(10)
    ]
    assert {pop.ticket.state for pop in pops} == {State.DRAFT}
    assert len({pop.ticket.number for pop in pops}) == 10
    assert [pop.ticket.created_by for pop in pops] == [one.actor for one in rings]
    log = await logged(database)
    assert {(actor, subject) for action, actor, subject in log if action == "call-shown"} == {
        (one.actor, f"call:{one.call_id}") for one in rings
    }


async def test_a_call_that_rings_at_two_seats_has_one_draft_and_both_are_told_of_it(database: Database) -> None:
    first, second = await shown(
        database, *(ring("1.1", caller="13855110001", seat=seat) for seat in ("hefei-01", "hefei-02"))
    )
    assert first.ticket == second.ticket
    assert first.ticket.created_by == "hefei-01"
    (again,) = await shown(database, ring("1.1", caller="13855110001", seat="hefei-03", shown=False))
    assert again.ticket.number == first.ticket.number
    log = await logged(database)
    assert [actor for action, actor, _ in log if action == "call-shown"] == ["hefei-01", "hefei-02"]


async def test_who_calls_again_is_shown_with_the_tickets_of_before_and_not_with_the_new_one(database: Database) -> None:
    (before,) = await shown(database, ring("1.1", caller="13855110001"))
    again, stranger = await shown(
        database, ring("1.2", caller="13855110001"), ring("1.3", caller="13855110002", seat="hefei-02")
    )
    assert [line.number for line in again.history] == [before.ticket.number]
    assert stranger.history == ()


async def test_a_phone_that_rings_before_the_store_has_heard_of_the_queue_makes_a_draft_of_the_queues_office(
    database: Database,
) -> None:
    one = ring("1.1", caller="13855110001")
    async with database.write() as session:
        await take_in(session, one.facts)
    queued = CallFact(call_id="1.1", at=NOW, kind=FactKind.QUEUED, data={"office": "hefei"})
    (pop,) = await shown(database, replace(one, facts=(*one.facts, queued)))
    assert (pop.call.office, pop.ticket.office) == ("hefei", "hefei")
    async with database.write() as session:
        await take_in(session, (queued,))
    (again,) = await shown(database, one)
    assert (again.call.office, again.ticket) == ("hefei", pop.ticket)


async def test_a_phone_that_rings_for_a_call_of_which_nothing_is_known_shows_an_empty_draft(database: Database) -> None:
    bare = Ring(call_id="1.9", facts=(), actor="hefei-01", shown=False, now=NOW)
    (pop,) = await shown(database, bare)
    assert (pop.call.caller, pop.ticket.state, pop.ticket.caller) == (None, State.DRAFT, {})
