"""The language question (语言), asked only at sites that answer in several. Each choice is said in its own language."""

from __future__ import annotations

from ivr_flows.dialogue import Dialogue, Saying
from store.facts import FactKind


async def settle(dialogue: Dialogue) -> None:
    """Set the conversation's language. Silence keeps the site's first; the question is not repeated."""
    languages = dialogue.context.plan.languages
    if len(languages) == 1:
        return
    by_key = {str(number): language for number, language in enumerate(languages[:9], 1)}
    sayings = [
        Saying(prompt="language-choice", params={"key": key}, language=language) for key, language in by_key.items()
    ]
    key = await dialogue.choose(sayings, "".join(by_key), tries=1)
    if key is not None:
        dialogue.language = by_key[key]
        dialogue.note(FactKind.LANGUAGE_CHOSEN, language=dialogue.language)
