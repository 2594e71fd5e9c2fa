"""皖残联〔2020〕27号 as situations: who does what to a ticket, and what the regulation says to it."""

from __future__ import annotations

import pytest

from tests.life.case import Case
from ticketing.clocks.state import Status
from ticketing.errors import InvalidField
from ticketing.life.effects import Kind
from ticketing.life.judge import BarredMove
from ticketing.states import Actor, Move, State


def case(**more: str) -> Case:
    return Case("anhui-12385", **more)


def test_what_is_not_accepted_needs_a_ground_of_article_9_and_advice_for_the_caller() -> None:
    ticket = case()
    options = {
        option.id: option for need in ticket.offer(Move.REFUSE, Actor.AGENT).needs[:1] for option in need.options
    }
    assert set(options) == {"already-accepted", "dissatisfied-after-reply", "out-of-scope", "litigation"}
    assert all(option.article == "9(一)" and option.advice for option in options.values())
    with pytest.raises(InvalidField):
        ticket.try_(Move.REFUSE, Actor.AGENT, ground="i-do-not-like-it", told="yes")
    assert ticket.do(Move.REFUSE, Actor.AGENT, ground="litigation", told="yes").to is State.REFUSED
    assert not ticket.duties()


def test_a_refusal_that_nobody_was_told_of_stays_a_duty_and_is_not_archived() -> None:
    ticket = case()
    ticket.do(Move.REFUSE, Actor.AGENT, ground="out-of-scope", told="no")
    assert ticket.duties()["tell-refusal"].article == "9(一)"
    assert ticket.pass_time("2026-12-01 09:00") == ()
    ticket.do(Move.TELL, Actor.AGENT, about="refusal")
    assert not ticket.duties()
    assert [effect.kind for effect in ticket.pass_time("2027-01-04 09:00")] == [Kind.ARCHIVE]
    assert ticket.story.state is State.ARCHIVED


def test_the_own_office_answers_within_five_working_days_and_a_transfer_ends_that_clock() -> None:
    ticket = case(now="2026-09-01 09:00")
    ticket.do(Move.ACCEPT, Actor.AGENT)
    assert ticket.clocks() == {"reply": "2026-09-08 17:30:00"}
    ticket.do(Move.TRANSFER, Actor.AGENT, when="2026-09-02 10:00", unit="合肥市残联")
    assert ticket.clock("reply").status is Status.STOPPED
    assert ticket.clock("conclude").clock.limit.number == 20


def test_a_call_transferred_by_voice_is_to_be_concluded_in_five_working_days() -> None:
    ticket = case(now="2026-09-01 09:00").transferred(by="voice")
    assert ticket.clocks()["conclude"] == "2026-09-08 17:30:00"


def test_one_extension_is_for_everybody_and_a_second_for_especially_complex_matters() -> None:
    ticket = case(now="2026-09-01 09:00").transferred()
    first = ticket.clock("conclude").first_due
    ticket.do(Move.ASK_EXTENSION, Actor.CITY_SEAT, when="2026-09-20 09:00", reason="需鉴定")
    ticket.do(Move.GRANT_EXTENSION)
    assert ticket.clock("conclude").extensions == 1 and ticket.clock("conclude").due > first
    assert ticket.bars(Move.ASK_EXTENSION, Actor.CITY_SEAT) == [("extensions-used-up", "9(三)")]
    ticket.do(Move.CLASSIFY, complex="yes")
    ticket.do(Move.ASK_EXTENSION, Actor.CITY_SEAT, reason="仍需鉴定")
    ticket.do(Move.GRANT_EXTENSION)
    assert ticket.clock("conclude").extensions == 2
    assert ticket.bars(Move.ASK_EXTENSION, Actor.CITY_SEAT) == [("extensions-used-up", "9(三)")]


def test_an_extension_is_asked_for_before_expiry_to_the_second() -> None:
    ticket = case(now="2026-09-01 09:00").transferred()
    last = f"{ticket.clock('conclude').due:%Y-%m-%d %H:%M:%S}"
    assert last.endswith("17:30:00")
    ticket.now = ticket.clock("conclude").due
    assert not ticket.bars(Move.ASK_EXTENSION, Actor.CITY_SEAT)
    ticket.now = ticket.now.replace(second=1)
    assert ticket.bars(Move.ASK_EXTENSION, Actor.CITY_SEAT) == [("extension-too-late", "9(三)")]
    with pytest.raises(BarredMove, match="时限已过"):
        ticket.try_(Move.ASK_EXTENSION, Actor.CITY_SEAT, reason="晚了")


def test_a_request_that_waits_for_its_decision_cannot_be_made_twice() -> None:
    ticket = case().transferred()
    ticket.do(Move.ASK_EXTENSION, Actor.CITY_SEAT)
    assert ticket.bars(Move.ASK_EXTENSION, Actor.CITY_SEAT) == [("extension-pending", "")]
    ticket.do(Move.DENY_EXTENSION, reason="理由不足")
    assert ticket.clock("conclude").extensions == 0
    assert ticket.bars(Move.GRANT_EXTENSION) == [("nothing-asked", "")]


def test_an_overdue_city_is_urged_once_and_warned_before() -> None:
    ticket = case(now="2026-09-01 09:00").transferred()
    clock = ticket.clock("conclude")
    ticket.now = clock.deadline.warn_at  # type: ignore[union-attr,assignment]
    (warned,) = ticket.due()
    assert (warned.kind, warned.move) == (Kind.WARN, None)
    late = f"{clock.due:%Y-%m-%d} 17:30:01"
    (urged,) = ticket.pass_time(late)
    assert (urged.kind, urged.move, urged.note["clock"]) == (Kind.URGE, Move.URGE, "conclude")
    assert [effect.key for effect in ticket.due()] == [urged.key]


def test_it_is_concluded_when_the_caller_is_satisfied_or_the_reply_is_lawful() -> None:
    ticket = case().transferred()
    ticket.do(Move.SIGN, Actor.CITY_SEAT)
    ticket.do(Move.REPLY, Actor.CITY_SEAT, text="已修好")
    (need, _) = ticket.offer(Move.CONCLUDE).needs
    assert [option.id for option in need.options] == ["satisfied", "basically-satisfied", "lawful"]
    assert {option.article for option in need.options} == {"9(五)"}
    ticket.do(Move.RATE, Actor.CALLER, rating="dissatisfied")
    assert [option.id for option in ticket.offer(Move.CONCLUDE).needs[0].options] == ["lawful"]
    with pytest.raises(InvalidField):
        ticket.try_(Move.CONCLUDE, condition="satisfied")
    assert ticket.do(Move.CONCLUDE, condition="lawful").to is State.CONCLUDED


def test_a_visit_that_finds_it_undone_leads_to_a_redo_whose_clock_runs_anew() -> None:
    ticket = case(now="2026-09-01 09:00").concluded()
    assert ticket.clock("conclude").status is Status.STOPPED
    ticket.do(Move.REVISIT, Actor.AGENT, when="2026-10-12 09:00", rating="dissatisfied", service="satisfied")
    ticket.do(Move.REDO, reason="回访发现未落实")
    assert ticket.story.state is State.HANDLING
    assert ticket.clock("conclude").started == ticket.now
    assert ticket.clock("conclude").status is Status.RUNNING


def test_article_11_names_the_grounds_of_supervision() -> None:
    ticket = case().transferred()
    grounds = ticket.offer(Move.SUPERVISE).needs[0].options
    assert [(one.id, one.article) for one in grounds] == [
        ("not-carried-out", "11(一)"),
        ("long-unresolved", "11(二)"),
        ("false-handling", "11(三)"),
        ("procedure-breached", "11(四)"),
        ("other", "11(五)"),
    ]
    ticket.do(Move.SUPERVISE, ground="false-handling")
    assert ticket.story.supervised == ("false-handling",)
    with pytest.raises(InvalidField):
        ticket.try_(Move.SUPERVISE, ground="false-handling")


def test_there_are_no_returns_grades_or_signatures_in_this_regulation() -> None:
    ticket = case().transferred()
    assert ticket.bars(Move.ASK_RETURN, Actor.UNIT) == [("no-return", "")]
    assert ticket.bars(Move.SIGN_OFF, Actor.LEADER) == [("no-sign-off", "")]


def test_a_concluded_ticket_is_archived_by_itself() -> None:
    ticket = case(now="2026-09-01 09:00").concluded()
    assert ticket.pass_time("2026-09-30 09:00") == ()
    assert [effect.kind for effect in ticket.pass_time("2026-10-01 09:00")] == [Kind.ARCHIVE]
    assert ticket.story.state is State.ARCHIVED
