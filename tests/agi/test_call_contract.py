"""The contract of `Call`, held by the scripted call, by FastAGI and by pyst2 alike."""

from __future__ import annotations

from typing import Any

import pytest

from dialplan.contract import Action, Handover, Hop, Variable
from ivr_flows.call import Call, CallerHungUp, Heard
from ivr_flows.scripted import Step, hang_up, interrupt, press, silence, speak
from tests.agi.peers import ADAPTERS, IN_FORCE, Ended, Talk

CLIPS = ("/prompts/zh/greeting", '/prompts/zh/提示 "音"', "/prompts/zh/last")


class Adapter:
    def __init__(self, name: str) -> None:
        self._run = ADAPTERS[name]

    def __call__(self, talk: Talk, *script: list[Step], missing: tuple[str, ...] = ()) -> Ended:
        return self._run(talk, *script, missing=missing)


@pytest.fixture(params=list(ADAPTERS))
def run(request: Any) -> Adapter:
    return Adapter(request.param)


def test_a_call_knows_who_rang_whom(run: Adapter) -> None:
    async def talk(call: Call) -> None:
        await call.answer()

    facts = run(talk).facts
    assert facts is not None
    assert (facts.call_id, facts.dialed, facts.caller, facts.trunk, facts.script) == (
        "1795400000.17",
        "055112385",
        "13905510001",
        "main",
        "incoming",
    )
    assert facts.channel == "PJSIP/main-00000001"


def test_a_call_knows_what_it_waited_for_and_how_often_nobody_was_there(run: Adapter) -> None:
    async def talk(call: Call) -> None:
        await call.answer()

    facts = run(talk).facts
    assert facts is not None
    assert (facts.empty_walks, facts.handover) == (2, IN_FORCE)


def test_answering_twice_is_answering_once(run: Adapter) -> None:
    async def talk(call: Call) -> None:
        await call.answer()
        await call.answer()

    ended = run(talk)
    assert ended.line.answered and ended.raised is None
    assert len(ended.commands) <= 1


def test_clips_are_played_in_order_whatever_their_names(run: Adapter) -> None:
    async def talk(call: Call) -> Heard:
        return await call.say(CLIPS)

    ended = run(talk)
    assert ended.line.heard == list(CLIPS)
    assert ended.result == Heard()


def test_a_key_among_the_interrupting_ones_ends_the_playing(run: Adapter) -> None:
    async def talk(call: Call) -> Heard:
        return await call.say(CLIPS, interrupt="12")

    ended = run(talk, interrupt("2", "greeting"))
    assert ended.result == Heard(key="2")
    assert ended.line.heard == [CLIPS[0]]


def test_other_keys_are_noise(run: Adapter) -> None:
    async def talk(call: Call) -> Heard:
        return await call.say(CLIPS, interrupt="12")

    assert run(talk, interrupt("5", "greeting")).result == Heard()


def test_a_missing_clip_is_told_and_the_rest_is_played(run: Adapter) -> None:
    async def talk(call: Call) -> Heard:
        return await call.say(CLIPS)

    ended = run(talk, missing=(CLIPS[1],))
    assert ended.result == Heard(missing=(CLIPS[1],))
    assert ended.line.heard == [CLIPS[0], CLIPS[2]]


def test_keys_are_collected_up_to_the_number_asked_for(run: Adapter) -> None:
    async def talk(call: Call) -> str:
        return await call.ask(CLIPS[:1], digits=3, timeout_s=2)

    assert run(talk, press("2718")).result == "271"


def test_the_hash_ends_a_number_and_is_no_part_of_it(run: Adapter) -> None:
    async def talk(call: Call) -> str:
        return await call.ask((), digits=9, timeout_s=2)

    assert run(talk, press("13*#9")).result == "13*"


def test_silence_ends_a_number(run: Adapter) -> None:
    async def talk(call: Call) -> str:
        return await call.ask((), digits=9, timeout_s=0.01)

    assert run(talk, press("4"), silence(), press("2")).result == "4"


def test_a_question_that_nobody_answers_gives_nothing(run: Adapter) -> None:
    async def talk(call: Call) -> str:
        return await call.ask(CLIPS[:1], digits=1, timeout_s=0.01)

    assert run(talk).result == ""


def test_the_key_that_cuts_the_question_is_the_first_of_the_answer(run: Adapter) -> None:
    async def talk(call: Call) -> str:
        return await call.ask(CLIPS[:1], digits=2, timeout_s=2)

    assert run(talk, interrupt("0", "greeting"), press("5")).result == "05"


@pytest.mark.parametrize(
    ("speech", "ended_by", "seconds"),
    [
        (speak(4.5), "key", 4.5),
        (speak(4.5, then="silence"), "silence", 4.5),
        (speak(400, then="silence"), "limit", 60),
        (speak(4.5, then="hang-up"), "hangup", 4.5),
        (silence(), "silence", 0),
    ],
)
def test_a_recording_says_how_long_it_is_and_what_ended_it(
    run: Adapter, speech: list[Step], ended_by: str, seconds: float
) -> None:
    async def talk(call: Call) -> Any:
        return await call.record("/run/messages/1795400000.17", limit_s=60, silence_s=5)

    ended = run(talk, speech)
    assert (ended.result.path, ended.result.seconds, ended.result.ended_by) == (
        "/run/messages/1795400000.17.wav",
        seconds,
        ended_by,
    )
    assert ended.line.heard == ["beep"]


def test_after_a_recording_that_the_hang_up_ended_the_caller_is_gone(run: Adapter) -> None:
    async def talk(call: Call) -> None:
        recorded = await call.record("/run/messages/m", limit_s=60, silence_s=5)
        assert recorded.ended_by == "hangup"
        await call.say(CLIPS)

    ended = run(talk, speak(2, then="hang-up"))
    assert isinstance(ended.raised, CallerHungUp)
    assert ended.line.heard == ["beep"]


def test_hanging_up_during_a_prompt_or_a_question_is_a_typed_end(run: Adapter) -> None:
    async def talk(call: Call) -> None:
        await call.say(CLIPS)
        await call.ask((), digits=1, timeout_s=2)
        raise AssertionError("nobody is there")

    for script in (hang_up(at="greeting"), hang_up(at="last"), hang_up()):
        assert isinstance(run(talk, script).raised, CallerHungUp)


def test_the_handover_is_one_variable(run: Adapter) -> None:
    handover = Handover(
        action=Action.QUEUE, language="ko", reason="dialed-area", chain=(Hop(office="hefei", seconds=60),)
    )

    async def talk(call: Call) -> None:
        await call.hand_over(handover)

    ended = run(talk)
    assert list(ended.line.variables) == [Variable.HANDOVER.value]
    assert Handover.unpack(ended.line.variables[Variable.HANDOVER]) == handover


def test_a_caller_who_is_gone_is_not_handed_over(run: Adapter) -> None:
    async def talk(call: Call) -> None:
        try:
            await call.say(CLIPS)
        except CallerHungUp:
            await call.hand_over(Handover(action=Action.DONE))

    ended = run(talk, hang_up(at="greeting"))
    assert isinstance(ended.raised, CallerHungUp)
