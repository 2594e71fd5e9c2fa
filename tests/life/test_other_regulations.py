"""Tickets in Anhui's 12345, Yanbian, Shanghai and the national plan, where they differ from Anhui's 12385."""

from __future__ import annotations

import pytest

from tests.life.case import Case
from ticketing.clocks.state import Status
from ticketing.errors import InvalidField
from ticketing.life.effects import Kind
from ticketing.states import Actor, Move, State


def test_anhui_12345_a_return_needs_reason_and_legal_basis() -> None:
    ticket = Case("anhui-12345").transferred(unit="市医保局")
    with pytest.raises(InvalidField) as caught:
        ticket.try_(Move.ASK_RETURN, Actor.UNIT, reason="不属我局职责")
    assert caught.value.place == "note.basis"
    ticket.do(Move.ASK_RETURN, Actor.UNIT, reason="不属我局职责", basis="三定方案")
    assert ticket.do(Move.GRANT_RETURN, reason="属实").to is State.RETURNED
    assert ticket.do(Move.TRANSFER, unit="市残联").to is State.TRANSFERRED
    assert ticket.clock("return").status is Status.RUNNING


def test_anhui_12345_who_does_not_return_in_two_days_has_accepted() -> None:
    ticket = Case("anhui-12345", now="2026-09-01 09:00").transferred()
    assert ticket.clocks()["return"].startswith("2026-09-03 23:59:59")
    assert Kind.TACIT_ACCEPTANCE not in [one.kind for one in ticket.pass_time("2026-09-03 23:59:59")]
    assert Kind.TACIT_ACCEPTANCE in [one.kind for one in ticket.pass_time("2026-09-04 00:00:00")]
    assert ticket.story.state is State.SIGNED
    assert ticket.bars(Move.ASK_RETURN, Actor.UNIT) == [("return-too-late", "16")]


def test_anhui_12345_a_return_asked_for_in_the_last_hour_keeps_tacit_acceptance_away() -> None:
    ticket = Case("anhui-12345", now="2026-09-01 09:00").transferred()
    ticket.do(Move.ASK_RETURN, Actor.UNIT, when="2026-09-03 23:10:00")
    assert Kind.TACIT_ACCEPTANCE not in [one.kind for one in ticket.pass_time("2026-09-05 09:00")]
    ticket.do(Move.DENY_RETURN, reason="属该单位职责")
    assert (ticket.story.state, ticket.story.improper_returns) == (State.SIGNED, 1)


def test_anhui_12345_a_reply_needs_the_leaders_signature_each_time_it_is_handled() -> None:
    ticket = Case("anhui-12345").transferred(grade="重点")
    ticket.do(Move.SIGN, Actor.UNIT)
    assert ticket.bars(Move.REPLY, Actor.UNIT) == [("not-signed-off", "24")]
    ticket.do(Move.SIGN_OFF, Actor.LEADER, signed_by="分管负责人")
    ticket.do(Move.REPLY, Actor.UNIT, text="已办理")
    ticket.do(Move.REDO, reason="未落实")
    assert ticket.bars(Move.REPLY, Actor.UNIT) == [("not-signed-off", "24")]


def test_anhui_12345_a_transfer_is_graded() -> None:
    ticket = Case("anhui-12345")
    ticket.do(Move.ACCEPT)
    with pytest.raises(InvalidField) as caught:
        ticket.try_(Move.TRANSFER, unit="市残联")
    assert caught.value.place == "note.grade" and "重点" in caught.value.mend


def test_anhui_12345_overdue_matters_are_urged_and_supervised_by_article_20() -> None:
    ticket = Case("anhui-12345", nature="consultation", now="2026-09-01 09:00").transferred()
    ticket.do(Move.SIGN, Actor.UNIT)
    ticket.do(Move.CONTACT, Actor.UNIT)
    found = ticket.pass_time("2026-09-05 00:00:00")
    assert [(one.kind, one.article) for one in found] == [(Kind.URGE, "17(一)"), (Kind.SUPERVISE, "20(二)")]
    assert ticket.story.supervised == ("overdue",)
    assert Kind.SUPERVISE not in [one.kind for one in ticket.due()]


def test_anhui_12345_each_of_two_extensions_is_no_longer_than_the_first_limit() -> None:
    ticket = Case("anhui-12345", nature="consultation", now="2026-09-01 09:00").transferred()
    for number in (1, 2):
        ticket.do(Move.ASK_EXTENSION, Actor.UNIT)
        ticket.do(Move.GRANT_EXTENSION, days="30")
        assert len(ticket.clock("conclude").deadline.counted) == 3 + 3 * number  # type: ignore[union-attr]
    assert ticket.bars(Move.ASK_EXTENSION, Actor.UNIT) == [("extensions-used-up", "18")]


def test_anhui_12345_one_matter_is_rated_once_and_a_bad_rating_is_visited_and_mended() -> None:
    ticket = Case("anhui-12345").concluded()
    ticket.do(Move.RATE, Actor.CALLER, rating="very-dissatisfied")
    assert ticket.bars(Move.RATE, Actor.CALLER) == [("rated-already", "25")]
    assert set(ticket.duties()) == {"visit-bad-rating"}
    ticket.do(Move.REVISIT, Actor.AGENT, rating="dissatisfied")
    assert set(ticket.duties()) == {"mend-bad-rating"}
    ticket.do(Move.REDO, reason="推动整改")
    assert not ticket.duties() and not ticket.story.ratings


def test_anhui_12345_units_work_together_under_a_lead() -> None:
    ticket = Case("anhui-12345").transferred(unit="市残联")
    ticket.do(Move.ADD_UNIT, unit="市医保局")
    ticket.do(Move.ADD_UNIT, unit="市教育局")
    assert (ticket.story.lead, ticket.story.helpers) == ("市残联", ("市医保局", "市教育局"))


def test_yanbian_counts_hours_from_the_push() -> None:
    ticket = Case("yanbian-12345", now="2026-09-30 22:30")
    ticket.do(Move.PUSH, Actor.SYSTEM, unit="州残联维权部")
    assert ticket.clocks() == {
        "sign": "2026-09-30 23:30:00",
        "contact": "2026-10-01 22:30:00",
        "return": "2026-09-30 23:30:00",
        "conclude": "2026-10-03 22:30:00",
    }
    found = ticket.pass_time("2026-09-30 23:30:01")
    by_clocks = [(one.clock, one.kind) for one in found if one.clock]
    assert by_clocks == [("sign", Kind.URGE), ("return", Kind.REPORT)]
    assert [(one.kind, one.article) for one in found if not one.clock] == [(Kind.SUGGEST, "四(四)")]
    assert ticket.story.state is State.TRANSFERRED, "this regulation knows no tacit acceptance"


def test_yanbian_an_extension_needs_both_consents_and_the_caller_is_told() -> None:
    ticket = Case("yanbian-12345", now="2026-09-01 09:00")
    ticket.do(Move.PUSH, Actor.SYSTEM, unit="州残联维权部")
    ticket.do(Move.SIGN, Actor.UNIT)
    ticket.do(Move.ASK_EXTENSION, Actor.UNIT, reason="需会商")
    with pytest.raises(InvalidField, match="尚缺州热线受理中心的同意"):
        ticket.try_(Move.GRANT_EXTENSION, approved_by="分管领导", until="2026-09-10T12:00:00+08:00", told="no")
    both = "分管领导,州热线受理中心"
    ticket.do(Move.GRANT_EXTENSION, approved_by=both, until="2026-09-10T12:00:00+08:00", told="no")
    assert ticket.clocks()["conclude"] == "2026-09-10 12:00:00"
    assert ticket.duties()["tell-extension"].article == "三(一)4"
    ticket.do(Move.TELL, Actor.UNIT, about="extension")
    assert not ticket.duties()


def test_yanbian_a_filed_case_overrides_the_hours_and_a_promise_does_not() -> None:
    ticket = Case("yanbian-12345", now="2026-09-01 09:00")
    ticket.do(Move.PUSH, Actor.SYSTEM, unit="州残联维权部")
    with pytest.raises(InvalidField):
        ticket.try_(Move.CLASSIFY, limit_basis="promised", until="2026-09-20T12:00:00+08:00")
    ticket.do(Move.CLASSIFY, limit_basis="filed-case", until="2026-09-20T12:00:00+08:00")
    assert ticket.clocks()["conclude"] == "2026-09-20 12:00:00"
    assert ticket.clocks()["sign"] == "2026-09-01 10:00:00"


def test_shanghai_forwards_contacts_and_replies_by_1_5_10() -> None:
    ticket = Case("shanghai-962200", now="2026-09-01 09:00")
    ticket.do(Move.ACCEPT)
    assert ticket.clocks()["forward"] == "2026-09-02 23:59:59"
    ticket.do(Move.TRANSFER, when="2026-09-02 09:00")
    assert ticket.clock("forward").status is Status.STOPPED and not ticket.clock("forward").late
    assert ticket.clocks()["contact"] == "2026-09-03 23:59:59"
    assert ticket.clocks()["reply"] == "2026-09-09 23:59:59"
    ticket.do(Move.CLASSIFY, complex="yes")
    assert ticket.clocks()["reply"] == "2026-09-16 23:59:59"


def test_shanghai_an_incident_is_reported_by_mouth_in_30_minutes_and_in_writing_in_2_hours() -> None:
    ticket = Case("shanghai-962200", now="2026-09-01 09:10").transferred()
    ticket.do(Move.INCIDENT, happened_at="2026-09-01T09:00:00+08:00", text="养老院起火")
    assert ticket.clocks()["report-oral"] == "2026-09-01 09:30:00"
    assert ticket.clocks()["report-written"] == "2026-09-01 11:00:00"
    ticket.do(Move.REPORT, Actor.UNIT, when="2026-09-01 09:25", how="oral")
    assert not ticket.clock("report-oral").late
    assert [(one.clock, one.kind) for one in ticket.pass_time("2026-09-01 11:00:01")] == [
        ("report-written", Kind.REPORT)
    ]


def test_shanghai_supervised_matters_owe_a_written_explanation_and_are_visited_one_by_one() -> None:
    ticket = Case("shanghai-962200", now="2026-09-01 09:00").transferred()
    ticket.do(Move.SIGN, Actor.UNIT)
    found = ticket.pass_time("2026-09-09 00:00:00")
    assert {one.kind for one in found if one.clock} == {Kind.URGE, Kind.SUPERVISE}
    ticket.do(Move.REPLY, Actor.UNIT, text="已办")
    ticket.do(Move.CONCLUDE)
    assert {code: duty.article for code, duty in ticket.duties().items()} == {
        "explain:overdue": "12(一)",
        "visit-supervised": "13",
    }
    later = [one.kind for one in ticket.pass_time("2026-12-01 09:00")]
    assert Kind.ARCHIVE not in later, "what is owed keeps it out of the archive"
    ticket.do(Move.REPORT, Actor.UNIT, how="writing", text="说明")
    ticket.do(Move.REVISIT, Actor.AGENT, rating="satisfied")
    assert not ticket.duties()


def test_the_national_plan_sets_no_limits_and_knows_no_supervision() -> None:
    ticket = Case("national-12385").transferred()
    assert ticket.clocks() == {} and ticket.due() == ()
    assert ticket.bars(Move.SUPERVISE) == [("no-supervision", "")]
    assert ticket.bars(Move.ASK_EXTENSION, Actor.UNIT) == [("nothing-to-extend", "")]


def test_a_clock_set_back_undoes_nothing() -> None:
    ticket = Case("anhui-12345", now="2026-09-01 09:00").concluded()
    ticket.now = ticket.now.replace(year=2025)
    assert ticket.clock("conclude").status is Status.STOPPED
    assert ticket.due() == ()
