"""Tickets that go from one office of the hotline to another and come back, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.engine import Database
from tests.life.casework import House, rules
from ticketing.errors import InvalidField
from ticketing.listing import TicketFilter
from ticketing.reading import list_tickets, timeline
from ticketing.states import Actor, Move

OFFICES = {"anhui": {"zh": "安徽省残联"}, "hefei": {"zh": "合肥市"}}


def two_offices(database: Database, pack: str = "anhui-12345") -> House:
    return House(database, replace(rules(pack), offices=OFFICES))


async def found(house: House, office: str) -> list[str]:
    """What a search for its title finds in the office."""
    async with house.database.read() as session:
        page = await list_tickets(session, TicketFilter(offices=(office,), q="坡道"))
        return [line.number for line in page.items]


async def test_a_transfer_to_another_office_takes_the_ticket_there_and_a_granted_return_brings_it_back(
    database: Database,
) -> None:
    house = two_offices(database)
    number = await house.ticket()
    await house.do(number, Move.ACCEPT)
    await house.do(number, Move.TRANSFER, unit="省残联维权部", office="anhui")
    assert ((await house.row(number)).office, await found(house, "anhui"), await found(house, "hefei")) == (
        "anhui", [number], [],
    )  # fmt: skip
    await house.do(number, Move.ASK_RETURN, Actor.UNIT)
    await house.do(number, Move.GRANT_RETURN)
    assert ((await house.row(number)).office, await found(house, "anhui"), await found(house, "hefei")) == (
        "hefei", [], [number],
    )  # fmt: skip
    async with house.database.read() as session:
        steps = await timeline(session, number)
    assert {"office": "anhui", "from_office": "hefei"}.items() <= steps[-3].after.items()


async def test_what_a_platform_pushes_to_the_unit_of_another_office_goes_there_too_and_comes_back(
    database: Database,
) -> None:
    house = two_offices(database, "yanbian-12345")
    number = await house.ticket()
    await house.do(number, Move.PUSH, unit="龙井市残联", office="anhui")
    assert ((await house.row(number)).office, await found(house, "anhui")) == ("anhui", [number])
    await house.do(number, Move.ASK_RETURN, Actor.UNIT, reason="不属残联职责", basis="三定方案")
    assert (await house.do(number, Move.GRANT_RETURN)).office == "hefei"


async def test_a_transfer_within_the_office_leaves_it_there_also_when_it_comes_back(database: Database) -> None:
    house = two_offices(database)
    number = await house.ticket()
    await house.do(number, Move.ACCEPT)
    await house.do(number, Move.TRANSFER, unit="市医保局", office="")
    await house.do(number, Move.ASK_RETURN, Actor.UNIT)
    assert (await house.do(number, Move.GRANT_RETURN)).office == "hefei"


async def test_an_office_that_there_is_not_is_refused_by_name(database: Database) -> None:
    house = two_offices(database)
    number = await house.ticket()
    await house.do(number, Move.ACCEPT)
    with pytest.raises(InvalidField) as caught:
        await house.do(number, Move.TRANSFER, unit="市医保局", office="nanjing")
    assert caught.value.place == "note.office"
