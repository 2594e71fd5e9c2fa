"""Still waiting, told as calls: nobody is trapped in a queue, and nobody is thrown out of one."""

from __future__ import annotations

from dialplan.contract import Action
from ivr_flows.scripted import hang_up, interrupt, press, silence, speak
from store.facts import FactKind
from tests.ivr_flows.flow_desk import Outcome, call, plan

IN_FORCE = "1|queue|zh|dialed-area|hefei:60,anhui:60"
WAITING = {"run": "still-waiting", "dialed": "055112385", "handover": IN_FORCE}


def waits_on(outcome: Outcome) -> bool:
    return outcome.handover is not None and outcome.handover.pack() == IN_FORCE and outcome.heard[-1] == "keep-waiting"


def test_the_choices_are_told_and_silence_waits_on_in_the_same_queues() -> None:
    outcome = call(silence(), **WAITING)
    assert outcome.heard == ["all-busy", "waiting-choices", "keep-waiting"]
    assert waits_on(outcome)


def test_nought_waits_on() -> None:
    assert waits_on(call(press("0"), **WAITING))


def test_a_wrong_key_loses_nobody_their_place() -> None:
    assert waits_on(call(press("8"), **WAITING))


def test_one_leaves_a_message_and_ends_the_call() -> None:
    outcome = call(press("1"), speak(7), **WAITING)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)[0]["seconds"] == 7
    assert outcome.handover is not None and outcome.handover.action is Action.DONE


def test_a_message_that_fails_and_a_call_back_that_fails_end_in_the_queue_again() -> None:
    outcome = call(press("1"), speak(0), speak(0), **WAITING, caller=None)
    assert outcome.handover is not None and outcome.handover.action is Action.QUEUE


def test_two_asks_to_be_called_back() -> None:
    outcome = call(press("2"), press("1"), **WAITING)
    assert outcome.journal.of(FactKind.CALLBACK_ASKED)
    assert outcome.handover is not None and outcome.handover.action is Action.DONE


def test_three_tells_how_a_case_stands_and_then_offers_the_choices_again() -> None:
    outcome = call(press("3"), press("42#"), press("42#"), press("0"), **WAITING)
    assert outcome.heard.count("waiting-choices") == 2
    assert waits_on(outcome)


def test_a_key_cuts_the_apology_short() -> None:
    outcome = call(interrupt("0", at="all-busy"), **WAITING)
    assert outcome.heard == ["all-busy", "keep-waiting"]


def test_the_language_of_the_queue_is_kept() -> None:
    waiting = {**WAITING, "handover": IN_FORCE.replace("|zh|", "|ko|")}
    outcome = call(press("0"), **waiting, site=plan(languages=("zh", "ko")))
    assert set(outcome.call.line.heard) == {
        "/text/ko/all-busy",
        "/text/ko/waiting-choices",
        "/text/ko/keep-waiting",
    }


def test_without_a_handover_in_force_the_call_is_routed_anew() -> None:
    for nonsense in ("", "nonsense", "1|queue|zh||", "1|queue|zh||no-such-office:60", "1|queue|fr||hefei:60"):
        outcome = call(press("0"), **{**WAITING, "handover": nonsense})
        assert outcome.queues == ["hefei", "anhui"]


def test_hanging_up_leaves_no_handover_and_no_failure() -> None:
    outcome = call(hang_up(), **WAITING)
    assert outcome.handover is None
    assert FactKind.FLOW_FAILED not in {fact.kind for fact in outcome.journal.facts}
