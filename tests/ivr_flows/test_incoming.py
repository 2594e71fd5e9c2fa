"""The incoming flow, told as calls: what the caller hears and does, and where the call ends."""

from __future__ import annotations

import pytest

from dialplan.contract import Action, Handover, Variable
from ivr_flows.scripted import hang_up, interrupt, press, silence
from store.facts import FactKind
from tests.ivr_flows.flow_desk import AT_NIGHT, IN_HOURS, call, plan


def test_a_caller_from_hefei_hears_greeting_and_notice_and_waits_for_hefei_then_the_province() -> None:
    outcome = call(dialed="055112385")
    assert outcome.heard == ["greeting", "recording-notice", "connecting"]
    assert outcome.queues == ["hefei", "anhui"]
    assert outcome.handover is not None and outcome.handover.reason == "dialed-area"
    assert outcome.call.line.answered


def test_the_handover_is_the_last_fact_and_names_the_language() -> None:
    outcome = call(dialed="055112385")
    assert [fact.kind for fact in outcome.journal.facts] == [
        FactKind.ARRIVED,
        FactKind.PROMPT_PLAYED,
        FactKind.PROMPT_PLAYED,
        FactKind.ROUTED,
        FactKind.PROMPT_PLAYED,
        FactKind.HANDED_OVER,
    ]
    assert Handover.unpack(outcome.call.line.variables[Variable.HANDOVER]).language == "zh"


def test_the_routing_is_written_down_with_its_reason() -> None:
    routed = call(dialed="055112385").journal.of(FactKind.ROUTED)[0]
    assert routed["office"] == "hefei" and routed["open"] is True and routed["ask"] is None
    assert routed["evidence"] == "dialed-area" and "0551" in routed["reason"]


def test_nobody_from_elsewhere_is_asked_anything() -> None:
    outcome = call(press("1"), dialed="12385", caller="01012345678")
    assert outcome.queues == ["anhui"]
    assert FactKind.KEY_PRESSED not in {fact.kind for fact in outcome.journal.facts}


def test_between_two_cities_that_share_a_code_the_caller_chooses() -> None:
    outcome = call(press("2"), dialed="055812385", caller=None)
    asked = outcome.journal.of(FactKind.ROUTED)[0]
    assert outcome.heard[2:6] == ["area-question", "area-choice", "area-choice", "connecting"]
    assert asked["evidence"] == "answered-question"
    assert outcome.queues[0] == asked["office"]
    assert {call(press(key), dialed="055812385", caller=None).queues[0] for key in "12"} == {"fuyang", "bozhou"}


def test_a_key_during_the_question_answers_it_at_once() -> None:
    outcome = call(interrupt("1", "area-choice"), dialed="055812385", caller=None)
    assert outcome.heard.count("area-choice") == 1
    assert outcome.queues[0] in ("fuyang", "bozhou")


def test_silence_at_the_area_question_ends_with_the_province() -> None:
    outcome = call(silence(), silence(), dialed="055812385", caller=None)
    assert outcome.heard.count("area-question") == 2
    assert outcome.heard[-2:] == ["area-unanswered", "connecting"]
    assert outcome.queues == ["anhui"]


def test_a_wrong_key_at_the_area_question_is_told_and_asked_again() -> None:
    outcome = call(press("9"), press("1"), dialed="055812385", caller=None)
    assert "invalid-key" in outcome.heard
    assert outcome.queues[0] in ("fuyang", "bozhou")


def test_noise_keys_during_a_prompt_change_nothing() -> None:
    outcome = call(interrupt("7", "greeting"), dialed="055112385")
    assert outcome.queues == ["hefei", "anhui"]
    assert outcome.journal.of(FactKind.PROMPT_PLAYED)[0]["complete"] is True


def test_at_a_bilingual_site_each_language_is_offered_in_itself_and_the_rest_is_korean() -> None:
    outcome = call(press("2"), site=plan(languages=("zh", "ko")), dialed="055112385")
    assert outcome.call.line.heard[1:3] == ["/text/zh/language-choice", "/text/ko/language-choice"]
    assert outcome.call.line.heard[-1] == "/text/ko/connecting"
    assert outcome.handover is not None and outcome.handover.language == "ko"
    assert outcome.journal.of(FactKind.LANGUAGE_CHOSEN) == [{"language": "ko"}]


def test_silence_at_the_language_question_keeps_the_first_language() -> None:
    outcome = call(silence(), site=plan(languages=("zh", "ko")), dialed="055112385")
    assert outcome.handover is not None and outcome.handover.language == "zh"
    assert outcome.heard.count("language-choice") == 2, "asked once, in two languages"


@pytest.mark.parametrize("dialed", ["4001612385", "+864001612385", "62999110", "055162999110", "+8655162999110"])
def test_the_old_number_however_dialled_is_answered_and_told_the_new_one(dialed: str) -> None:
    outcome = call(dialed=dialed, site=plan(old_numbers=("4001612385", "62999110")))
    assert outcome.heard[:3] == ["greeting", "old-number", "recording-notice"]


def test_a_site_with_another_number_says_its_own() -> None:
    outcome = call(site=plan(number="12345"), dialed="12345")
    assert outcome.heard[0] == "greeting-number"
    assert outcome.journal.of(FactKind.PROMPT_PLAYED)[0]["params"] == {"number": "12345"}


def test_an_office_that_is_always_open_is_never_closed() -> None:
    outcome = call(dialed="055912385", at=AT_NIGHT)
    assert outcome.queues == ["huangshan"]


def test_a_closed_office_hands_over_to_the_overflow_that_is_open_and_says_so() -> None:
    day = plan()
    night_shift = {**day.offices, "anhui": day.offices["huangshan"]}
    outcome = call(dialed="055112385", at=AT_NIGHT, site=plan(offices=night_shift))
    assert outcome.heard[-1] == "closed-connecting"
    assert outcome.queues == ["anhui"]


def test_the_office_that_served_the_caller_before_is_evidence() -> None:
    outcome = call(dialed="12385", caller="13900000000", histories={"13900000000": "huangshan"})
    routed = outcome.journal.of(FactKind.ROUTED)[0]
    assert routed["office"] == "huangshan" or routed["evidence"] == "caller-mobile"


def test_a_missing_clip_costs_no_caller_and_is_not_called_played() -> None:
    outcome = call(dialed="055112385", missing=("/text/zh/greeting",))
    played = outcome.journal.of(FactKind.PROMPT_PLAYED)[0]
    assert played["complete"] is False and played["trouble"] == "missing-clip"
    assert outcome.queues == ["hefei", "anhui"]


def test_a_prompt_that_the_book_does_not_know_costs_no_caller() -> None:
    outcome = call(dialed="055112385", site=plan(languages=("fr",)))
    assert all(data["trouble"] == "unknown-prompt" for data in outcome.journal.of(FactKind.PROMPT_PLAYED))
    assert outcome.handover is not None and outcome.handover.action is Action.QUEUE


def test_whoever_hangs_up_during_a_prompt_leaves_complete_facts() -> None:
    for prompt in ("greeting", "recording-notice", "connecting"):
        outcome = call(hang_up(at=prompt), dialed="055112385")
        played = outcome.journal.of(FactKind.PROMPT_PLAYED)
        assert outcome.handover is None
        assert played[-1]["prompt"] == prompt and played[-1]["complete"] is False
        assert FactKind.FLOW_FAILED not in {fact.kind for fact in outcome.journal.facts}


def test_a_hang_up_at_the_question_leaves_no_routing_by_guess() -> None:
    outcome = call(hang_up(), dialed="055812385", caller=None)
    assert outcome.heard[-1] == "area-choice"
    assert outcome.journal.of(FactKind.ROUTED) == []


def test_a_packed_handover_never_grows_over_its_limit() -> None:
    base = plan()
    hefei = base.offices["hefei"]
    many = {f"office-number-{n}": base.offices["anhui"] for n in range(20)}
    long_chain = type(hefei)(
        id="hefei",
        names=hefei.names,
        level=hefei.level,
        division=hefei.division,
        area_codes=hefei.area_codes,
        hours=hefei.hours,
        overflow=tuple(many),
    )
    outcome = call(dialed="055112385", site=plan(offices={**base.offices, **many, "hefei": long_chain}), at=IN_HOURS)
    assert outcome.queues[0] == "hefei" and 1 < len(outcome.queues) < 20


class Watched(dict[str, str]):
    """Histories that notice who is looked up."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def get(self, caller: str, default: object = None) -> None:  # type: ignore[override]
        self.asked.append(caller)


def test_where_a_caller_was_served_last_is_looked_up_only_where_it_could_decide() -> None:
    histories = Watched()
    assert call(dialed="055112385", histories=histories).queues == ["hefei", "anhui"]
    assert histories.asked == []
    call(dialed="12385", caller="95588", histories=histories)
    assert histories.asked == ["95588"]
