"""Off hours (非工作时间): say so and when the office opens, provably, then offer what can be done without a person.

A caller who presses nothing may be unable to: after the question has gone unanswered they are taken to the message,
which needs no key. Who says nothing there either is thanked.
"""

from __future__ import annotations

from ivr_flows import handing_over, self_service
from ivr_flows.dialogue import Dialogue, Saying
from ivr_flows.message import leave_message
from routing.decision import Decision


async def closed(dialogue: Dialogue, decision: Decision) -> None:
    """Ends the call. The announcement is not interruptible: that it was played can be proven."""
    await _announce(dialogue, decision)
    sayings = [Saying(prompt="closed-emergency"), *self_service.sms_hint(dialogue), Saying(prompt="closed-choices")]
    for _ in range(self_service.ROUNDS):
        key = await dialogue.choose(sayings, "123")
        if key is None:
            await leave_message(dialogue, tries=1)
            break
        if await self_service.serve(dialogue, key):
            break
        sayings = [Saying(prompt="closed-choices")]
    await dialogue.tell("goodbye")
    await handing_over.done(dialogue)


async def _announce(dialogue: Dialogue, decision: Decision) -> None:
    if decision.opens_at is None:
        await dialogue.tell("closed-unknown", office=decision.office)
        return
    await dialogue.tell("closed-opens", office=decision.office, opens_at=decision.opens_at)
    if dialogue.context.plan.calendar.day(decision.opens_at.date()).provisional:
        await dialogue.tell("closed-provisional")
