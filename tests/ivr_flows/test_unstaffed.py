"""Nobody is signed in along the chain, told as calls: no untruth, no endless round, and no silence at the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialplan.contract import Action
from ivr_flows.scripted import Step, hang_up, interrupt, press, silence, speak
from ivr_flows.unstaffed import MOST_WALKS
from store.facts import FactKind
from tests.ivr_flows.flow_desk import AT_NIGHT, Outcome, call, plan
from workdays.hours import Hours

IN_FORCE = "1|queue|zh|dialed-area|hefei:60,anhui:60"
ASKED = ["closed-emergency", "closed-choices", "wait-choice"]
NO_WORD = ["message-begin", "beep", "message-not-saved"]


def waits(*script: list[Step], **changes: object) -> Outcome:
    values = {"run": "still-waiting", "dialed": "055112385", "handover": IN_FORCE, "empty_walks": 1}
    return call(*script, **{**values, **changes})  # type: ignore[arg-type]


def ends(outcome: Outcome) -> bool:
    return outcome.handover is not None and outcome.handover.action is Action.DONE and outcome.heard[-1] == "goodbye"


def test_who_says_nothing_is_told_asked_twice_taken_to_the_message_and_thanked() -> None:
    outcome = waits()
    assert outcome.heard == ["nobody-there", *ASKED, "no-input", *ASKED, *NO_WORD, "call-again", "goodbye"]
    assert ends(outcome)


def test_what_was_told_is_on_record_whole() -> None:
    told = [fact for fact in waits().journal.of(FactKind.PROMPT_PLAYED) if fact["prompt"] == "nobody-there"]
    assert [fact["complete"] for fact in told] == [True]


def test_no_key_cuts_short_that_nobody_is_there() -> None:
    outcome = waits(interrupt("0", at="nobody-there"))
    assert outcome.heard[:2] == ["nobody-there", "closed-emergency"]


def test_who_speaks_at_the_message_without_a_key_has_left_one() -> None:
    outcome = waits(silence(), silence(), speak(7, then="silence"))
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)
    assert ends(outcome) and "call-again" not in outcome.heard


def test_one_leaves_a_message_and_two_is_called_back() -> None:
    assert waits(press("1"), speak(7)).journal.of(FactKind.MESSAGE_LEFT)
    called_back = waits(press("2"), press("1"))
    assert called_back.journal.of(FactKind.CALLBACK_ASKED) and ends(called_back)


def test_three_tells_how_a_case_stands_and_then_offers_the_choices_again() -> None:
    outcome = waits(press("3"), press("42#"), press("42#"), press("0"))
    assert outcome.heard[-3:] == ["closed-choices", "wait-choice", "keep-waiting"]


def test_nought_waits_on_in_the_same_queues_for_the_same_reason() -> None:
    outcome = waits(press("0"))
    assert outcome.heard[-1] == "keep-waiting"
    assert outcome.handover is not None and outcome.handover.pack() == IN_FORCE


def test_who_waits_on_waits_where_it_is_open_by_now() -> None:
    later = replace(plan().offices["anhui"], hours=Hours(always=True))
    closes = plan(offices={**plan().offices, "anhui": later})
    assert waits(press("0"), at=AT_NIGHT, site=closes).queues == ["anhui"]


def test_waiting_on_is_offered_so_many_times_and_no_more() -> None:
    assert waits(press("0"), empty_walks=MOST_WALKS - 1).queues == ["hefei", "anhui"]
    last = waits(press("0"), empty_walks=MOST_WALKS)
    assert "wait-choice" not in last.heard and last.queues == []
    assert ends(last)


def test_after_hours_it_is_what_one_hears_who_rings_then() -> None:
    outcome, rings = waits(at=AT_NIGHT), call(dialed="055112385", at=AT_NIGHT)
    announced = rings.heard.index("closed-opens")
    assert outcome.heard == rings.heard[announced:]
    told = outcome.journal.of(FactKind.PROMPT_PLAYED)[0]["params"]
    assert told == {"office": "hefei", "opens_at": "2026-11-24T08:00:00+08:00"}
    assert ends(outcome)


def test_the_call_is_not_written_down_as_one_that_came_after_hours() -> None:
    assert waits(at=AT_NIGHT).journal.of(FactKind.ROUTED) == []


def test_while_seats_work_overtime_nobody_is_told_that_the_office_is_closed() -> None:
    outcome = waits(silence(), at=AT_NIGHT, empty_walks=0)
    assert outcome.heard == ["all-busy", "waiting-choices", "keep-waiting"]
    assert outcome.queues == ["hefei", "anhui"]


@pytest.mark.parametrize("handover", ["", "nonsense", "1|queue|zh||no-such-office:60"])
def test_without_a_handover_in_force_it_is_the_office_that_the_call_is_for(handover: str) -> None:
    assert waits(press("0"), handover=handover).queues == ["hefei", "anhui"]
    assert waits(handover=handover, at=AT_NIGHT).heard[0] == "closed-opens"


def test_an_office_handed_on_to_keeps_its_reason() -> None:
    outcome = waits(press("0"), handover="1|queue|zh|handed-on|fuyang:60,anhui:60")
    assert outcome.handover is not None
    assert (outcome.handover.reason, outcome.queues) == ("handed-on", ["fuyang", "anhui"])


def test_an_office_that_never_opens_again_is_said_to_be_closed_without_a_time() -> None:
    never = {id_: replace(office, hours=Hours()) for id_, office in plan().offices.items()}
    assert waits(site=plan(offices=never)).heard[0] == "closed-unknown"


def test_it_is_told_in_the_language_of_the_queue() -> None:
    outcome = waits(handover=IN_FORCE.replace("|zh|", "|ko|"), site=plan(languages=("zh", "ko")))
    assert all(clip == "beep" or clip.startswith("/text/ko/") for clip in outcome.call.line.heard)


def test_who_cannot_speak_is_told_where_to_write() -> None:
    assert "sms-hint" in waits(sms="12385").heard


def test_hanging_up_leaves_no_handover_and_no_failure() -> None:
    outcome = waits(hang_up())
    assert outcome.handover is None
    assert FactKind.FLOW_FAILED not in {fact.kind for fact in outcome.journal.facts}
