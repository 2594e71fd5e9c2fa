"""Without a sign-in: how one's own case stands, few tries, no personal data; answers that are open to everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest

from store.engine import Database
from store.users import NewUser, Role, add_user
from tests.web.house import Answer, House, Person
from tests.web.test_ticket_life import move, registered
from ticketing.casework import knowledge_base as base
from ticketing.casework.knowledge_base import Wording
from workdays.calendar import Calendar

ASK = "/api/v1/public/progress"
PRIVATE = ("张三", "坡道", "1385", "蜀山区残联")


async def a_case(house: House) -> tuple[str, str]:
    """A case that is being handled, and the last digits of its caller's number."""
    agent = await house.person("agent")
    ticket = await registered(house, agent, **{"caller.number": "13855112345", "title": "坡道被占用"})
    await move(agent, ticket["number"], "accept")
    await move(agent, ticket["number"], "transfer", note={"unit": "蜀山区残联"})
    return str(ticket["number"]), "2345"


async def asked(person: Person, ticket: str, digits: str, **headers: str) -> Answer:
    return await person.post(ASK, {"ticket": ticket, "digits": digits}, **headers)


async def test_whoever_knows_number_and_digits_is_told_state_and_dates_and_no_more(house: House) -> None:
    number, digits = await a_case(house)
    stranger = await house.person()
    spaced = f"{number[:6]} {number[6:10]} {number[10:]}"
    for typed in (number, spaced):
        told = await asked(stranger, typed, digits)
        assert told.body == {
            "state": "handling", "label": "正在办理", "received": "2026-11-23", "since": "2026-11-23",
            "office": "合肥市",
        }  # fmt: skip
    assert (await asked(stranger, number, digits, **{"Accept-Language": "ko"})).body["label"] == "처리 중"
    assert not [word for word in PRIVATE if word.encode() in told.raw]


async def test_a_wrong_number_and_wrong_digits_get_the_same_answer(house: House) -> None:
    number, digits = await a_case(house)
    stranger = await house.person()
    answers = [await asked(stranger, *pair) for pair in ((number, "0000"), ("261123010099990", digits), ("x", digits))]
    assert {(one.status, one.raw) for one in answers} == {(404, answers[0].raw)}
    assert (await asked(stranger, number, "12345")).status == 422


async def test_after_five_wrong_tries_a_case_is_closed_for_a_day_whoever_asks_and_however_it_is_spelled(
    house: House,
) -> None:
    number, digits = await a_case(house)
    one, other = await house.person(), await house.person()
    for spelled in (number, f" {number}", f"{number[:6]}-{number[6:]}", number, f"{number} "):
        assert (await asked(one, spelled, "0000")).status == 404
    closed = await asked(other, number, digits)
    assert (closed.status, closed.code) == (429, "too-many-tries") and int(closed.headers["Retry-After"]) > 80_000
    assert "1440" in closed.body["error"]["mend"]
    house.clock.move(24 * 3600 + 1)
    assert (await asked(other, number, digits)).status == 200


async def test_a_case_without_a_number_on_file_is_told_by_telephone_only(house: House) -> None:
    agent, stranger = await house.person("agent"), await house.person()
    made = (await agent.post("/api/v1/tickets", {"channel": "sms"})).body
    assert (await asked(stranger, made["number"], "0000")).status == 404


@pytest.mark.parametrize(
    ("language", "title"), [("zh-CN", "查询办理进度"), ("ko", "처리 상황 조회"), ("en", "How does my case")]
)
async def test_the_page_works_without_scripts_in_each_language(house: House, language: str, title: str) -> None:
    number, digits = await a_case(house)
    stranger = await house.person()
    empty = await stranger.get(f"/progress?language={language}")
    text = empty.raw.decode()
    assert empty.status == 200 and f'<html lang="{language}">' in text and title in text
    assert "<script" not in text and "script-src" not in empty.headers["Content-Security-Policy"]
    labels, fields = re.findall(r'<label for="(\w+)"', text), re.findall(r'<input id="(\w+)"', text)
    assert labels == fields == ["ticket", "digits", "q"]
    told = await sent(stranger, language, ticket=number, digits=digits)
    assert told.status == 200 and 'role="status"' in told.raw.decode() and "2026-11-23" in told.raw.decode()
    assert not [word for word in PRIVATE if word in told.raw.decode()]
    wrong = await sent(stranger, language, ticket="<b>1", digits="0000")
    assert wrong.status == 404 and 'role="alert"' in wrong.raw.decode() and "<b>1" not in wrong.raw.decode()


async def sent(person: Person, language: str, **fields: str) -> Answer:
    async with person.browser.post(f"/progress?language={language}", data=fields) as answer:
        return Answer(answer.status, None, answer.headers, await answer.read())


async def test_answers_are_open_to_everybody_once_they_are_released_and_opened(house: House) -> None:
    stranger = await house.person()
    opened = await an_entry(house.database, house.clock.now(), "轮椅补贴怎么申请", public=True)
    await an_entry(house.database, house.clock.now(), "轮椅内部口径", public=False)
    found = (await stranger.get("/api/v1/public/answers?q=轮椅")).body["items"]
    assert [one["title"] for one in found] == ["轮椅补贴怎么申请"] and "written_by" not in found[0]
    page = (await stranger.get("/progress?language=zh-CN&q=轮椅")).raw.decode()
    assert "向街道残联申请" in page and "内部口径" not in page
    async with house.database.write() as session:
        await base.show_to_all(session, opened, public=False, actor="chief", now=house.clock.now())
    assert (await stranger.get("/api/v1/public/answers?q=轮椅")).body["items"] == []


async def an_entry(database: Database, now: Any, title: str, *, public: bool) -> str:
    """Released; two others have read it."""
    async with database.write() as session:
        for name in ("li", "wang", "zhao"):
            if public:
                new = NewUser(username=name, name=name, password="x" * 12, role=Role.AGENT, office="hefei")
                await add_user(session, new, now=now)
        entry = await base.write(
            session, Wording(title=title, answer="向街道残联申请。", basis="皖残联〔2020〕1号"), packs=(),
            calendar=Calendar(), actor="li", now=now,
        )  # fmt: skip
        for reader in ("wang", "zhao"):
            await base.read_by(session, entry.id, by=reader, note="", now=now)
        await base.release(session, entry.id, packs=(), actor="wang", now=now)
        await base.show_to_all(session, entry.id, public=public, actor="wang", now=now)
    return entry.id
