"""Asking to be called back (回电): at the number that is calling, or at one that the caller keys in."""

from __future__ import annotations

import re

from ivr_flows.dialogue import Dialogue, Saying
from store.facts import FactKind

_NUMBER = re.compile(r"(?:0\d{9,11}|1\d{10}|[2-9]\d{6,7}|00\d{8,15})\Z")
"""Area code and number, mobile, local number, international."""
_LONGEST = 17
_TRIES = 2


async def ask_for_callback(dialogue: Dialogue) -> bool:
    """Whether a number to call back is noted. Silence at the confirmation means yes: the caller asked for it."""
    caller = dialogue.call.facts.caller
    number = caller or ""
    if caller:
        confirm = [Saying(prompt="callback-confirm", params={"number": caller.removeprefix("+86")})]
        if await dialogue.choose(confirm, "12") == "2":
            number = ""
    number = number or await _key_in(dialogue)
    if not number:
        await dialogue.tell("callback-not-saved")
        return False
    dialogue.note(FactKind.CALLBACK_ASKED, number=number, language=dialogue.language)
    await dialogue.tell("callback-saved")
    return True


async def _key_in(dialogue: Dialogue) -> str:
    for turn in range(_TRIES):
        number = await dialogue.number("callback-number-invalid" if turn else "callback-key-number", digits=_LONGEST)
        if _NUMBER.match(number):
            return number
    return ""
