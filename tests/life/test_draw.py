"""Return visits by lot: the same for everybody who looks, unforeseeable without the key, and done once."""

from __future__ import annotations

import hashlib

import pytest

from store.engine import Database
from tests.life.case import at
from tests.life.casework import House, rules
from ticketing.casework.figures import visits_owed
from ticketing.casework.lots import lot_of, period_key
from ticketing.errors import IllegalMove
from ticketing.life.draw import draw, period_of
from ticketing.reading import timeline
from ticketing.states import Actor, Move

SHANGHAI = "shanghai-962200"


def lots(percent: int, key: str = "key") -> list[bool]:
    return [draw(key, f"{n:015}", period="2026-09", percent=percent).chosen for n in range(2000)]


def test_the_share_that_is_drawn_is_the_share_asked_for() -> None:
    assert 150 < sum(lots(10)) < 250
    assert not any(lots(0)) and all(lots(100))


def test_a_lot_is_the_same_each_time_and_another_under_another_key() -> None:
    assert lots(10) == lots(10)
    assert lots(10) != lots(10, key="another")
    assert draw("key", "1", period="2026-09", percent=10).commitment == hashlib.sha256(b"key").hexdigest()


def test_the_month_is_the_one_in_china() -> None:
    assert period_of(at("2026-09-30 23:59:59")) == "2026-09"
    assert period_of(at("2026-10-01 00:00:00")) == "2026-10"


@pytest.fixture
def house(database: Database) -> House:
    made = House(database=database, rules=rules(SHANGHAI))
    return made


async def concluded(house: House, title: str) -> str:
    number = await house.ticket(title, nature="consultation")
    await house.do(number, Move.ACCEPT)
    await house.do(number, Move.ANSWER)
    await house.do(number, Move.CONCLUDE)
    return number


async def test_exactly_the_tickets_whose_lot_is_drawn_are_visited_and_the_step_proves_it(house: House) -> None:
    numbers = [await concluded(house, f"咨询{n}") for n in range(12)]
    keys = house.database.keys
    expected = {n: lot_of(keys, n, house.now, percent=10) for n in numbers}
    for _ in range(2):
        await house.tick("2026-09-01 09:05")
    async with house.database.read() as session:
        owed = await visits_owed(session, house.rules, now=house.now)
        steps = {number: await timeline(session, number) for number in numbers}
    chosen = {number for number, lot in expected.items() if lot.chosen}
    assert {visit.ticket for visit in owed} == chosen
    assert {(visit.text, visit.article) for visit in owed} <= {("抽取回访：听取来电人意见", "13")}
    for number in numbers:
        drawn = [step for step in steps[number] if step.move is Move.DRAW]
        assert len(drawn) == (number in chosen)
        for step in drawn:
            key = period_key(keys, step.after["period"])
            assert step.after["commitment"] == hashlib.sha256(key.encode()).hexdigest()
            again = draw(key, number, period="2026-09", percent=int(step.after["percent"]))
            assert step.after["lot"] == f"{again.lot:.6f}"


async def test_a_supervisor_may_draw_by_hand_and_an_agent_may_not(house: House) -> None:
    number = await concluded(house, "咨询")
    with pytest.raises(IllegalMove):
        await house.do(number, Move.DRAW, Actor.AGENT)
    await house.do(number, Move.DRAW, reason="抽查")
    async with house.database.read() as session:
        assert [visit.ticket for visit in await visits_owed(session, house.rules, now=house.now)] == [number]
