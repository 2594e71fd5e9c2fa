"""One thing that a flow wants the caller to hear: a prompt's id and the values that fill its places.

Pure: no audio, no text, no language here. A `PromptBook` turns an utterance into clips or into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

Value = str | int | datetime | date | time
"""What may fill a place. Which of these a place takes is said by its kind in `prompts.toml` (see docs/prompts.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A prompt (提示音) by its id in `prompts.toml`, with one value for each of its places.

    `params` may also hold `now` (aware): a `datetime` place then says 今天, 明天 or 后天 where that is true.
    """

    prompt: str
    params: Mapping[str, Value] = field(default_factory=dict)
