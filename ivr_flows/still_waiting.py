"""Still waiting (继续等候): the overflow chain is exhausted, or the caller pressed 1 in the queue.

Nobody is trapped and nobody is lost. Where seats work, silence and 0 wait on in the same chain of queues, also after
hours (somebody may still be talking there); the rest is what can be done without a person.
"""

from __future__ import annotations

from dialplan.contract import Action, Handover
from ivr_flows import handing_over, self_service
from ivr_flows.call import Call
from ivr_flows.dialogue import Dialogue, Saying
from ivr_flows.flow_context import FlowContext
from ivr_flows.unstaffed import unstaffed
from routing.decision import Decision


async def still_waiting(call: Call, context: FlowContext) -> None:
    """Runs from the queue back to the queue, or to the end of the call."""
    in_force = _in_force(call, context)
    dialogue = Dialogue(call, context, language=in_force.language if in_force else None)
    await call.answer()
    if call.facts.empty_walks:
        await unstaffed(dialogue, *_waited_at(dialogue, in_force))
        return
    sayings = [Saying(prompt="all-busy"), *self_service.sms_hint(dialogue), Saying(prompt="waiting-choices")]
    for _ in range(self_service.ROUNDS):
        key = await dialogue.choose(sayings, "0123", tries=1)
        if key in (None, "0"):
            break
        if key and await self_service.serve(dialogue, key):
            await dialogue.tell("goodbye")
            await handing_over.done(dialogue)
            return
        sayings = [Saying(prompt="waiting-choices")]
    await dialogue.tell("keep-waiting")
    await _wait_on(dialogue, in_force)


async def _wait_on(dialogue: Dialogue, in_force: Handover | None) -> None:
    """Back along the same chain; without one, wherever the call would be routed now."""
    if in_force is not None:
        await handing_over.hand_over(dialogue, in_force)
        return
    await handing_over.to_queue(dialogue, _routed_now(dialogue))


def _waited_at(dialogue: Dialogue, in_force: Handover | None) -> tuple[str, str]:
    """The office where the caller waited first, and why there."""
    if in_force is not None:
        return in_force.chain[0].office, in_force.reason
    decision = _routed_now(dialogue)
    return decision.office, str(decision.reason.evidence)


def _routed_now(dialogue: Dialogue) -> Decision:
    facts, context = dialogue.call.facts, dialogue.context
    return context.decide(
        dialed=facts.dialed, trunk=facts.trunk, caller=facts.caller, history=None, now=context.now(), plan=context.plan
    )


def _in_force(call: Call, context: FlowContext) -> Handover | None:
    """The handover under which the caller waited, if the dialplan passed one that this site knows."""
    try:
        handover = Handover.unpack(call.facts.handover)
    except ValueError:
        return None
    known = all(hop.office in context.plan.offices for hop in handover.chain)
    spoken = handover.language in context.plan.languages
    return handover if handover.action is Action.QUEUE and handover.chain and known and spoken else None
