"""The port through which flows turn utterances into something to play or to show.

Only the protocol and its errors. The books themselves are `ivr_flows.rendered_book` (clips on disk; what a
running system uses) and `ivr_flows.text_book` (words only; for the terminal walk). No audio library may be
reached from here.
"""

from __future__ import annotations

from typing import Protocol

from ivr_flows.utterance import Utterance


class PromptError(Exception):
    """A prompt cannot be said. `code` is stable; the message names the place and the mend."""

    code = "prompt-error"


class UnknownPrompt(PromptError):
    """No such prompt id, or not in this language."""

    code = "unknown-prompt"


class BadParameter(PromptError):
    """An utterance lacks a place's value, has one too many, or one that the place's kind cannot say."""

    code = "bad-parameter"


class MissingClip(PromptError):
    """The words are known but no audio of them was prepared: `hotline prompts render`, or record it."""

    code = "missing-clip"


class PromptBook(Protocol):
    """What can be said, in each of the site's languages. Both verbs raise `PromptError` only."""

    def audio(self, utterance: Utterance, language: str) -> tuple[str, ...]:
        """Absolute clip paths without ending, in order, for Asterisk's STREAM FILE or Playback."""

    def text(self, utterance: Utterance, language: str) -> str:
        """The words that `audio` speaks, with the usual punctuation: for the terminal walk, logs and the desk."""
