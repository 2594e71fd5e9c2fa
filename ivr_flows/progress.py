"""How a case stands (办理进度), by the ticket's number. Told: the state, by whom, since when. Never the matter."""

from __future__ import annotations

from ivr_flows.dialogue import Dialogue
from ivr_flows.lookups import CaseProgress, CaseState, CasesUnavailable

_LONGEST = 20
_TRIES = 2
LAST_DIGITS = 4
"""So many are read back (尾号): enough to notice a wrong number, short enough to be listened to."""


async def tell_progress(dialogue: Dialogue) -> None:
    """Ask for the number and say how the case stands."""
    for _ in range(_TRIES):
        number = await dialogue.number("progress-ask", digits=_LONGEST)
        if not number:
            await dialogue.tell("no-input")
            continue
        try:
            progress = await dialogue.context.cases.progress(number)
        except CasesUnavailable:
            await dialogue.tell("progress-unavailable")
            return
        if progress is not None:
            await _tell(dialogue, number, progress)
            return
        await dialogue.tell("progress-not-found")


async def _tell(dialogue: Dialogue, number: str, progress: CaseProgress) -> None:
    await dialogue.tell("progress-number", number=number[-LAST_DIGITS:])
    office = progress.office
    if progress.state is CaseState.HANDLING and office and office in dialogue.context.plan.offices:
        await dialogue.tell("progress-handling-office", office=office)
    else:
        await dialogue.tell(f"progress-{progress.state}")
    if progress.since is not None:
        await dialogue.tell("progress-since", date=progress.since)
