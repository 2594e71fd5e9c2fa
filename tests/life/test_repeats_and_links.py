"""Tickets that have to do with one another, on both databases: repeats found by themselves, splits, joins."""

from __future__ import annotations

import asyncio

import pytest

from store.engine import Database
from tests.life.casework import OFFICES, House, rules
from tests.repeats.test_repeats import OTHERS, RAMP
from ticketing.casework.links import join, links_of, split
from ticketing.casework.repeat_watch import RepeatWatch
from ticketing.errors import IllegalMove, InvalidField
from ticketing.reading import get_ticket, timeline
from ticketing.states import Actor, Move, State


def watch_of(house: House) -> RepeatWatch:
    return RepeatWatch(house.database, house.rules, now=lambda: house.now)


async def watched(database: Database, pack: str = "anhui-12345") -> tuple[House, RepeatWatch]:
    """A house in which other matters came before."""
    house = House(database, rules(pack))
    for number, text in enumerate(OTHERS[:3]):
        await house.ticket(text, number=f"1390013900{number}")
    watch = watch_of(house)
    assert await watch.tick() == 0
    return house, watch


async def test_the_third_ticket_of_one_person_is_linked_with_its_evidence_and_supervised(database: Database) -> None:
    house, watch = await watched(database)
    first, second = [await house.ticket(RAMP[number]) for number in (0, 1)]
    assert await watch.tick() == 0
    third = await house.ticket(RAMP[2])
    assert await watch.tick() == 1
    async with database.read() as session:
        found = await links_of(session, third)
        steps = await timeline(session, third)
    assert {link.other for link in found} == {first, second}
    assert all(link.evidence["alike"]["phrases"] for link in found)
    assert found[0].evidence["threshold"] == 3 and found[0].evidence["count"] == 3
    supervised = [step for step in steps if step.move is Move.SUPERVISE]
    assert [step.after["article"] for step in supervised] == ["20(六)"]
    assert "反映 3 次" in supervised[0].after["reason"]
    assert await watch.tick() == 0, "the supervision itself is a change that must not repeat anything"


async def test_five_persons_on_one_matter_are_found_from_their_telephones(database: Database) -> None:
    house, watch = await watched(database)
    numbers = [await house.ticket(RAMP[at], number=f"1370013700{at}") for at in range(5)]
    assert await watch.tick() == 1
    async with database.read() as session:
        links = [link for number in numbers for link in await links_of(session, number) if link.outgoing]
    assert {link.kind for link in links} == {"repeats:many-persons"}


async def test_a_regulation_that_names_no_number_gets_a_hint_and_no_supervision(database: Database) -> None:
    house, watch = await watched(database, "anhui-12385")
    for at in range(3):
        number = await house.ticket(RAMP[at])
    assert await watch.tick() == 1
    async with database.read() as session:
        assert Move.SUPERVISE not in [step.move for step in await timeline(session, number)]


async def test_two_workers_write_one_repeat_once(database: Database) -> None:
    house, watch = await watched(database)
    other = watch_of(house)
    await other.tick()
    for at in range(3):
        number = await house.ticket(RAMP[at])
    await asyncio.gather(watch.tick(), other.tick())
    async with database.read() as session:
        assert len(await links_of(session, number)) == 2
        assert [step.move for step in await timeline(session, number)].count(Move.SUPERVISE) == 1


async def test_a_second_matter_is_split_off_with_its_caller(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    number = await house.ticket()
    async with database.write() as session:
        made = await split(
            session,
            number,
            version=await house.version(number),
            role=Actor.AGENT,
            actor="an",
            offices=OFFICES,
            now=house.now,
        )
    assert (made.state, made.caller["name"], made.title) == (State.DRAFT, "张三", "")
    async with database.read() as session:
        (link,) = await links_of(session, number)
    assert (link.other, link.kind, link.outgoing) == (made.number, "split-from", False)


async def test_the_same_matter_twice_is_joined_and_its_clocks_stop(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    first, second = await house.ticket(), await house.ticket()
    await house.do(second, Move.ACCEPT)

    async def joined(number: str, into: str) -> None:
        async with database.write() as session:
            await join(
                session,
                number,
                into=into,
                version=await house.version(number),
                role=Actor.AGENT,
                actor="an",
                reason="重复",
                rules=house.rules,
                now=house.now,
            )

    with pytest.raises(InvalidField):
        await joined(second, second)
    await joined(second, first)
    assert (await house.clocks(second))["reply"].status == "stopped"
    async with database.read() as session:
        assert (await get_ticket(session, second)).state is State.VOID
        assert [link.other for link in await links_of(session, first)] == [second]
    with pytest.raises(InvalidField):
        await joined(first, second)
    with pytest.raises(IllegalMove):
        await joined(second, first)
