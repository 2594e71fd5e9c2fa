"""A prompt book of words only: for the terminal walk, for tests of flows, and before any audio was prepared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ivr_flows.prompt_book import UnknownPrompt
from ivr_flows.prompt_texts import Prompt, standard_texts
from ivr_flows.utterance import Utterance
from ivr_flows.wording import Names, say


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBook:
    """A `PromptBook` whose one clip of an utterance is named after what it says."""

    names: Names
    prompts: Mapping[str, Prompt] = field(default_factory=standard_texts)

    def audio(self, utterance: Utterance, language: str) -> tuple[str, ...]:
        """One made-up path, `/text/<language>/<prompt id>`; nothing is there to be played."""
        self.text(utterance, language)
        return (f"/text/{language}/{utterance.prompt}",)

    def text(self, utterance: Utterance, language: str) -> str:
        """See `PromptBook.text`."""
        if utterance.prompt not in self.prompts:
            raise UnknownPrompt(f"there is no prompt {utterance.prompt!r} in prompts.toml")
        parts = say(self.prompts[utterance.prompt], utterance, language, self.names)
        return "".join(part.shown for part in parts)
