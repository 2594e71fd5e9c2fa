"""What a call is, folded from its facts: read each test as a story told to the fold."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.facts import CallFact, FactKind
from store.fold import fold, only_told
from store.folded import CallState, Folded, Outcome

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
CALL = "1700000000.1"


def fact(kind: FactKind, second: float, **data: Any) -> CallFact:
    return CallFact(id=f"{kind}-{second}", call_id=CALL, at=START + timedelta(seconds=second), kind=kind, data=data)


ANSWERED_CALL = (
    fact(FactKind.ARRIVED, 0, dialed="12385", caller="13855112345", trunk="anhui"),
    fact(FactKind.ROUTED, 0.1, office="hefei", open=True, evidence="caller-mobile", reason="mobile of Hefei"),
    fact(FactKind.PROMPT_PLAYED, 0.2, prompt="greeting", language="zh", complete=True),
    fact(FactKind.QUEUED, 4, office="hefei", position=1),
    fact(FactKind.RINGING, 5, office="hefei", seat="hefei-01"),
    fact(FactKind.RING_NO_ANSWER, 20, office="hefei", seat="hefei-01", seconds=15),
    fact(FactKind.RINGING, 21, office="hefei", seat="hefei-02"),
    fact(FactKind.ANSWERED, 25, office="hefei", seat="hefei-02", waited_s=21),
    fact(FactKind.SEAT_LEFT, 85, office="hefei", seat="hefei-02", talked_s=60),
    fact(FactKind.ENDED, 85, cause=16, cause_text="Normal Clearing"),
)


def test_an_answered_call_is_told_whole() -> None:
    call = fold(ANSWERED_CALL)
    assert (call.state, call.outcome, call.office, call.seat) == (
        CallState.ENDED,
        Outcome.ANSWERED,
        "hefei",
        "hefei-02",
    )
    assert (call.waited_s, call.talked_s, call.cause) == (21, 60, 16)
    assert (call.caller, call.dialed, call.language) == ("13855112345", "12385", "zh")
    assert [(leg.seat, leg.outcome) for leg in call.legs] == [("hefei-01", "no-answer"), ("hefei-02", "answered")]


@pytest.mark.parametrize(
    ("caller", "code", "name"),
    [
        ("13855112345", None, "安徽省合肥市"),
        ("05511234567", "0551", "安徽省合肥市"),
        ("+861065000000", "010", "北京市"),
        ("12345", None, None),
        ("00447700900123", None, None),
        (None, None, None),
    ],
)
def test_a_call_has_its_callers_area_from_its_number(caller: str | None, code: str | None, name: str | None) -> None:
    call = fold([fact(FactKind.ARRIVED, 0, dialed="12385", caller=caller), *ANSWERED_CALL[1:]])
    assert (call.area_code, call.area_name) == (code, name)


@given(st.randoms(use_true_random=False))
def test_the_order_in_which_facts_arrive_does_not_matter(chance: random.Random) -> None:
    shuffled = list(ANSWERED_CALL)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(ANSWERED_CALL)


@given(st.sets(st.sampled_from(range(1, len(ANSWERED_CALL)))), st.sampled_from(list(FactKind)), st.data())
def test_what_only_adds_to_the_story_changes_nothing_of_the_call(
    left_out: set[int], kind: FactKind, data: st.DataObject
) -> None:
    known = [told for place, told in enumerate(ANSWERED_CALL) if place not in left_out]
    call = fold(known)
    language = data.draw(st.sampled_from(["zh", "ko", None]))
    new = fact(kind, data.draw(st.sampled_from([-1, 0, 3, 22.5, 90])), language=language, digits="1")
    if only_told([new], arrived_at=call.arrived_at, language=call.language):
        assert fold([*known, new]) == call


def test_most_prompts_and_keys_only_add_to_the_story() -> None:
    further = [fact(FactKind.PROMPT_PLAYED, 3, language="zh"), fact(FactKind.KEY_PRESSED, 3.5, digits="1")]
    assert only_told(further, arrived_at=START, language="zh")
    assert not only_told(further, arrived_at=START, language="ko")
    assert not only_told([*further, ANSWERED_CALL[-1]], arrived_at=START, language="zh")


@pytest.mark.parametrize(
    ("known", "state"),
    [(2, CallState.FLOW), (4, CallState.QUEUED), (5, CallState.RINGING), (6, CallState.QUEUED), (8, CallState.TALKING)],
)
def test_a_call_is_in_the_state_of_the_last_fact(known: int, state: CallState) -> None:
    assert fold(ANSWERED_CALL[:known]).state is state


def ended(*facts: CallFact) -> Folded:
    return fold((fact(FactKind.ARRIVED, 0, dialed="12385", caller=None), *facts, fact(FactKind.ENDED, 30, cause=16)))


def test_a_caller_who_leaves_the_queue_has_abandoned_it() -> None:
    call = ended(fact(FactKind.QUEUED, 3, office="hefei"), fact(FactKind.ABANDONED, 30, office="hefei", waited_s=27))
    assert (call.outcome, call.waited_s) == (Outcome.ABANDONED, 27)


def test_who_waited_at_two_offices_has_waited_at_both() -> None:
    city = fact(FactKind.QUEUED, 3, office="hefei")
    province = fact(FactKind.QUEUED, 70, office="anhui")
    answered = fold((city, province, fact(FactKind.ANSWERED, 75, office="anhui", seat="anhui-01", waited_s=5)))
    assert answered.waited_s == 72, "not the five seconds of the last queue"
    gave_up = fold((city, province, fact(FactKind.ABANDONED, 75, office="anhui", waited_s=5)))
    assert gave_up.waited_s == 72
    assert ended(city).waited_s == 27, "who hung up after the queue, while being asked"


def test_a_caller_who_leaves_while_it_rings_leaves_a_closed_leg() -> None:
    call = ended(fact(FactKind.QUEUED, 3, office="hefei"), fact(FactKind.RINGING, 4, seat="hefei-01", office="hefei"))
    assert call.legs[0].outcome == "caller-left"
    assert call.legs[0].left_at == START + timedelta(seconds=30)


def test_a_message_weighs_more_than_having_been_told_that_we_are_closed() -> None:
    closed = fact(FactKind.ROUTED, 1, office="hefei", open=False)
    assert ended(closed).outcome is Outcome.TOLD_CLOSED
    assert ended(closed, fact(FactKind.MESSAGE_LEFT, 20, path="x", seconds=8)).outcome is Outcome.MESSAGE
    assert ended(closed, fact(FactKind.CALLBACK_ASKED, 20, number="055112345678")).outcome is Outcome.CALLBACK


def test_a_flow_that_failed_before_the_queue_is_a_failed_call() -> None:
    assert ended(fact(FactKind.FLOW_FAILED, 1, error="gone", script="incoming")).outcome is Outcome.FAILED


def test_a_flow_that_failed_after_which_a_seat_answered_is_an_answered_call() -> None:
    call = ended(fact(FactKind.FLOW_FAILED, 1), fact(FactKind.ANSWERED, 9, seat="hefei-01", office="hefei"))
    assert call.outcome is Outcome.ANSWERED


def test_a_hidden_caller_stays_unknown() -> None:
    assert ended().caller is None


def test_a_clock_that_was_set_back_gives_no_negative_talk() -> None:
    call = fold((fact(FactKind.ANSWERED, 100, seat="hefei-01"), fact(FactKind.SEAT_LEFT, 40, seat="hefei-01")))
    assert all((leg.talked_s or 0) >= 0 for leg in call.legs)


def test_a_clock_that_was_set_back_before_the_answer_leaves_the_call_talking() -> None:
    queued = fact(FactKind.QUEUED, 7200, office="hefei")
    rang = fact(FactKind.RINGING, 7201, office="hefei", seat="hefei-02")
    assert fold((queued, rang, fact(FactKind.ANSWERED, 5, seat="hefei-01"))).state is CallState.TALKING


def test_a_caller_who_goes_back_to_the_queue_after_a_talk_waits_again() -> None:
    talk = (fact(FactKind.ANSWERED, 5, seat="hefei-01"), fact(FactKind.SEAT_LEFT, 9, seat="hefei-01", talked_s=4))
    assert fold((*talk, fact(FactKind.QUEUED, 10, office="anhui"))).state is CallState.QUEUED


def test_measured_durations_win_over_the_wall_clock() -> None:
    answered = fact(FactKind.ANSWERED, 10, seat="hefei-01", waited_s=6)
    left = fact(FactKind.SEAT_LEFT, 7200, seat="hefei-01", talked_s=30)  # the clock jumped two hours in between
    assert fold((answered, left)).talked_s == 30


def test_a_second_seat_adds_its_talk() -> None:
    call = ended(
        fact(FactKind.ANSWERED, 5, seat="hefei-01", waited_s=1),
        fact(FactKind.SEAT_LEFT, 15, seat="hefei-01", talked_s=10),
        fact(FactKind.ANSWERED, 16, seat="hefei-02", waited_s=1),
        fact(FactKind.SEAT_LEFT, 28, seat="hefei-02", talked_s=12),
    )
    assert call.talked_s == 22
    assert call.seat == "hefei-02"


@pytest.mark.parametrize("nonsense", [None, 7, "", [], {"x": 1}, "\x00", True])
def test_nonsense_in_a_fact_harms_nothing(nonsense: object) -> None:
    for kind in FactKind:
        keys = ("dialed", "caller", "office", "seat", "waited_s", "talked_s", "cause", "language", "area", "open")
        call = fold((fact(kind, 1, **dict.fromkeys(keys, nonsense)),))
        assert call.call_id == CALL


def test_a_call_without_a_fact_cannot_be_folded() -> None:
    with pytest.raises(ValueError, match="without a single fact"):
        fold(())


def placed(*facts: CallFact, ended: Mapping[str, Any]) -> Folded:
    """A call out that ended like this, after these facts."""
    begun = {"seat": "hefei-01", "office": "hefei", "number": "13805510001", "language": "ko"}
    first = CallFact(call_id="out-1.1", at=START, kind=FactKind.CALLED_OUT, data=begun)
    return fold(
        [first, *facts, CallFact(call_id="out-1.1", at=START + timedelta(seconds=30), kind=FactKind.ENDED, data=ended)]
    )


def step(kind: FactKind, seconds: float) -> CallFact:
    return CallFact(call_id="out-1.1", at=START + timedelta(seconds=seconds), kind=kind, data={"seat": "hefei-01"})


def test_a_call_out_knows_its_seat_office_number_and_language_before_anything_rings() -> None:
    call = placed(ended={"cause": None})
    assert (call.seat, call.office, call.caller, call.language) == ("hefei-01", "hefei", "13805510001", "ko")
    assert call.outcome is Outcome.SEAT_NO_ANSWER


@pytest.mark.parametrize(
    ("ended", "outcome"),
    [
        ({"dial": "BUSY", "far_cause": 17}, Outcome.BUSY),
        ({"dial": "NOANSWER", "far_cause": 21}, Outcome.REJECTED),
        ({"dial": "NOANSWER", "far_cause": 19}, Outcome.NO_ANSWER),
        ({"dial": "NOANSWER", "far_cause": 18}, Outcome.FAILED),
        ({"dial": "NOANSWER", "far_cause": 1}, Outcome.FAILED),
        ({"dial": "CONGESTION", "far_cause": None, "cause": 34}, Outcome.FAILED),
        ({"dial": "CANCEL", "far_cause": 0, "cause": 16}, Outcome.CANCELLED),
        ({"dial": None, "far_cause": None, "cause": 17}, Outcome.BUSY),
        ({"dial": "BUSY", "far_cause": None, "cause": 17}, Outcome.BUSY),
        ({"dial": None, "far_cause": 0, "cause": 21}, Outcome.REJECTED),
        ({"dial": "ANSWER", "far_cause": 16, "cause": 16}, Outcome.LEFT_EARLY),
        ({"dial": None, "far_cause": None, "cause": None}, Outcome.FAILED),
    ],
)
def test_why_a_citizen_was_not_reached(ended: Mapping[str, Any], outcome: Outcome) -> None:
    assert placed(step(FactKind.DIALING, 5), ended=ended).outcome is outcome


def test_who_was_reached_was_answered_whatever_the_end() -> None:
    call = placed(step(FactKind.DIALING, 5), step(FactKind.ANSWERED, 9), ended={"dial": "ANSWER", "far_cause": 17})
    assert (call.outcome, call.talked_s) == (Outcome.ANSWERED, 21.0)
