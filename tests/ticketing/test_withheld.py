"""Required fields: filled in, or withheld for a stated reason where the regulation allows it."""

from __future__ import annotations

import pytest

from store.engine import Database
from tests.life.case import at
from tests.life.casework import OFFICES, House, rules
from ticketing.casework.moves import make_move, standing
from ticketing.errors import InvalidField
from ticketing.fields import check
from ticketing.life.bars import FIELDS_MISSING
from ticketing.life.judge import BarredMove
from ticketing.packs import known, load
from ticketing.record import TicketRecord
from ticketing.repository import change, new_ticket
from ticketing.states import Actor, Move, State

NOW = at("2026-09-01 09:00")
RULES = rules("anhui-12385")
WHOLE = {
    "caller": {"name": "张三", "sex": "男", "contact": "13800138000"},
    "situation": "楼道坡道损坏",
    "appeal": "请修复",
}


async def a_draft(database: Database, **fields: object) -> TicketRecord:
    async with database.write() as session:
        made = await new_ticket(session, office="anhui", channel="phone", offices=OFFICES, now=NOW, actor="an")
        changes = check(fields)
        return await change(session, made.number, version=made.version, changes=changes, actor="an", now=NOW)


async def register(database: Database, ticket: TicketRecord, step: Move = Move.REGISTER) -> TicketRecord:
    async with database.write() as session:
        return await make_move(
            session,
            ticket.number,
            version=ticket.version,
            step=step,
            role=Actor.AGENT,
            actor="an",
            note={},
            rules=RULES,
            now=NOW,
        )


@pytest.mark.parametrize("step", [Move.REGISTER, Move.ANSWER_AT_ONCE])
async def test_a_ticket_without_the_id_number_is_not_registered(database: Database, step: Move) -> None:
    ticket = await a_draft(database, **WHOLE)
    with pytest.raises(BarredMove, match="尚缺证件号码；来电人不愿提供的，可写明原因（9\\(一\\)）") as barred:
        await register(database, ticket, step)
    assert [(bar.code, bar.places) for bar in barred.value.bars] == [(FIELDS_MISSING, ("caller.id_number",))]


@pytest.mark.parametrize("step", [Move.REGISTER, Move.ANSWER_AT_ONCE])
async def test_a_number_that_cannot_be_right_is_not_registered(database: Database, step: Move) -> None:
    caller = {**WHOLE["caller"], "id_number": "110105194912310021", "contact": "12 34"}  # type: ignore[dict-item]
    ticket = await a_draft(database, **{**WHOLE, "caller": caller})
    with pytest.raises(BarredMove, match="证件号码：校验码不符，号码中有误；请与来电人逐位核对") as barred:
        await register(database, ticket, step)
    places = [(bar.code, bar.places, bar.article) for bar in barred.value.bars]
    assert places == [
        ("field-unsound", ("caller.id_number",), "9(一)"),
        ("field-unsound", ("caller.contact",), "9(四)"),
    ]


async def test_what_was_pushed_without_its_fields_is_concluded_only_when_they_are_there(database: Database) -> None:
    house = House(database, RULES, now=NOW)
    number = (await a_draft(database, situation="楼道坡道损坏")).number
    for step in (Move.PUSH, Move.SIGN, Move.REPLY):
        await house.do(number, step)
    with pytest.raises(BarredMove, match="尚缺姓名、性别、证件号码、联系方式、具体诉求"):
        await house.do(number, Move.CONCLUDE)
    rest = {"not_given": {"caller.id_number": "来电人不愿提供"}, **WHOLE}
    async with database.write() as session:
        version = await house.version(number)
        await change(session, number, version=version, changes=check(rest), actor="an", now=NOW)
    assert (await house.do(number, Move.CONCLUDE)).state is State.CONCLUDED


async def test_the_stated_reason_stands_in_for_it(database: Database) -> None:
    ticket = await a_draft(database, **WHOLE, not_given={"caller.id_number": "来电人不愿提供"})
    assert ticket.not_given == {"caller.id_number": "来电人不愿提供"} and not ticket.extra
    assert (await register(database, ticket)).state is State.OPEN


async def test_the_value_clears_the_reason_and_an_empty_reason_clears_itself(database: Database) -> None:
    ticket = await a_draft(database, not_given={"caller.id_number": "不愿提供", "caller.name": "匿名"})
    async with database.write() as session:
        changes = check({"caller": {"id_number": "11010519491231002X"}, "not_given": {"caller.name": ""}})
        ticket = await change(session, ticket.number, version=ticket.version, changes=changes, actor="an", now=NOW)
    assert ticket.not_given == {}


async def test_a_situation_cannot_be_withheld(database: Database) -> None:
    without = {name: value for name, value in WHOLE.items() if name != "situation"}
    reasons = {"situation": "不愿说", "caller.id_number": "不愿提供"}
    ticket = await a_draft(database, **without, not_given=reasons)
    async with database.read() as session:
        found = await standing(session, ticket.number, RULES, role=Actor.AGENT, now=NOW)
    assert found.presents[0].missing == ("situation",)


def test_reasons_are_checked_like_other_texts() -> None:
    for raw in ({"Caller Name": "x"}, {"caller.name": "x" * 501}, {"caller.name": "a\x00"}, ["caller.name"]):
        with pytest.raises(InvalidField, match="not_given"):
            check({"not_given": raw})


@pytest.mark.parametrize("regulation", known())
def test_what_names_the_person_may_be_withheld_and_nothing_else(regulation: str) -> None:
    for field in load(regulation).fields:
        assert field.may_be_withheld is field.id.startswith("caller."), field.id
