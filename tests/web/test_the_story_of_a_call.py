"""The story of a call in sentences: what was decided, said and pressed; and what it keeps from who may not read it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from hotline.said import said_from, said_in
from store.facts import CallFact, FactKind
from tests.web.house import BOOK, House, a_site
from web.texts.story import moment

AT = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
CALLER = "05511234567"


def played(prompt: str, *, language: str = "zh", complete: bool = True, **params: str) -> CallFact:
    data = {"prompt": prompt, "language": language, "params": params, "complete": complete}
    return CallFact(call_id="1795.1", at=AT + timedelta(seconds=3), kind=FactKind.PROMPT_PLAYED, data=data)


def test_a_prompt_is_told_by_what_it_said_at_its_time() -> None:
    said = said_in(BOOK)
    closed = played("closed-opens", office="hefei", opens_at="2026-11-19T08:00:00+08:00")
    assert said(closed) == "现在是合肥市的非工作时间。下次接听来电的时间是，明天上午8点。"
    assert said(played("progress-since", date="2026-11-17")) == "以上情况的日期是，11月17日。"
    assert said(played("greeting", language="ko")) == "안녕하십니까. 12385 장애인 서비스 상담 전화입니다."


@pytest.mark.parametrize(
    "fact",
    [
        played("no-such-prompt"),
        played("greeting", language="fr"),
        played("closed-opens", office="atlantis", opens_at="soon"),
        CallFact(call_id="1795.1", at=AT, kind=FactKind.PROMPT_PLAYED, data={}),
        CallFact(call_id="1795.1", at=AT, kind=FactKind.ENDED, data={}),
    ],
)
def test_what_the_book_cannot_tell_is_left_out(fact: CallFact) -> None:
    assert said_in(BOOK)(fact) is None


def test_a_desk_without_prepared_prompts_tells_the_rest(tmp_path: object) -> None:
    assert said_from(tmp_path / "nothing")(played("greeting")) is None  # type: ignore[operator]


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        (
            "routed",
            {"office": "hefei", "evidence": "dialed-area"},
            "确定受理单位：合肥市，依据：拨打的区号",
        ),
        (
            "routed",
            {"office": "hefei", "open": False, "evidence": "default"},
            "确定受理单位：合肥市，非工作时间，依据：无归属线索，由省级座席受理",
        ),
        ("prompt-played", {"prompt": "greeting", "complete": False}, "播放语音提示：您好。（未播完）"),
        ("key-pressed", {"digits": "1"}, "来电人按键：1"),
        ("language-chosen", {"language": "ko"}, "选择语言：朝鲜语"),
        ("message-left", {"seconds": 12.4}, "留言：12 秒"),
        (
            "handed-on",
            {"seat": "anhui-01", "to": "hefei"},
            "座席将来电转接至其他单位：合肥市，anhui-01",
        ),
        ("answered", {"office": "hefei", "seat": "hefei-01"}, "座席接听：合肥市，hefei-01"),
        ("ended", {"cause": 16}, "通话结束"),
        ("ended", {"cause": None, "lost": True}, "通话结束：系统中断"),
        ("made-up-later", {}, "made-up-later"),
    ],
)
def test_each_moment_says_what_it_was_about(kind: str, data: dict[str, object], told: str) -> None:
    assert moment(kind, data, a_site(), "zh-CN", said="您好。") == told


async def test_a_number_read_back_to_the_caller_is_sealed_and_masked(house: House) -> None:
    arrived = {"dialed": "055112385", "caller": CALLER, "trunk": "t", "channel": "c"}
    facts = [
        CallFact(call_id="1795.1", at=AT, kind=FactKind.ARRIVED, data=arrived),
        played("callback-confirm", number=CALLER),
        CallFact(call_id="1795.1", at=AT + timedelta(seconds=9), kind=FactKind.ENDED, data={}),
    ]
    house.facts = facts
    await house.store_facts()
    async with house.database.read() as session:
        rows = (await session.execute(text("SELECT data FROM call_fact"))).scalars().all()
    assert rows and all(CALLER not in str(row) for row in rows)
    reader = await house.person("boss")
    path = "/api/v1/calls/1795.1"
    detail = (await reader.get(path)).body
    assert CALLER not in str(detail) and "0551" not in str(detail["timeline"][1])
    assert detail["timeline"][1]["text"] == "播放语音提示"
    opened = (await reader.post(f"{path}/look", {"reason": "核对回电号码"})).body
    assert "号码是，0551 123 4567。" in opened["timeline"][1]["text"]
