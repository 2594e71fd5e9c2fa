"""Facts into calls, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from store.calls import CallFilter, get_call, get_calls, last_office, legs, list_calls, take_in, timeline
from store.engine import Database
from store.errors import BadCursor, NaiveTime
from store.facts import CallFact, FactKind
from store.folded import CallState, Outcome
from store.tables.call import Call

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def fact(call: str, kind: FactKind, second: float = 0, **data: Any) -> CallFact:
    return CallFact(call_id=call, at=START + timedelta(seconds=second), kind=kind, data=data)


def answered(call: str, *, second: float = 0, office: str = "hefei", caller: str = "13855112345") -> list[CallFact]:
    return [
        fact(call, FactKind.ARRIVED, second, dialed="12385", caller=caller, trunk="anhui"),
        fact(call, FactKind.ANSWERED, second + 5, office=office, seat=f"{office}-01", waited_s=3),
    ]


async def put(database: Database, facts: list[CallFact]) -> None:
    async with database.write() as session:
        await take_in(session, facts)


async def test_every_inbound_call_leaves_a_record_even_of_one_fact(database: Database) -> None:
    await put(database, [fact("1.1", FactKind.ENDED, cause=127)])
    async with database.read() as session:
        call = await get_call(session, "1.1")
    assert call is not None
    assert (call.state, call.outcome) == (CallState.ENDED, Outcome.ABANDONED)


async def test_the_same_facts_twice_change_nothing(database: Database) -> None:
    facts = answered("1.1")
    async with database.write() as session:
        first = await take_in(session, facts)
    async with database.write() as session:
        second = await take_in(session, [*facts, *facts])
    assert [change.after.id for change in first.changes] == ["1.1"]
    assert second.changes == ()
    async with database.read() as session:
        assert len(await timeline(session, "1.1")) == 2


async def test_a_change_tells_what_was_before_and_which_facts_were_new(database: Database) -> None:
    facts = answered("1.1")
    await put(database, facts[:1])
    async with database.write() as session:
        taken = await take_in(session, facts)
    (change,) = taken.changes
    assert change.before is not None
    assert (change.before.state, change.after.state) == (CallState.FLOW, CallState.TALKING)
    assert change.facts == (facts[1],)
    assert taken.known == 1


async def test_a_further_prompt_stands_in_the_story_and_moves_nothing_else(database: Database) -> None:
    spoken = fact("1.1", FactKind.PROMPT_PLAYED, language="zh", prompt="greeting")
    await put(database, [*answered("1.1"), spoken])
    async with database.write() as session:
        taken = await take_in(session, [fact("1.1", FactKind.PROMPT_PLAYED, language="zh", prompt="connecting")])
    assert (taken.changes, taken.known) == ((), 0)
    async with database.read() as session:
        told = [entry.data["prompt"] for entry in await timeline(session, "1.1") if entry.kind is spoken.kind]
    assert sorted(told) == ["connecting", "greeting"]


async def test_facts_out_of_order_in_two_transactions_give_the_same_call(database: Database) -> None:
    facts = answered("1.1")
    await put(database, facts[1:])
    await put(database, facts[:1])
    async with database.read() as session:
        call = await get_call(session, "1.1")
        parts = await legs(session, "1.1")
    assert call is not None
    assert (call.caller, call.seat, call.arrived_at) == ("13855112345", "hefei-01", START)
    assert [part.seat for part in parts] == ["hefei-01"]


async def test_two_processes_that_take_the_same_facts_at_once_end_with_one_call(database: Database) -> None:
    facts = answered("1.1") + answered("1.2")
    other = Database(database.url, database.keys)
    await asyncio.gather(*(put(place, facts) for place in (database, other) * 4))
    await other.close()
    async with database.read() as session:
        assert len((await list_calls(session, CallFilter())).items) == 2
        assert len(await timeline(session, "1.1")) == 2


async def test_two_processes_with_halves_of_a_call_end_with_the_whole(database: Database) -> None:
    facts = [*answered("1.1"), fact("1.1", FactKind.SEAT_LEFT, 65, seat="hefei-01", talked_s=60)]
    facts.append(fact("1.1", FactKind.ENDED, 66, cause=16))
    other = Database(database.url, database.keys)
    await asyncio.gather(*(put(place, [one]) for one, place in zip(facts, (database, other) * 2, strict=True)))
    await other.close()
    async with database.read() as session:
        call = await get_call(session, "1.1")
    assert call is not None
    assert (call.state, call.talked_s, call.version) == (CallState.ENDED, 60, 4)


async def test_numbers_lie_encrypted_and_are_found_however_they_are_written(database: Database) -> None:
    await put(database, answered("1.1", caller="+8613855112345"))
    async with database.read() as session:
        row = await session.scalar(select(Call))
        assert row is not None and row.caller_sealed is not None
        assert b"13855112345" not in row.caller_sealed
        rows = (await session.execute(text("SELECT * FROM call_fact"))).all()
        assert "13855112345" not in repr(rows)
        for number in ("13855112345", "+8613855112345", "008613855112345", "013855112345", "138 5511 2345"):
            assert len((await list_calls(session, CallFilter(number=number))).items) == 1
        assert not (await list_calls(session, CallFilter(number="13855112346"))).items


async def test_a_caller_is_remembered_by_the_office_that_answered_last(database: Database) -> None:
    await put(database, answered("1.1", second=0, office="hefei"))
    await put(database, answered("1.2", second=100, office="fuyang"))
    await put(database, [fact("1.3", FactKind.ARRIVED, 200, caller="13855112345", dialed="12385")])
    async with database.read() as session:
        assert await last_office(session, "13855112345") == "fuyang"
        assert await last_office(session, "13855112345", before_call="1.2") == "hefei"
        assert await last_office(session, "055112345678") is None


async def test_pages_follow_each_other_without_gap_or_repeat_while_calls_arrive(database: Database) -> None:
    for number in range(7):
        await put(database, [fact(f"1.{number}", FactKind.ARRIVED, number // 2)])
    seen: list[str] = []
    cursor = None
    while True:
        async with database.read() as session:
            page = await list_calls(session, CallFilter(), limit=3, cursor=cursor)
        seen += [call.id for call in page.items]
        await put(database, [fact(f"2.{len(seen)}", FactKind.ARRIVED, 1000)])
        cursor = page.next
        if cursor is None:
            break
    assert seen == ["1.6", "1.5", "1.4", "1.3", "1.2", "1.1", "1.0"]


async def test_filters_narrow_the_list(database: Database) -> None:
    await put(database, answered("1.1", office="hefei") + answered("1.2", second=50, office="fuyang"))
    await put(database, [fact("1.1", FactKind.ENDED, 60, cause=16)])
    async with database.read() as session:

        async def ids(**which: Any) -> list[str]:
            return [call.id for call in (await list_calls(session, CallFilter(**which))).items]

        assert await ids(offices=("hefei",)) == ["1.1"]
        assert await ids(offices=()) == []
        assert await ids(state=CallState.TALKING) == ["1.2"]
        assert await ids(outcome=Outcome.ANSWERED) == ["1.2", "1.1"]
        assert await ids(seat="fuyang-01") == ["1.2"]
        assert await ids(since=START + timedelta(seconds=10)) == ["1.2"]
        assert await ids(until=START + timedelta(seconds=10)) == ["1.1"]


@pytest.mark.parametrize("cursor", ["", "x", "bm9uc2Vuc2U", "WyIyMDI2LTAxLTAxIiwgIngiXQ"])
async def test_a_cursor_that_is_not_ours_is_refused(database: Database, cursor: str) -> None:
    async with database.read() as session:
        with pytest.raises(BadCursor):
            await list_calls(session, CallFilter(), cursor=cursor)


async def test_a_naive_time_is_refused(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(Exception, match="no zone") as caught:
            await list_calls(session, CallFilter(since=datetime(2026, 1, 1)))  # noqa: DTZ001
    assert isinstance(caught.value.__cause__ or caught.value, NaiveTime)


async def test_times_come_back_aware_and_to_the_microsecond(database: Database) -> None:
    at = datetime(2026, 11, 21, 9, 0, 0, 123456).astimezone()
    await put(database, [CallFact(call_id="1.1", at=at, kind=FactKind.ARRIVED)])
    async with database.read() as session:
        call = await get_call(session, "1.1")
    assert call is not None
    assert call.arrived_at == at
    assert call.arrived_at.tzinfo is not None


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_calls_that_are_locked_as_the_first_thing_stay_locked(database: Database) -> None:
    await put(database, answered("1.1"))
    async with database.read() as first, database.read() as second:
        assert set(await get_calls(first, ["1.1"], lock=True)) == {"1.1"}
        with pytest.raises(OperationalError, match="could not obtain lock"):
            await second.execute(text("SELECT id FROM call WHERE id = '1.1' FOR NO KEY UPDATE NOWAIT"))
