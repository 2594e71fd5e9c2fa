"""Runs the situations of `tests/scenarios/*.toml`: what happened, when one looks, how each limit stands.

The words are those of the regulations, so that the officials who wrote them can read and add situations.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.desk_keys import run_keys
from tests.scenarios.desk_language import run_desk
from tests.scenarios.joined_levels import run_levels
from tests.scenarios.life_language import run, when
from tests.scenarios.routed_calls import run_dialling
from tests.scenarios.seat_days import run_seat_day
from tests.scenarios.several_tickets import run_calls, run_rates
from tests.scenarios.site_words import run_site
from tests.scenarios.telephone_days import run_day, run_volume
from tests.web.house import House
from ticketing import articles, packs
from ticketing.clocks.event import Event
from ticketing.clocks.run import clocks
from ticketing.clocks.state import ClockState, Status
from ticketing.pack import EventKind, Expiry
from workdays.calendar import Calendar

FOLDER = Path(__file__).parent
CALENDAR = Calendar()
TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?"
EVENT = re.compile(rf"({TIME}) (\S+?)(?: 至 ({TIME})| (\S+))?")
EXPECT = re.compile(rf"({TIME}) (\S+) (\S+)(?: 截止 ({TIME}))?(?: 后果 (\S+))?( 暂定)?")

EVENTS = {
    "受理": EventKind.ACCEPTED,
    "话务转接": EventKind.CALL_TRANSFERRED,
    "转办": EventKind.TRANSFERRED,
    "派发": EventKind.DISPATCHED,
    "推送": EventKind.PUSHED,
    "签收": EventKind.SIGNED,
    "联系": EventKind.CONTACTED,
    "申请退件": EventKind.RETURN_ASKED,
    "退件": EventKind.RETURNED,
    "答复": EventKind.REPLIED,
    "办结": EventKind.CONCLUDED,
    "不予受理": EventKind.REFUSED,
    "突发事项": EventKind.INCIDENT,
    "口头报告": EventKind.REPORTED_ORALLY,
    "书面报告": EventKind.REPORTED_IN_WRITING,
    "发布政策": EventKind.POLICY_RELEASED,
    "上传": EventKind.UPLOADED,
    "申请延期": EventKind.EXTENSION_ASKED,
    "同意延期": EventKind.EXTENSION_GRANTED,
    "恢复": EventKind.RESUMED,
    "定性": EventKind.CLASSIFIED,
}
BASED = {
    "立案": (EventKind.SUSPENDED, "filed-case"),
    "法定时限": (EventKind.LIMIT_SET, "statutory"),
    "承诺时限": (EventKind.LIMIT_SET, "promised"),
}
CLOCKS = {
    "答复": "reply",
    "办结": "conclude",
    "联系": "contact",
    "签收": "sign",
    "退件": "return",
    "流转": "forward",
    "口头报告": "report-oral",
    "书面报告": "report-written",
    "上传": "upload",
}
STANDS = {
    "计时中": (Status.RUNNING, False),
    "已提醒": (Status.WARNED, False),
    "已逾期": (Status.OVERDUE, True),
    "已中止": (Status.SUSPENDED, False),
    "按时完成": (Status.STOPPED, False),
    "逾期完成": (Status.STOPPED, True),
}
NATURES = {"咨询": "consultation", "求助": "help", "投诉": "complaint", "举报": "report", "建议": "suggestion"}
CONSEQUENCES = {"督办": Expiry.SUPERVISE, "催办": Expiry.URGE, "视同接收": Expiry.TACIT_ACCEPTANCE}


def event(text: str, situation: dict[str, Any]) -> Event:
    match = EVENT.fullmatch(text)
    assert match, f"cannot read the event {text!r}"
    at, word, until, more = match.groups()
    kind, basis = BASED[word] if word in BASED else (EVENTS[word], "")
    return Event(
        kind=kind,
        at=when(at),
        nature=NATURES.get(more or situation.get("matter", "")),
        complex=True if more == "复杂" else situation.get("complex"),
        urgent=situation.get("urgent"),
        until=when(until) if until else None,
        basis=basis,
    )


def situations(*, of: str) -> list[Any]:
    """Every situation that has this key."""
    return [
        pytest.param(path.stem, situation, id=f"{path.stem}: {situation['title']}")
        for path in sorted(FOLDER.glob("*.toml"))
        for situation in tomllib.loads(path.read_text(encoding="utf-8"))["situations"]
        if of in situation
    ]


@pytest.mark.parametrize(("regulation", "situation"), situations(of="story"))
def test_the_ticket_lives_as_the_regulation_says(regulation: str, situation: dict[str, Any]) -> None:
    run(regulation, situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="calls"))
def test_repeats_are_found_as_the_regulation_says(regulation: str, situation: dict[str, Any]) -> None:
    run_calls(regulation, situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="tickets"))
def test_rates_are_counted_as_the_regulation_says(regulation: str, situation: dict[str, Any]) -> None:
    run_rates(regulation, situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="came"))
def test_a_days_calls_are_accounted_for_as_the_regulation_says(regulation: str, situation: dict[str, Any]) -> None:
    run_day(situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="seat"))
def test_a_seats_day_is_told_as_the_regulation_wants(regulation: str, situation: dict[str, Any]) -> None:
    run_seat_day(situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="files"))
def test_statistics_of_several_levels_are_joined(regulation: str, situation: dict[str, Any]) -> None:
    run_levels(regulation, situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="volume"))
def test_a_volume_needs_what_the_regulation_wants_planned(regulation: str, situation: dict[str, Any]) -> None:
    run_volume(situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="routed"))
def test_a_call_is_answered_where_the_regulation_says(regulation: str, situation: dict[str, Any]) -> None:
    run_dialling(situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="has"))
def test_a_site_is_as_the_regulation_says(regulation: str, situation: dict[str, Any], tmp_path: Path) -> None:
    run_site(situation, tmp_path)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="desk"))
async def test_the_desk_guards_and_tells_what_the_regulation_says(
    regulation: str, situation: dict[str, Any], house: House
) -> None:
    await run_desk(house, regulation, situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="keys"))
def test_the_desk_is_worked_by_keys_as_the_regulation_wants(regulation: str, situation: dict[str, Any]) -> None:
    run_keys(situation)


@pytest.mark.parametrize(("regulation", "situation"), situations(of="events"))
def test_the_situation_ends_as_the_regulation_says(regulation: str, situation: dict[str, Any]) -> None:
    events = [event(text, situation) for text in situation["events"]]
    for text in situation["expect"]:
        match = EXPECT.fullmatch(text)
        assert match, f"cannot read the expectation {text!r}"
        states = clocks(pack=packs.load(regulation), events=events, calendar=CALENDAR, now=when(match[1]))
        by_id = {state.clock.id: state for state in states}
        check(text, match, by_id.get(CLOCKS[match[2]]))


def check(text: str, match: re.Match[str], state: ClockState | None) -> None:
    _, _, stands, due, consequence, provisional = match.groups()
    if stands == "未启动":
        assert state is None, text
        return
    assert state is not None, text
    assert (state.status, state.late) == STANDS[stands], f"{text}: {state.status}, due {state.due}, {state.notes}"
    if due:
        assert state.due == when(due), f"{text}: due {state.due}"
        assert state.deadline is not None and state.deadline.provisional == bool(provisional), text
    if consequence:
        assert state.clock.expiry is CONSEQUENCES[consequence], text


@pytest.mark.parametrize(("regulation", "situation"), situations(of="articles"))
def test_the_situation_cites_articles_that_exist(regulation: str, situation: dict[str, Any]) -> None:
    assert set(situation["articles"]) <= set(articles.read(regulation).expected)
