"""What a caller can have without a person: leave a message (1), be called back (2), hear how a case stands (3).

The same keys off hours and while waiting, so that they need be learnt once.
"""

from __future__ import annotations

from ivr_flows.callback import ask_for_callback
from ivr_flows.dialogue import Dialogue, Saying
from ivr_flows.message import leave_message
from ivr_flows.progress import tell_progress

ROUNDS = 3
"""How often the choices are offered anew (after each look at a case)."""


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
