"""The area question (地区): asked only between offices that share an area code. Unanswered, the home office answers."""

from __future__ import annotations

from ivr_flows.dialogue import Dialogue, Saying
from routing.decision import Decision


async def settle(dialogue: Dialogue, decision: Decision) -> Decision:
    """The decision with its question answered; unchanged when there is none to ask."""
    if not decision.ask:
        return decision
    by_key = {str(number): office for number, office in enumerate(decision.ask[:9], 1)}
    sayings = [Saying(prompt="area-question")]
    sayings += [Saying(prompt="area-choice", params={"office": office, "key": key}) for key, office in by_key.items()]
    key = await dialogue.choose(sayings, "".join(by_key))
    if key is None:
        await dialogue.tell("area-unanswered", office=decision.office)
        return decision
    context = dialogue.context
    return context.decide_answered(office=by_key[key], asked=decision, now=context.now(), plan=context.plan)
