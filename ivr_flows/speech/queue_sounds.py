"""The sounds that Asterisk itself plays (dialplan, app_queue, say.c), by Asterisk's names, out of a prepared book.

Mandarin numbers go by Asterisk's `zh` rules: digits/0-9, the tens, hundred, thousand, wan. Korean falls under its
English rules: digits/0-19, the tens, and hundred after a digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from dialplan.contract import NUMBER_SOUNDS, Sound
from ivr_flows.incoming import greeting
from ivr_flows.rendered_book import RenderedBook
from ivr_flows.spoken_ko import numeral as korean
from ivr_flows.spoken_zh import numeral as mandarin
from ivr_flows.utterance import Utterance
from ivr_flows.wording import clip_key

PROMPT_OF: Mapping[Sound, str] = {
    Sound.APOLOGY: "sorry-trouble",
    Sound.GOODBYE: "sorry-goodbye",
    Sound.CUT_OFF: "queue-reconnecting",
    Sound.OFFER: "queue-periodic",
    Sound.NEXT_IN_LINE: "queue-you-are-next",
    Sound.POSITION_BEFORE: "queue-there-are",
    Sound.POSITION_AFTER: "queue-calls-waiting",
    Sound.WAIT_BEFORE: "queue-hold-time",
    Sound.MINUTE: "queue-minute",
    Sound.MINUTES: "queue-minutes",
    Sound.THANKS: "queue-thank-you",
}
"""Asterisk's name of a sound -> the prompt that it is."""
_UNITS: Mapping[str, Mapping[str, str]] = {
    "zh": {"hundred": "百", "thousand": "千", "wan": "万"},
    "ko": {"hundred": "백", "thousand": "천"},
}


COMPOSED = frozenset({Sound.RECORDED})
"""Sounds that are not one prompt: made for each site by `write_notices`."""


def queue_sounds(book: RenderedBook, notices: Mapping[str, Path]) -> dict[str, dict[str, Path]]:
    """Language -> sound name below `sounds/<language>/`, without ending -> prepared file (8 kHz `.sln`).

    Each prompt that Asterisk plays is there by Asterisk's name and by its own id. `notices`: see `write_notices`.
    """
    return {
        language: {**dict(_sounds(book, language)), Sound.RECORDED.value: notices[language]} for language in book.clips
    }


def write_notices(book: RenderedBook, number: str) -> dict[str, Path]:
    """What citizens hear whom a seat calls: our flows' greeting and recording notice, one file for each language."""
    return {language: _notice(book, language, number) for language in book.clips}


def _notice(book: RenderedBook, language: str, number: str) -> Path:
    said = (greeting(number), Utterance(prompt="recording-notice"))
    clips = [clip for utterance in said for clip in book.audio(utterance, language)]
    path = book.root / f"notice-of-calls-out-{language}.sln"
    path.write_bytes(b"".join(Path(f"{clip}.sln").read_bytes() for clip in clips))
    return path


def _sounds(book: RenderedBook, language: str) -> Iterator[tuple[str, Path]]:
    for sound, prompt in PROMPT_OF.items():
        (clip,) = book.audio(Utterance(prompt=prompt), language)
        yield sound.value, Path(f"{clip}.sln")
        yield prompt, Path(f"{clip}.sln")
    for name, word in number_words(language).items():
        yield f"digits/{name}", book.root / f"{book.clips[language][clip_key(word)]}.sln"


def number_words(language: str) -> dict[str, str]:
    """Asterisk's names of the parts of numbers, below `digits/` -> the words."""
    numeral = mandarin if language == "zh" else korean
    names = [name.removeprefix("digits/") for name in NUMBER_SOUNDS]
    return {name: numeral(int(name)) for name in names if name.isdigit()} | dict(_UNITS[language])
