"""Tickets on both databases: drafts, changes, moves, lists, history, and their traces."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from store import audit, outbox
from store.calls import take_in
from store.engine import Database
from store.facts import CallFact, FactKind
from store.tables.ticket import NumberSequence
from tests.ticketing.ringing import rings
from ticketing import intake
from ticketing.errors import IllegalMove, TicketConflict, TicketNotFound
from ticketing.fields import check
from ticketing.numbers import parse
from ticketing.reading import (
    TicketFilter,
    get_ticket,
    histories,
    history,
    list_tickets,
    ticket_of_call,
    tickets_of_calls,
    timeline,
)
from ticketing.record import Offices, TicketRecord
from ticketing.repository import change, move, new_ticket, save
from ticketing.states import Actor, Move, State

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # the 21st, half past midnight, in China
OFFICES = Offices(divisions={"anhui": "340000", "hefei": "340100"}, home="anhui")


def fact(call: str, kind: FactKind, second: int = 0, **data: Any) -> CallFact:
    return CallFact(call_id=call, at=NOW + timedelta(seconds=second), kind=kind, data=data)


def answered(call: str, caller: str | None = "13855112345", office: str = "hefei") -> list[CallFact]:
    arrived = fact(call, FactKind.ARRIVED, dialed="12385", caller=caller)
    return [arrived, fact(call, FactKind.ANSWERED, 5, office=office, seat=f"{office}-01")]


async def take(database: Database, facts: Sequence[CallFact]) -> tuple[TicketRecord, ...]:
    async with database.write() as session:
        taken = await intake.take_in(session, facts, offices=OFFICES, now=NOW)
        return tuple([await get_ticket(session, number) for number in taken.tickets])


async def draft(database: Database, call: str = "1.1", **kind: Any) -> TicketRecord:
    (ticket,) = await take(database, answered(call, **kind))
    return ticket


async def write(database: Database, ticket: TicketRecord, raw: dict[str, Any]) -> TicketRecord:
    async with database.write() as session:
        return await change(
            session, ticket.number, version=ticket.version, changes=check(raw), actor="hefei-01", now=NOW
        )


async def keep(database: Database, ticket: TicketRecord, *, answered: bool = False) -> TicketRecord:
    async with database.write() as session:
        return await save(
            session,
            ticket.number,
            version=ticket.version,
            role=Actor.AGENT,
            actor="hefei-01",
            now=NOW,
            answered=answered,
        )


async def test_an_answered_call_has_a_draft_with_the_callers_number(database: Database) -> None:
    ticket = await draft(database)
    assert (ticket.state, ticket.office, ticket.channel, ticket.call_id) == (State.DRAFT, "hefei", "phone", "1.1")
    assert ticket.caller == {"number": "13855112345"}
    assert parse(ticket.number).startswith("2611210100")
    async with database.read() as session:
        assert await ticket_of_call(session, "1.1") == ticket.number
        assert await tickets_of_calls(session, ["1.1"]) == {"1.1": (ticket.number,)}


async def test_a_hidden_caller_and_an_unknown_office_get_a_draft_at_home(database: Database) -> None:
    ticket = await draft(database, caller=None, office="elsewhere")
    assert (ticket.office, ticket.caller) == ("anhui", {})


async def test_a_draft_may_be_asked_for_before_any_fact_of_the_call_came(database: Database) -> None:
    async with database.write() as session:
        ticket = await rings(session, "9.9", offices=OFFICES, now=NOW)
    assert (ticket.office, ticket.state) == ("anhui", State.DRAFT)


async def test_a_draft_goes_with_its_call_to_the_office_that_answers(database: Database) -> None:
    async with database.write() as session:
        await take_in(session, [fact("1.1", FactKind.RINGING, 1, office="hefei", seat="hefei-01")])
        rung = await rings(session, "1.1", offices=OFFICES, now=NOW)
    (answered_draft,) = await take(database, [fact("1.1", FactKind.ANSWERED, 9, office="anhui", seat="anhui-01")])
    assert (rung.office, answered_draft.office) == ("hefei", "anhui")
    assert answered_draft.number == rung.number
    saved = await keep(database, answered_draft)
    await take(database, [fact("1.1", FactKind.ANSWERED, 20, office="hefei", seat="hefei-01")])
    async with database.read() as session:
        assert (await get_ticket(session, saved.number)).office == "anhui"


async def test_a_number_that_becomes_known_after_the_draft_is_filled_in(database: Database) -> None:
    early = fact("1.1", FactKind.ANSWERED, 5, office="hefei", seat="hefei-01")
    (ticket,) = await take(database, [early])
    assert ticket.caller == {}
    await take(database, [fact("1.1", FactKind.ARRIVED, caller="13855112345", dialed="12385")])
    async with database.read() as session:
        assert (await get_ticket(session, ticket.number)).caller == {"number": "13855112345"}
        assert len(await history(session, "13855112345")) == 1


async def test_processes_that_race_for_a_draft_get_the_same_and_waste_no_number(database: Database) -> None:
    async with database.write() as session:
        await take_in(session, answered("1.1"))
    other = Database(database.url, database.keys)

    async def ask(place: Database) -> str:
        async with place.write() as session:
            return (await rings(session, "1.1", offices=OFFICES, now=NOW)).number

    numbers = set(await asyncio.gather(*(ask(place) for place in (database, other) * 5)))
    await other.close()
    assert len(numbers) == 1
    async with database.read() as session:
        assert await session.scalar(select(NumberSequence.last)) == 1


async def test_numbers_of_many_calls_at_once_are_unique_and_without_gap(database: Database) -> None:
    other = Database(database.url, database.keys)
    places = (database, other) * 5
    tickets = await asyncio.gather(*(draft(place, f"1.{number}") for number, place in enumerate(places)))
    await other.close()
    assert sorted(int(ticket.number[10:-1]) for ticket in tickets) == list(range(1, 11))


async def test_a_draft_is_written_and_saved(database: Database) -> None:
    ticket = await draft(database)
    ticket = await write(database, ticket, {"title": "轮椅坡道", "caller": {"name": "王芳", "sex": "女"}})
    assert (ticket.title, ticket.caller["name"], ticket.caller["number"]) == ("轮椅坡道", "王芳", "13855112345")
    ticket = await keep(database, ticket)
    assert ticket.state is State.OPEN
    ticket = await write(database, ticket, {"appeal": "修", "extra": {"category": "无障碍"}})
    assert ticket.extra == {"category": "无障碍"}
    async with database.read() as session:
        assert await get_ticket(session, ticket.number) == ticket


async def test_a_question_answered_at_once_is_concluded_and_closed(database: Database) -> None:
    ticket = await keep(database, await draft(database), answered=True)
    assert ticket.state is State.CONCLUDED
    with pytest.raises(IllegalMove):
        await write(database, ticket, {"title": "x"})
    with pytest.raises(IllegalMove, match="register"):
        await keep(database, ticket)


async def test_a_change_from_an_old_version_is_refused_and_harms_nothing(database: Database) -> None:
    old = await draft(database)
    new = await write(database, old, {"title": "新"})
    with pytest.raises(TicketConflict) as caught:
        await write(database, old, {"title": "旧"})
    assert caught.value.current == new.version
    async with database.read() as session:
        assert (await get_ticket(session, old.number)).title == "新"


async def test_of_two_changes_at_once_one_wins(database: Database) -> None:
    ticket = await draft(database)
    other = Database(database.url, database.keys)
    parts = await asyncio.gather(
        *(write(place, ticket, {"title": str(number)}) for number, place in enumerate((database, other) * 3)),
        return_exceptions=True,
    )
    await other.close()
    assert sum(isinstance(part, TicketRecord) for part in parts) == 1
    assert sum(isinstance(part, TicketConflict) for part in parts) == 5


async def test_an_unknown_ticket_is_named(database: Database) -> None:
    async with database.write() as session:
        with pytest.raises(TicketNotFound, match="123"):
            await change(session, "123", version=1, changes=check({}), actor="a", now=NOW)


async def test_a_message_becomes_a_registered_ticket_that_knows_its_call(database: Database) -> None:
    facts = [
        fact("1.1", FactKind.ARRIVED, caller="13855112345"),
        fact("1.1", FactKind.ROUTED, office="hefei", open=False),
    ]
    (ticket,) = await take(database, [*facts, fact("1.1", FactKind.MESSAGE_LEFT, 9, path="x", seconds=4)])
    assert (ticket.state, ticket.title, ticket.office) == (State.OPEN, "语音留言", "hefei")
    assert ticket.calls == ("1.1",)


async def test_a_korean_caller_who_asks_to_be_called_back_has_a_ticket_in_korean(database: Database) -> None:
    chosen = fact("1.1", FactKind.LANGUAGE_CHOSEN, language="ko")
    (ticket,) = await take(database, [chosen, fact("1.1", FactKind.CALLBACK_ASKED, 9, number="04331234567")])
    assert (ticket.state, ticket.title, ticket.caller["contact"]) == (State.OPEN, "회신 요청", "04331234567")


async def test_facts_taken_twice_make_one_ticket(database: Database) -> None:
    facts = [*answered("1.1"), fact("1.2", FactKind.MESSAGE_LEFT, 9, path="x", seconds=4)]
    await take(database, facts)
    assert await take(database, facts) == ()
    async with database.read() as session:
        assert len((await list_tickets(session, TicketFilter())).items) == 2


async def test_a_second_matter_of_one_call_is_a_second_ticket(database: Database) -> None:
    first = await draft(database)
    async with database.write() as session:
        second = await new_ticket(
            session, office="hefei", channel="phone", offices=OFFICES, now=NOW, actor="hefei-01", call_id="1.1"
        )
    assert second.number != first.number
    assert second.caller == first.caller
    async with database.read() as session:
        assert await tickets_of_calls(session, ["1.1"]) == {"1.1": (first.number, second.number)}


async def test_what_names_a_person_lies_encrypted_everywhere(database: Database) -> None:
    ticket = await draft(database)
    secrets = {"name": "欧阳若兰", "id_number": "340104198001011234", "address": "庐阳区长江路一号"}
    await write(database, ticket, {"caller": secrets})
    async with database.read() as session:
        for table in ("person", "ticket", "ticket_change", "audit_entry", "outbox", "call", "call_fact"):
            dump = (await session.execute(text(f"SELECT * FROM {table}"))).all()
            for value in (*secrets.values(), "13855112345"):
                assert value not in repr(dump)
                assert repr(value.encode())[2:-1] not in repr(dump)


async def test_the_timeline_tells_who_changed_what(database: Database) -> None:
    ticket = await write(database, await draft(database), {"title": "一", "caller": {"name": "王芳"}})
    ticket = await keep(database, await write(database, ticket, {"title": "二"}))
    async with database.read() as session:
        steps = await timeline(session, ticket.number)
    assert [step.version for step in steps] == [1, 2, 3, 4]
    assert [step.move for step in steps] == [None, None, None, Move.REGISTER]
    assert steps[1].after == {"title": "一", "caller.name": "王芳"}
    assert steps[2].before == {"title": "一"}
    assert (steps[3].from_state, steps[3].to_state) == (State.DRAFT, State.OPEN)


async def test_every_step_is_in_the_audit_log_and_the_outbox(database: Database) -> None:
    ticket = await keep(database, await draft(database))
    async with database.write() as session:
        assert (await audit.verify(session)).sound
        news = [message for message in await outbox.claim(session, "t", now=NOW) if message.topic == "ticket-changed"]
    assert [(message.payload["number"], message.payload["version"]) for message in news] == [
        (ticket.number, 1),
        (ticket.number, 2),
    ]


async def test_a_move_goes_by_the_table_and_keeps_its_ground(database: Database) -> None:
    ticket = await keep(database, await draft(database))
    async with database.write() as session:
        ticket = await move(
            session,
            ticket.number,
            version=ticket.version,
            step=Move.REFUSE,
            role=Actor.AGENT,
            actor="hefei-01",
            now=NOW,
            note={"ground": "诉讼"},
        )
    assert ticket.state is State.REFUSED
    async with database.read() as session:
        assert (await timeline(session, ticket.number))[-1].after == {"ground": "诉讼"}


async def test_a_caller_has_their_history(database: Database) -> None:
    first = await draft(database, "1.1")
    await draft(database, "1.2")
    await draft(database, "1.3", caller="055112345678")
    async with database.read() as session:
        found = (await histories(session, {"1.2": "+8613855112345"}))["1.2"]
        assert [line.number for line in found] == [first.number]
        assert len(await history(session, "13855112345")) == 2


async def test_tickets_are_found_by_number_title_name_and_callers_number(database: Database) -> None:
    ticket = await write(database, await draft(database), {"title": "100%的轮椅_坡道", "caller": {"name": "王 芳"}})
    await draft(database, "1.2", caller="055112345678")
    async with database.read() as session:

        async def found(q: str) -> list[str]:
            return [line.number for line in (await list_tickets(session, TicketFilter(q=q))).items]

        for q in (ticket.number, ticket.number[:14], "轮椅", "100%", "_坡", "王芳", "138 5511 2345", "+8613855112345"):
            assert await found(q) == [ticket.number], q
        assert len(await found("261121 0100")) == 2
        for q in ("%", "王", "不存在", "轮_"):
            assert (q == "%") == (ticket.number in await found(q)), q


async def test_lists_are_narrowed_by_office_state_and_call(database: Database) -> None:
    first = await draft(database, "1.1")
    second = await keep(database, await draft(database, "1.2", office="anhui"))
    async with database.read() as session:

        async def found(**which: Any) -> list[str]:
            return [line.number for line in (await list_tickets(session, TicketFilter(**which))).items]

        assert await found(offices=("hefei",)) == [first.number]
        assert await found(states=(State.OPEN,)) == [second.number]
        assert await found(call_id="1.2") == [second.number]
        assert await found(offices=()) == []


async def test_pages_of_tickets_made_in_the_same_moment_follow_without_gap(database: Database) -> None:
    made = {(await draft(database, f"1.{number}")).number for number in range(5)}
    seen: list[str] = []
    cursor = None
    while True:
        async with database.read() as session:
            page = await list_tickets(session, TicketFilter(), limit=2, cursor=cursor)
        seen += [line.number for line in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert len(seen) == 5
    assert set(seen) == made
