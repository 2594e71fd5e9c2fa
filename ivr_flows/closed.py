"""Off hours (非工作时间): say so and when the office opens, provably, then offer what can be done without a person."""

from __future__ import annotations

from datetime import datetime

from ivr_flows import handing_over, self_service
from ivr_flows.dialogue import Dialogue


async def closed(dialogue: Dialogue, office: str, opens_at: datetime | None) -> None:
    """Ends the call. The announcement is not interruptible: that it was played can be proven."""
    await _announce(dialogue, office, opens_at)
    await self_service.offer(dialogue, may_wait=False)
    await dialogue.tell("goodbye")
    await handing_over.done(dialogue)


async def _announce(dialogue: Dialogue, office: str, opens_at: datetime | None) -> None:
    if opens_at is None:
        await dialogue.tell("closed-unknown", office=office)
        return
    await dialogue.tell("closed-opens", office=office, opens_at=opens_at)
    if dialogue.context.plan.calendar.day(opens_at.date()).provisional:
        await dialogue.tell("closed-provisional")
