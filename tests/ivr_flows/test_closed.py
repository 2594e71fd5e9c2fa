"""Off hours, told as calls: what is said and proven, and that nobody's matter is lost."""

from __future__ import annotations

from datetime import datetime

from dialplan.contract import Action
from ivr_flows.lookups import CaseProgress, CaseState, CasesUnavailable, KnownCases, NoCases
from ivr_flows.scripted import hang_up, interrupt, press, silence, speak
from store.facts import FactKind
from tests.ivr_flows.flow_desk import AT_NIGHT, LAST_NIGHT_OF_YEAR, SHANGHAI, Outcome, call, office, plan
from workdays.hours import Hours

NIGHT = {"dialed": "055112385", "at": AT_NIGHT}


def ended_well(outcome: Outcome) -> bool:
    return outcome.handover is not None and outcome.handover.action is Action.DONE and outcome.heard[-1] == "goodbye"


def test_the_caller_hears_that_we_are_closed_and_when_we_open() -> None:
    outcome = call(**NIGHT)
    assert outcome.heard[:6] == [
        "greeting",
        "recording-notice",
        "closed-opens",
        "closed-emergency",
        "closed-choices",
        "no-input",
    ]


def test_that_it_was_played_can_be_proven_to_its_parameters() -> None:
    played = next(d for d in call(**NIGHT).journal.of(FactKind.PROMPT_PLAYED) if d["prompt"] == "closed-opens")
    assert played == {
        "prompt": "closed-opens",
        "language": "zh",
        "params": {"office": "hefei", "opens_at": "2026-11-24T08:00:00+08:00"},
        "complete": True,
    }


def test_a_caller_who_hangs_up_in_the_middle_of_it_is_no_proof() -> None:
    outcome = call(hang_up(at="closed-opens"), **NIGHT)
    played = outcome.journal.of(FactKind.PROMPT_PLAYED)[-1]
    assert (played["prompt"], played["complete"]) == ("closed-opens", False)
    assert outcome.handover is None


def test_no_key_cuts_the_closing_announcement_short() -> None:
    outcome = call(interrupt("1", at="closed-opens"), hang_up(), **NIGHT)
    played = [d for d in outcome.journal.of(FactKind.PROMPT_PLAYED) if d["prompt"] == "closed-opens"]
    assert played[0]["complete"] is True


def test_between_the_two_shifts_the_afternoon_is_named() -> None:
    outcome = call(dialed="055112385", at=datetime(2026, 11, 23, 12, 30, tzinfo=SHANGHAI))
    routed = outcome.journal.of(FactKind.ROUTED)[0]
    assert routed["opens_at"] == "2026-11-23T14:30:00+08:00"


def test_an_opening_in_a_year_without_a_holiday_notice_is_called_provisional() -> None:
    outcome = call(dialed="055112385", at=LAST_NIGHT_OF_YEAR)
    assert outcome.heard[2:4] == ["closed-opens", "closed-provisional"]


def test_an_office_without_any_hours_names_no_opening() -> None:
    base = plan()
    never = office("hefei", "合肥市", "허페이시", "0551", hours=Hours())
    outcome = call(dialed="055112385", at=AT_NIGHT, site=plan(offices={**base.offices, "hefei": never}))
    assert "closed-unknown" in outcome.heard


def test_who_cannot_speak_is_told_where_to_write() -> None:
    outcome = call(**NIGHT, sms="12385")
    assert outcome.heard[3:6] == ["closed-emergency", "sms-hint", "closed-choices"]


def test_one_leaves_a_message_and_the_fact_names_the_file() -> None:
    outcome = call(press("1"), speak(20), **NIGHT)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT) == [
        {"path": "/run/messages/1795400000.17.wav", "seconds": 20.0, "language": "zh"}
    ]
    assert outcome.heard[-4:] == ["message-begin", "beep", "message-saved", "goodbye"]
    assert ended_well(outcome)


def test_a_key_while_the_choices_are_read_is_enough() -> None:
    outcome = call(interrupt("1", at="closed-emergency"), speak(20), **NIGHT)
    assert "closed-choices" not in outcome.heard
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)


def test_a_message_ended_by_hanging_up_is_kept() -> None:
    outcome = call(press("1"), speak(20, then="hang-up"), **NIGHT)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)[0]["seconds"] == 20.0
    assert outcome.handover is None


def test_a_message_of_silence_is_asked_for_again_and_then_a_call_back_is_offered() -> None:
    outcome = call(press("1"), speak(0.2, then="silence"), speak(0.2, then="silence"), press("1"), **NIGHT)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT) == []
    assert [p for p in outcome.heard if p.startswith("message")] == [
        "message-begin",
        "message-too-short",
        "message-not-saved",
    ]
    assert outcome.journal.of(FactKind.CALLBACK_ASKED) == [{"number": "13905510001", "language": "zh"}]
    assert ended_well(outcome)


def test_the_second_of_silence_that_asterisk_keeps_is_no_message() -> None:
    outcome = call(press("1"), speak(1.02, then="silence"), speak(1.04, then="silence"), **NIGHT)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT) == []
    assert "message-not-saved" in outcome.heard


def test_hanging_up_at_the_beep_leaves_no_message() -> None:
    outcome = call(press("1"), hang_up(), **NIGHT)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT) == []
    assert outcome.heard[-1] == "beep"


def test_who_presses_nothing_is_taken_to_the_message_which_needs_no_key() -> None:
    outcome = call(silence(), silence(), speak(9, then="silence"), **NIGHT)
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)[0]["seconds"] == 9
    assert ended_well(outcome)


def test_who_neither_presses_nor_speaks_is_thanked_and_nothing_is_made_up() -> None:
    outcome = call(**NIGHT)
    kinds = {fact.kind for fact in outcome.journal.facts}
    assert FactKind.MESSAGE_LEFT not in kinds and FactKind.CALLBACK_ASKED not in kinds
    assert ended_well(outcome)


def test_two_asks_to_be_called_back_at_the_calling_number() -> None:
    outcome = call(press("2"), press("1"), **NIGHT)
    assert outcome.journal.of(FactKind.CALLBACK_ASKED) == [{"number": "13905510001", "language": "zh"}]
    assert outcome.heard[-2:] == ["callback-saved", "goodbye"]


def test_silence_at_the_confirmation_means_the_number_shown() -> None:
    outcome = call(press("2"), silence(), **NIGHT)
    assert outcome.journal.of(FactKind.CALLBACK_ASKED)[0]["number"] == "13905510001"


def test_another_number_can_be_keyed_in() -> None:
    outcome = call(press("2"), press("2"), press("055162810000#"), **NIGHT)
    assert outcome.journal.of(FactKind.CALLBACK_ASKED)[0]["number"] == "055162810000"


def test_a_hidden_caller_keys_a_number_in_and_may_mistype_once() -> None:
    outcome = call(press("2"), press("12#"), press("13905510009#"), **NIGHT, caller=None)
    assert "callback-confirm" not in outcome.heard
    assert outcome.heard.count("callback-number-invalid") == 1
    assert outcome.journal.of(FactKind.CALLBACK_ASKED)[0]["number"] == "13905510009"


def test_who_gives_no_number_is_offered_the_message() -> None:
    outcome = call(press("2"), silence(), silence(), speak(5), **NIGHT, caller=None)
    assert "callback-not-saved" in outcome.heard
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)[0]["seconds"] == 5


def test_three_tells_how_a_case_stands_and_offers_the_choices_again() -> None:
    progress = CaseProgress(state=CaseState.HANDLING, office="hefei", since=AT_NIGHT.date())
    cases = KnownCases({"261121010000073": progress})
    outcome = call(press("3"), press("261121010000073#"), press("1"), speak(3), **NIGHT, cases=cases)
    at = outcome.heard.index("progress-ask")
    assert outcome.heard[at : at + 5] == [
        "progress-ask",
        "progress-number",
        "progress-handling-office",
        "progress-since",
        "closed-choices",
    ]
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)


def test_each_state_of_a_case_has_its_sentence() -> None:
    for state in CaseState:
        cases = KnownCases({"42": CaseProgress(state=state)})
        assert f"progress-{state}" in call(press("3"), press("42#"), **NIGHT, cases=cases).heard


def test_an_unknown_ticket_is_asked_for_again_and_no_ticket_is_invented() -> None:
    outcome = call(press("3"), press("99#"), press("98#"), **NIGHT)
    assert outcome.heard.count("progress-not-found") == 2
    assert "progress-number" not in outcome.heard


def test_when_cases_cannot_be_looked_up_that_is_said() -> None:
    outcome = call(press("3"), press("42#"), **NIGHT, cases=NoCases())
    assert "progress-unavailable" in outcome.heard
    assert issubclass(CasesUnavailable, Exception)


def test_the_keys_of_a_ticket_number_are_not_written_down() -> None:
    outcome = call(press("3"), press("261121010000073#"), **NIGHT)
    assert all(len(data["digits"]) == 1 for data in outcome.journal.of(FactKind.KEY_PRESSED))


def test_nobody_can_go_round_for_ever() -> None:
    outcome = call(*[press("3") + press("7#") * 2 for _ in range(9)], **NIGHT)
    assert outcome.heard.count("closed-choices") == 3
    assert ended_well(outcome)


def test_off_hours_in_korean() -> None:
    outcome = call(press("2"), press("1"), speak(9), **NIGHT, site=plan(languages=("zh", "ko")))
    assert outcome.journal.of(FactKind.MESSAGE_LEFT)[0]["language"] == "ko"
    assert "/text/ko/closed-opens" in outcome.call.line.heard


def test_hanging_up_at_any_prompt_never_fails_the_flow() -> None:
    whole = call(press("1"), speak(0), speak(0), press("2"), press("1#"), press("1#"), **NIGHT)
    for prompt in dict.fromkeys(whole.heard):
        outcome = call(
            press("1"), speak(0), speak(0), press("2"), press("1#"), press("1#"), hang_up(at=prompt), **NIGHT
        )
        assert FactKind.FLOW_FAILED not in {fact.kind for fact in outcome.journal.facts}
