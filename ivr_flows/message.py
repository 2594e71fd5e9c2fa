"""Leaving a message (留言): instruction, beep, recording. A message ended by hanging up is as good as any."""

from __future__ import annotations

from ivr_flows.call import Recorded
from ivr_flows.dialogue import Dialogue
from store.facts import FactKind

_SILENCE_KEPT_S = 1.1
"""Of the silence that ended a recording, Asterisk leaves a second (and a frame or two) in the file."""


async def leave_message(dialogue: Dialogue, *, tries: int = 2) -> bool:
    """Whether a message was kept. The file is named after the call; the fact names the file."""
    settings = dialogue.context.settings
    name = f"{settings.messages_folder}/{dialogue.call.facts.call_id}"
    await dialogue.tell("message-begin")
    for turn in range(tries):
        if turn:
            await dialogue.tell("message-too-short")
        recorded = await dialogue.call.record(
            name, limit_s=settings.message_limit_s, silence_s=settings.message_silence_s
        )
        if _spoken_s(recorded) >= settings.message_shortest_s:
            dialogue.note(
                FactKind.MESSAGE_LEFT, path=recorded.path, seconds=recorded.seconds, language=dialogue.language
            )
            await dialogue.tell("message-saved")
            return True
    await dialogue.tell("message-not-saved")
    return False


def _spoken_s(recorded: Recorded) -> float:
    return recorded.seconds - (_SILENCE_KEPT_S if recorded.ended_by == "silence" else 0)
