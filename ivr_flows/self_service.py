"""What a caller can have without a person: leave a message (1), be called back (2), hear how a case stands (3).

The same keys off hours and while waiting, so that they need be learnt once.
"""

from __future__ import annotations

from enum import Enum

from ivr_flows.callback import ask_for_callback
from ivr_flows.dialogue import Dialogue, Saying
from ivr_flows.message import leave_message
from ivr_flows.progress import tell_progress

ROUNDS = 3
"""How often the choices are offered anew (after each look at a case)."""


class Chosen(Enum):
    """What came of the choices where nobody can be reached."""

    WAIT = "wait"
    SERVED = "served"
    SILENT = "silent"
    """Not a key, not a word: nothing is known of the caller's matter."""


async def offer(dialogue: Dialogue, *, may_wait: bool) -> Chosen:
    """The choices of one whom nobody can answer now; with `may_wait`, 0 waits on.

    A caller who presses nothing may be unable to: after the question has gone unanswered they are taken to the
    message, which needs no key.
    """
    choices = [Saying(prompt="closed-choices"), *([Saying(prompt="wait-choice")] if may_wait else [])]
    sayings = [Saying(prompt="closed-emergency"), *sms_hint(dialogue), *choices]
    for _ in range(ROUNDS):
        key = await dialogue.choose(sayings, "0123" if may_wait else "123")
        if key is None:
            return Chosen.SERVED if await leave_message(dialogue, tries=1) else Chosen.SILENT
        if key == "0":
            return Chosen.WAIT
        if await serve(dialogue, key):
            break
        sayings = choices
    return Chosen.SERVED


async def serve(dialogue: Dialogue, key: str) -> bool:
    """Do what `key` asks for; whether the caller's matter is now with us. One way that fails leads to the other."""
    if key == "1":
        return await leave_message(dialogue) or await ask_for_callback(dialogue)
    if key == "2":
        return await ask_for_callback(dialogue) or await leave_message(dialogue)
    await tell_progress(dialogue)
    return False


def sms_hint(dialogue: Dialogue) -> list[Saying]:
    """The way for those who cannot speak, where the site takes short messages."""
    number = dialogue.context.settings.sms_number
    return [Saying(prompt="sms-hint", params={"number": number})] if number else []
