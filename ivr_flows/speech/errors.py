"""What can go wrong while audio is made. Each message names the place and the mend."""

from __future__ import annotations

from ivr_flows.prompt_book import PromptError


class SpeechError(PromptError):
    """Audio cannot be made."""

    code = "speech-error"


class MissingVoice(SpeechError):
    """The speech synthesiser or its voice is not there."""

    code = "missing-voice"


class SynthesisFailed(SpeechError):
    """The synthesiser was there and gave no audio, or none in time."""

    code = "synthesis-failed"


class BadRecording(SpeechError):
    """A site's own recording cannot be used."""

    code = "bad-recording"


class BadShippedAudio(SpeechError):
    """The audio that ships with the program is missing or altered."""

    code = "bad-shipped-audio"


class MissingExtra(SpeechError):
    """A package of the extras `speech` or `transcript` is not installed, or not the one that was pinned."""

    code = "missing-extra"
