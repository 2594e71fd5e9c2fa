"""The end of every flow: one packed handover, set last. To a chain of queues, or to nobody when all is said."""

from __future__ import annotations

from dialplan.contract import Action, Handover, Hop
from ivr_flows.dialogue import Dialogue
from routing.decision import Decision
from store.facts import FactKind


async def to_queue(dialogue: Dialogue, decision: Decision) -> None:
    """Queue the caller at the decided office (if it is open) and along its open overflow."""
    offices = ((decision.office,) if decision.open else ()) + decision.overflow
    await to_queues(dialogue, offices, str(decision.reason.evidence))


async def to_queues(dialogue: Dialogue, offices: tuple[str, ...], reason: str) -> None:
    """Queue the caller at these offices, one after the other; `reason` as in `Handover`."""
    await hand_over(dialogue, _queue(dialogue, offices, reason))


async def done(dialogue: Dialogue) -> None:
    """Nothing is left to do for this caller: the dialplan hangs up."""
    await hand_over(dialogue, Handover(action=Action.DONE, language=dialogue.language))


async def hand_over(dialogue: Dialogue, handover: Handover) -> None:
    """Set it and write it down."""
    await dialogue.call.hand_over(handover)
    dialogue.note(FactKind.HANDED_OVER, packed=handover.pack())


def _queue(dialogue: Dialogue, offices: tuple[str, ...], reason: str) -> Handover:
    """As many hops as the packed variable holds: its limit is in bytes, so the chain's end gives way."""
    known = dialogue.context.plan.offices
    hops = tuple(Hop(office=office, seconds=known[office].overflow_after_s) for office in offices)
    while True:
        handover = Handover(action=Action.QUEUE, language=dialogue.language, reason=reason, chain=hops)
        try:
            handover.pack()
        except ValueError:
            if not hops:
                raise
            hops = hops[:-1]
        else:
            return handover
