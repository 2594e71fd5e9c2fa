"""Nobody is at work (无人在岗: signed in and not away), neither at the office nor along its overflow.

After hours the caller is told so, as one who rings then. Within them they are told that nobody can answer, and may wait
for somebody to come: the dialplan looks (`walked`). The waiting has an end, so that nobody is kept in vain.
"""

from __future__ import annotations

from ivr_flows import handing_over, self_service
from ivr_flows.closed import closed
from ivr_flows.dialogue import Dialogue
from ivr_flows.self_service import Chosen
from routing.decide import open_chain

MOST_WALKS = 10
"""So often they are told, at most; waiting on is offered all but the last time."""


async def unstaffed(dialogue: Dialogue, office: str, reason: str) -> None:
    """`office`: where they waited, and `reason` why there. Ends the call, or queues them anew along what is open."""
    plan, now = dialogue.context.plan, dialogue.context.now()
    chain = open_chain(office, now, plan)
    if not chain:
        await closed(dialogue, office, plan.offices[office].hours.next_opening(now, plan.calendar))
        return
    await dialogue.tell("nobody-there")
    chosen = await self_service.offer(dialogue, may_wait=dialogue.call.facts.empty_walks < MOST_WALKS)
    if chosen is Chosen.WAIT:
        await dialogue.tell("keep-waiting")
        await handing_over.to_queues(dialogue, chain, reason)
        return
    if chosen is Chosen.SILENT:
        await dialogue.tell("call-again")
    await dialogue.tell("goodbye")
    await handing_over.done(dialogue)
