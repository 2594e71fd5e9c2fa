"""The incoming flow (来电): greeting, recording notice, then a person.

No menu: a question is asked only where nothing else can decide.
"""

from __future__ import annotations

from ivr_flows import area_question, closed, handing_over, language
from ivr_flows.call import Call
from ivr_flows.dialogue import Dialogue
from ivr_flows.flow_context import FlowContext
from ivr_flows.utterance import Utterance
from routing.decide import history_may_decide
from routing.decision import Decision, History
from routing.evidence import dialed_here
from store.facts import FactKind

_STANDARD_NUMBER = "12385"


async def incoming(call: Call, context: FlowContext) -> None:
    """Runs from the first ring to the handover."""
    dialogue = Dialogue(call, context)
    dialogue.note_arrival()
    await call.answer()
    await _greet(dialogue)
    await language.settle(dialogue)
    await dialogue.tell("recording-notice")
    decision = await area_question.settle(dialogue, await _decide(dialogue))
    note_routed(dialogue, decision)
    if not decision.open and not decision.overflow:
        await closed.closed(dialogue, decision.office, decision.opens_at)
        return
    await dialogue.tell("connecting" if decision.open else "closed-connecting", office=decision.office)
    await handing_over.to_queue(dialogue, decision)


def greeting(number: str) -> Utterance:
    """How a hotline of this number says who it is."""
    if number == _STANDARD_NUMBER:
        return Utterance(prompt="greeting")
    return Utterance(prompt="greeting-number", params={"number": number})


async def _greet(dialogue: Dialogue) -> None:
    plan = dialogue.context.plan
    hello = greeting(plan.number)
    await dialogue.tell(hello.prompt, **hello.params)
    if dialed_here(dialogue.call.facts.dialed, plan).old:
        await dialogue.tell("old-number", number=plan.number)


async def _decide(dialogue: Dialogue) -> Decision:
    facts, context = dialogue.call.facts, dialogue.context

    def by(history: History | None) -> Decision:
        return context.decide(
            dialed=facts.dialed,
            trunk=facts.trunk,
            caller=facts.caller,
            history=history,
            now=context.now(),
            plan=context.plan,
        )

    decision = by(None)
    if facts.caller and history_may_decide(decision):
        return by(await context.histories.history(facts.caller))
    return decision


def note_routed(dialogue: Dialogue, decision: Decision) -> None:
    """Write down who should answer, and why."""
    dialogue.note(
        FactKind.ROUTED,
        office=decision.office,
        open=decision.open,
        opens_at=decision.opens_at.isoformat() if decision.opens_at else None,
        overflow=list(decision.overflow),
        evidence=str(decision.reason.evidence),
        reason=decision.reason.detail,
        ask=list(decision.ask) if decision.ask else None,
    )
