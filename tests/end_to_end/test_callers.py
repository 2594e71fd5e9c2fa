"""Callers of every kind on the whole hotline: where they land, what they hear, what is on record of them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from recordings.names import Kind
from store.facts import FactKind
from tests.end_to_end.conftest import CALLER_HZ
from tests.end_to_end.record import Record, prompts, tone_level
from tests.end_to_end.stack import CLOSED, Stack
from ticketing.states import State

pytestmark = pytest.mark.asterisk


async def routed(hotline: Stack, record: Record, *, dialed: str, caller: str, **wishes: Any) -> dict[str, Any]:
    """Where this caller was sent, and why."""
    async with hotline.on_the_line(dialed=dialed, caller=caller, **wishes):
        await record.told(caller, FactKind.ROUTED)
    return dict((await record.fact(caller, FactKind.ROUTED)).data)


async def test_an_area_code_in_front_leads_to_that_city(hotline: Stack, record: Record) -> None:
    fact = await routed(hotline, record, dialed="055112385", caller="13805560201")
    assert (fact["office"], fact["evidence"], fact["open"]) == ("hefei", "dialed-area", True)


async def test_the_retired_area_0565_leads_to_hefei(hotline: Stack, record: Record) -> None:
    assert (await routed(hotline, record, dialed="056512385", caller="13805560202"))["office"] == "hefei"


async def test_the_trunk_of_hefei_speaks_for_a_caller_with_no_area_code(hotline: Stack, record: Record) -> None:
    fact = await routed(hotline, record, dialed="12385", caller="01066550203", source="127.0.0.3")
    assert (fact["office"], fact["evidence"]) == ("hefei", "trunk-area")


async def test_a_hidden_number_is_answered_by_the_province_and_has_a_record(hotline: Stack, record: Record) -> None:
    async with hotline.on_the_line(dialed="12385", caller="anonymous"):
        call_id = await hidden_call(record)
        facts = await record.fact_of(call_id, FactKind.ROUTED)
    assert (facts.data["office"], facts.data["evidence"]) == ("anhui", "default")
    assert (await record.end_of(call_id)).caller is None


async def test_only_callers_of_0558_are_asked_and_their_key_decides(hotline: Stack, record: Record) -> None:
    number = "05582220204"
    async with hotline.on_the_line(dialed="055812385", caller=number) as caller:
        await record.heard(number, "recording-notice")
        await record.heard(number, "area-question")
        caller.press("2")
        await record.told(number, FactKind.ROUTED, office="fuyang")
    decided = await record.fact(number, FactKind.ROUTED, office="fuyang")
    assert decided.data["evidence"] == "answered-question"


async def test_silence_at_the_question_leads_to_the_province(hotline: Stack, record: Record) -> None:
    number = "05582220205"
    async with hotline.on_the_line(dialed="055812385", caller=number):
        await record.heard(number, "area-unanswered", limit_s=60)
        await record.told(number, FactKind.HANDED_OVER)
    played = await record.fact(number, FactKind.PROMPT_PLAYED, prompt="area-unanswered")
    handed = await record.fact(number, FactKind.HANDED_OVER)
    assert played.data["params"]["office"] == "anhui"
    assert "anhui:" in handed.data["packed"]


async def test_off_hours_the_next_opening_is_spoken_on_record_and_a_message_becomes_a_ticket(
    hotline: Stack, record: Record, caller_tone: Path
) -> None:
    hotline.set_clock(CLOSED)
    number = "13805510206"
    async with hotline.on_the_line(dialed="055112385", caller=number, audio=caller_tone) as caller:
        await record.heard(number, "closed-opens", limit_s=60)
        caller.press("1")
        await record.heard(number, "message-begin", limit_s=60)
        await asyncio.sleep(4)  # the length of the message
        caller.press("#")
        await record.heard(number, "message-saved")
    await record.fact(number, FactKind.MESSAGE_LEFT)
    closed = await record.fact(number, FactKind.PROMPT_PLAYED, prompt="closed-opens")
    assert closed.data["complete"] is True
    assert closed.data["params"]["opens_at"].startswith("2026-11-19T08:00")

    call = await record.ended(number)
    assert call.outcome == "message"
    message = await record.recording(call.id)
    assert message.kind is Kind.MESSAGE
    assert tone_level(record.samples(message)[:, 0], CALLER_HZ) > 0.9
    ticket = await record.ticket_of(call.id)
    assert ticket is not None
    assert (ticket.state, ticket.title, ticket.office) == (State.OPEN, "语音留言", "hefei")
    assert message.tickets == (ticket.number,)


@pytest.mark.parametrize(
    ("dialed", "number", "key", "office"),
    [("12385", "01066550212", None, "anhui"), ("055812385", "05582220213", "2", "fuyang")],
)
async def test_off_hours_a_closed_office_is_told_of_however_the_caller_came_to_it(
    hotline: Stack, record: Record, dialed: str, number: str, key: str | None, office: str
) -> None:
    hotline.set_clock(CLOSED)
    async with hotline.on_the_line(dialed=dialed, caller=number) as caller:
        if key:
            await record.heard(number, "area-question")
            caller.press(key)
        await record.heard(number, "closed-opens", limit_s=60)
    closed = await record.fact(number, FactKind.PROMPT_PLAYED, prompt="closed-opens")
    assert closed.data["params"] == {"office": office, "opens_at": "2026-11-19T08:00:00+08:00"}
    assert closed.data["complete"] is True


async def test_off_hours_a_caller_may_ask_to_be_called_back(hotline: Stack, record: Record) -> None:
    hotline.set_clock(CLOSED)
    number = "13805510207"
    async with hotline.on_the_line(dialed="055112385", caller=number) as caller:
        await record.heard(number, "closed-opens", limit_s=60)
        caller.press("2")
        await record.heard(number, "callback-confirm", limit_s=60)
        caller.press("1")
        await record.told(number, FactKind.CALLBACK_ASKED)
    asked = await record.fact(number, FactKind.CALLBACK_ASKED)
    await record.fact(number, FactKind.KEY_PRESSED)
    assert asked.data["number"] == number
    call = await record.ended(number)
    ticket = await record.ticket_of(call.id)
    assert ticket is not None
    assert (ticket.state, ticket.title) == (State.OPEN, "请求回电")


async def test_with_nobody_signed_in_who_stays_silent_is_told_so_is_thanked_and_is_owed_a_call(
    hotline: Stack, record: Record
) -> None:
    number = "13805510208"
    report = await hotline.caller(dialed="055112385", caller=number, length_s=180).call()
    assert report.ended_by == "hotline", "and not round and round"
    call = await record.ended(number)
    facts = await record.facts(call.id)
    asked = ["closed-emergency", "closed-choices", "wait-choice"]
    assert prompts(facts) == [
        *("greeting", "recording-notice", "connecting", "nobody-there", *asked, "no-input", *asked),
        *("message-begin", "message-not-saved", "call-again", "goodbye"),
    ]
    assert all(fact.data["complete"] for fact in facts if fact.kind is FactKind.PROMPT_PLAYED)
    assert (call.outcome, await record.ticket_of(call.id)) == ("abandoned", None)
    owed = hotline.hotline("report", "calls")["owed"]
    assert [(one["outcome"], one["why"]) for one in owed if one["call"] == call.id] == [("abandoned", "no-ticket")]


async def test_when_the_hours_end_before_anybody_came_the_next_opening_is_spoken_and_a_message_taken(
    hotline: Stack, record: Record, caller_tone: Path
) -> None:
    number = "13805510211"
    async with hotline.on_the_line(dialed="055112385", caller=number, audio=caller_tone) as caller:
        await record.told(number, FactKind.ROUTED, open=True)
        hotline.set_clock(CLOSED)
        await record.heard(number, "closed-opens", limit_s=60)
        caller.press("1")
        await record.heard(number, "message-begin", limit_s=60)
        await asyncio.sleep(4)  # the length of the message
        caller.press("#")
        await record.heard(number, "message-saved")
    closed = await record.fact(number, FactKind.PROMPT_PLAYED, prompt="closed-opens")
    assert closed.data["complete"] is True
    assert closed.data["params"] == {"office": "hefei", "opens_at": "2026-11-19T08:00:00+08:00"}
    call = await record.ended(number)
    assert "nobody-there" not in prompts(await record.facts(call.id))
    assert call.outcome == "message"
    ticket = await record.ticket_of(call.id)
    assert ticket is not None
    assert (ticket.state, ticket.title, ticket.office) == (State.OPEN, "语音留言", "hefei")


@pytest.mark.parametrize("seconds", [0.0, 1.0, 3.0, 6.0, 12.0])
async def test_a_caller_who_hangs_up_at_any_moment_has_a_record(hotline: Stack, record: Record, seconds: float) -> None:
    number = f"1380551030{int(seconds) % 10}"
    report = await hotline.caller(dialed="055112385", caller=number, length_s=max(seconds, 0.05)).call()
    assert report.ended_by == "caller"
    call = await record.ended(number)
    assert call.dialed == "055112385"
    assert call.ended_at is not None


async def test_noise_on_the_keys_changes_nothing(hotline: Stack, record: Record) -> None:
    keys = [(0.2 * n, key) for n, key in enumerate("*95#0*17", 1)]
    fact = await routed(hotline, record, dialed="055112385", caller="13805510209", keys=keys)
    assert fact["office"] == "hefei"


async def test_ten_callers_at_once_each_have_their_own_record(hotline: Stack, record: Record) -> None:
    numbers = [f"1380551040{n}" for n in range(10)]
    callers = [hotline.caller(dialed="12385", caller=number, length_s=4) for number in numbers]
    reports = await asyncio.gather(*(caller.call() for caller in callers))
    assert all(report.answered for report in reports)
    calls = [await record.ended(number) for number in numbers]
    assert len({call.id for call in calls}) == 10


async def hidden_call(record: Record) -> str:
    """The call of a caller whose number is hidden that is going on now."""

    async def look() -> str | None:
        going_on = (call.id for call in await record.calls() if call.ended_at is None and call.caller is None)
        return next(going_on, None)

    return await record.when(look, "a call that goes on")
