"""Who answers, and why: each kind of evidence, in its order, on the site of Anhui."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.site import load
from routing import snapshot
from routing.decide import decide, decide_answered, history_may_decide
from routing.decision import Decision, Evidence, History
from workdays.hours import Hours
from workdays.zone import SHANGHAI

PLAN = load(Path(__file__).parents[2] / "sites" / "anhui.toml").plan
OPEN = datetime(2026, 9, 23, 9, 0, tzinfo=SHANGHAI)
BENGBU_MOBILE, FUYANG_MOBILE, BEIJING_MOBILE, CHAOHU_MOBILE = "13003020000", "13004010000", "13000100000", "19223500000"


def route(
    dialed: str = "12385",
    caller: str | None = None,
    *,
    trunk: str | None = "province",
    last: str | None = None,
    now: datetime = OPEN,
) -> Decision:
    return decide(dialed=dialed, trunk=trunk, caller=caller, history=History(last_office=last), now=now, plan=PLAN)


@pytest.mark.parametrize(
    ("decision", "office", "evidence"),
    [
        (route("055112385"), "hefei", Evidence.DIALED_AREA),
        (route("056512385"), "hefei", Evidence.DIALED_AREA),
        (route("055012385"), "chuzhou", Evidence.DIALED_AREA),
        (route(trunk="hefei"), "hefei", Evidence.TRUNK_AREA),
        (route(caller="05523012345"), "bengbu", Evidence.CALLER_LANDLINE),
        (route(caller=BENGBU_MOBILE), "bengbu", Evidence.CALLER_MOBILE),
        (route(caller=CHAOHU_MOBILE), "hefei", Evidence.CALLER_MOBILE),
        (route(caller="19999999999", last="wuhu"), "wuhu", Evidence.LAST_SERVED),
        (route(caller=None), "anhui", Evidence.DEFAULT),
        (route("055112385", "05523012345", last="wuhu"), "hefei", Evidence.DIALED_AREA),
        (route(caller="05523012345", trunk="hefei"), "hefei", Evidence.TRUNK_AREA),
        (route(caller=BENGBU_MOBILE, last="wuhu"), "bengbu", Evidence.CALLER_MOBILE),
    ],
)
def test_the_strongest_evidence_decides(decision: Decision, office: str, evidence: Evidence) -> None:
    assert (decision.office, decision.reason.evidence, decision.ask) == (office, evidence, None)


@pytest.mark.parametrize(
    ("decision", "evidence", "place"),
    [
        (route("02112385"), Evidence.DIALED_AREA, "上海市"),
        (route(caller="01065000000"), Evidence.CALLER_LANDLINE, "北京市"),
        (route(caller=BEIJING_MOBILE, last="wuhu"), Evidence.CALLER_MOBILE, "北京市"),
    ],
)
def test_evidence_from_outside_goes_to_the_home_office_and_says_so(
    decision: Decision, evidence: Evidence, place: str
) -> None:
    assert (decision.office, decision.ask, decision.reason.evidence) == ("anhui", None, evidence)
    assert place in decision.reason.detail and "home office anhui" in decision.reason.detail


@pytest.mark.parametrize(
    ("caller", "why"),
    [
        ("19900000000", "the home of the caller's mobile is not known"),
        (None, "the caller's number is hidden"),
        ("anonymous", "the caller's number is hidden"),
        ("+4930123456", "the caller's number is abroad"),
    ],
)
def test_the_home_office_by_default_comes_with_the_reason_why_nothing_pointed_elsewhere(
    caller: str | None, why: str
) -> None:
    decision = route(caller=caller)
    assert (decision.office, decision.reason.evidence) == ("anhui", Evidence.DEFAULT)
    assert decision.reason.detail.startswith(why) and "nothing else points to another office" in decision.reason.detail


def test_a_shared_area_code_alone_needs_a_question() -> None:
    decision = route("055812385")
    assert (decision.office, decision.ask) == ("anhui", ("bozhou", "fuyang"))
    chosen = decide_answered(office="fuyang", asked=decision, now=OPEN, plan=PLAN)
    assert (chosen.office, chosen.ask, chosen.reason.evidence) == ("fuyang", None, Evidence.ANSWERED_QUESTION)


def test_an_answer_that_was_not_offered_is_refused() -> None:
    with pytest.raises(ValueError, match="not among the offices asked about"):
        decide_answered(office="hefei", asked=route("055812385"), now=OPEN, plan=PLAN)


def test_weaker_evidence_spares_the_question_and_is_told() -> None:
    by_mobile = route("055812385", FUYANG_MOBILE)
    assert (by_mobile.office, by_mobile.ask, by_mobile.reason.evidence) == ("fuyang", None, Evidence.DIALED_AREA)
    assert any("caller-mobile" in step and "decides" in step for step in by_mobile.reason.steps)
    assert route("055812385", last="bozhou").office == "bozhou"
    assert route(caller="05582123456", last="bozhou").office == "bozhou"
    assert route("055812385", "05582123456", last="bozhou").office == "bozhou"


def test_weaker_evidence_for_a_third_place_does_not_spare_the_question() -> None:
    assert route("055812385", BENGBU_MOBILE, last="hefei").ask == ("bozhou", "fuyang")


def test_a_closed_office_stays_the_office_and_says_when_it_opens() -> None:
    decision = route("055112385", now=datetime(2026, 9, 30, 17, 30, tzinfo=SHANGHAI))
    assert (decision.office, decision.open) == ("hefei", False)
    assert decision.opens_at == datetime(2026, 10, 8, 8, 0, tzinfo=SHANGHAI)
    assert decision.overflow == ()


def test_only_open_offices_take_over_also_behind_closed_ones() -> None:
    offices = dict(PLAN.offices)
    offices["anhui"] = replace(offices["anhui"], overflow=("wuhu",))
    offices["wuhu"] = replace(offices["wuhu"], hours=Hours(always=True))
    plan = replace(PLAN, offices=offices)
    midnight = datetime(2026, 9, 23, 0, 0, tzinfo=SHANGHAI)
    decision = decide(dialed="055112385", trunk=None, caller=None, history=None, now=midnight, plan=plan)
    assert (decision.open, decision.overflow) == (False, ("wuhu",))
    by_day = decide(dialed="055112385", trunk=None, caller=None, history=None, now=OPEN, plan=plan)
    assert by_day.overflow == ("anhui", "wuhu")


def test_evidence_that_no_longer_exists_is_passed_over() -> None:
    assert route(trunk="gone", last="closed-down").reason.evidence is Evidence.DEFAULT


@given(
    dialed=st.one_of(st.text(), st.from_regex(r"\+?[0-9]{0,14}", fullmatch=True)),
    trunk=st.one_of(st.none(), st.text(), st.sampled_from(["province", "hefei"])),
    caller=st.one_of(st.none(), st.text(), st.from_regex(r"(\+86|0|1[3-9])[0-9]{0,12}", fullmatch=True)),
    last=st.one_of(st.none(), st.text(), st.sampled_from(sorted(PLAN.offices))),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - made aware below
)
def test_any_call_is_answered_by_an_office_that_exists(
    dialed: str, trunk: str | None, caller: str | None, last: str | None, now: datetime
) -> None:
    moment = now.replace(tzinfo=SHANGHAI)
    decision = route(dialed, caller, trunk=trunk, last=last, now=moment)
    assert decision == route(dialed, caller, trunk=trunk, last=last, now=moment)
    assert decision.office in PLAN.offices
    assert decision.ask is None or (len(decision.ask) > 1 and set(decision.ask) <= set(PLAN.offices))
    assert decision.open == (decision.opens_at is None)
    assert decision.office not in decision.overflow


@given(
    dialed=st.one_of(st.sampled_from(["12385", "055112385", "055812385", "057112385"]), st.text(max_size=12)),
    trunk=st.one_of(st.none(), st.sampled_from(["province", "hefei"])),
    caller=st.one_of(st.none(), st.sampled_from(["13805510001", "05582220001", "01065000000", "13805580001", "95588"])),
    last=st.one_of(st.none(), st.text(max_size=5), st.sampled_from(sorted(PLAN.offices))),
)
def test_where_no_history_could_decide_none_does(
    dialed: str, trunk: str | None, caller: str | None, last: str | None
) -> None:
    without = decide(dialed=dialed, trunk=trunk, caller=caller, history=None, now=OPEN, plan=PLAN)
    given_one = route(dialed, caller, trunk=trunk, last=last)
    if not history_may_decide(without):
        assert given_one == without


def test_a_plan_comes_back_from_its_snapshot_unchanged() -> None:
    data = json.loads(json.dumps(snapshot.to_data(PLAN)))
    assert snapshot.from_data(data) == PLAN
