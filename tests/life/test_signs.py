"""Signs of supervision in the database: plain ones open it once, others are put before a supervisor once."""

from __future__ import annotations

from store.engine import Database
from tests.life.casework import House, rules
from ticketing.casework.moves import standing
from ticketing.casework.shapes import standing_shape
from ticketing.reading import timeline
from ticketing.states import Actor, Move


async def test_a_second_unit_opens_supervision_by_itself_and_once(database: Database) -> None:
    house = House(database=database, rules=rules("anhui-12345"))
    number = await house.transferred()
    await house.do(number, Move.ADD_UNIT, unit="市医保局")
    for moment in ("2026-09-01 09:05", "2026-09-01 09:06"):
        await house.tick(moment)
    async with database.read() as session:
        steps = [step for step in await timeline(session, number) if step.move is Move.SUPERVISE]
    assert [(step.after["ground"], step.actor) for step in steps] == [("several-places", "system")]
    assert "协办单位 市医保局" in steps[0].after["reason"]


async def test_what_a_person_must_judge_is_shown_with_its_evidence_and_told_once(database: Database) -> None:
    house = House(database=database, rules=rules("anhui-12345"))
    number = await house.transferred()
    await house.do(number, Move.SIGN, Actor.UNIT)
    await house.do(number, Move.SIGN_OFF, Actor.LEADER)
    await house.do(number, Move.REPLY, Actor.UNIT)
    await house.do(number, Move.REDO, reason="敷衍塞责")
    for moment in ("2026-09-01 09:05", "2026-09-01 09:06"):
        await house.tick(moment)
    assert (await house.effects()).count("suggest") == 1
    async with database.read() as session:
        found = await standing(session, number, house.rules, role=Actor.SUPERVISOR, now=house.now)
    (suggested,) = standing_shape(found)["suggested"]
    assert (suggested["ground"], suggested["article"], suggested["certain"]) == (
        "sent-back-for-quality",
        "20(四)",
        False,
    )
    assert "敷衍塞责" in suggested["evidence"][0]
