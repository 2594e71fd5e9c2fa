"""Whose a ticket is among the handling units, step by step; and that the database follows the steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from store.engine import Database
from store.handling import unit_key
from tests.life.casework import House, rules
from ticketing.casework.case_reading import case_of
from ticketing.life.handling import Units, units_after
from ticketing.reading import get_ticket
from ticketing.states import Actor, Move

UNITS = {"lead": "合肥市残联", "other": "合肥市民政局", "third": "合肥市教育局"}


@dataclass(frozen=True)
class Said:
    move: Move
    note: Mapping[str, str] = field(default_factory=dict)


def to(move: Move, unit: str) -> Said:
    return Said(move, {"unit": UNITS[unit]})


@pytest.mark.parametrize(
    ("steps", "lead", "helpers"),
    [
        ((), None, ()),
        ((to(Move.TRANSFER, "lead"),), "lead", ()),
        ((to(Move.PUSH, "lead"), to(Move.ADD_UNIT, "other")), "lead", ("other",)),
        ((to(Move.TRANSFER, "lead"), Said(Move.GRANT_RETURN)), None, ()),
        ((to(Move.TRANSFER, "lead"), Said(Move.DENY_RETURN)), "lead", ()),
        ((to(Move.TRANSFER, "lead"), Said(Move.GRANT_RETURN), to(Move.TRANSFER, "third")), "third", ()),
        ((to(Move.TRANSFER, "lead"), to(Move.ADD_UNIT, "other"), Said(Move.GRANT_RETURN)), None, ("other",)),
        ((to(Move.TRANSFER, "lead"), to(Move.ADD_UNIT, "other"), Said(Move.REOPEN)), None, ()),
        ((to(Move.TRANSFER, "lead"), Said(Move.CONCLUDE), Said(Move.REDO)), "lead", ()),
    ],
)
def test_the_units_after_some_steps(steps: tuple[Said, ...], lead: str | None, helpers: tuple[str, ...]) -> None:
    found = units_after(steps)
    assert found == Units(lead=lead and UNITS[lead], helpers=frozenset(UNITS[one] for one in helpers))


@pytest.mark.parametrize("written", ["合肥市残联", " 合肥市 残联 ", "合肥市　残联", "合肥市残联\n"])
def test_blanks_in_a_name_make_no_other_unit(written: str) -> None:
    assert unit_key(written) == unit_key("合肥市残联")
    assert unit_key("ＡＢＣ中心") == unit_key("abc中心") != unit_key("abc中心二")


async def test_the_rows_follow_the_steps_also_in_a_lot(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    number = await house.transferred()
    await house.do(number, Move.ADD_UNIT, unit=UNITS["other"])
    await house.do(number, Move.ADD_UNIT, unit=UNITS["third"])
    assert await rows(house, number) == await told(house, number)
    await house.do(number, Move.ASK_RETURN, Actor.UNIT)
    await house.do(number, Move.GRANT_RETURN)
    assert await rows(house, number) == await told(house, number) == {UNITS["other"], UNITS["third"]}
    await house.do(number, Move.TRANSFER, unit=UNITS["lead"])
    assert await rows(house, number) == await told(house, number) == set(UNITS.values())


async def rows(house: House, number: str) -> frozenset[str]:
    async with house.database.read() as session:
        return (await get_ticket(session, number)).units


async def told(house: House, number: str) -> frozenset[str]:
    async with house.database.read() as session:
        return units_after((await case_of(session, number, lock=False)).steps).all
