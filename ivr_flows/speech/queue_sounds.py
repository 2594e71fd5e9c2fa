"""The sounds that Asterisk itself plays (app_queue, say.c), by Asterisk's names, out of a prepared book.

Mandarin numbers go by Asterisk's `zh` rules: digits/0-9, the tens, hundred, thousand, wan. Korean falls under
its English rules: digits/0-19, the tens, and hundred after a digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ivr_flows.rendered_book import RenderedBook
from ivr_flows.spoken_ko import numeral as korean
from ivr_flows.spoken_zh import numeral as mandarin
from ivr_flows.utterance import Utterance

QUEUE_NAMES: Mapping[str, str] = {
    "queue-youarenext": "queue-you-are-next",
    "queue-thereare": "queue-there-are",
    "queue-callswaiting": "queue-calls-waiting",
    "queue-holdtime": "queue-hold-time",
    "queue-minute": "queue-minute",
    "queue-minutes": "queue-minutes",
    "queue-seconds": "queue-seconds",
    "queue-thankyou": "queue-thank-you",
    "queue-periodic-announce": "queue-periodic",
}
"""Asterisk's name -> prompt id. Every other prompt that Asterisk plays keeps its own id as its name."""


def queue_sounds(book: RenderedBook) -> dict[str, dict[str, Path]]:
    """Language -> sound name below `sounds/<language>/` -> prepared file (8 kHz `.sln`)."""
    return {language: dict(_sounds(book, language)) for language in book.clips}


def _sounds(book: RenderedBook, language: str) -> Iterator[tuple[str, Path]]:
    for prompt in book.prompts.values():
        if prompt.room == "queue" and not prompt.places and language in prompt.texts:
            (clip,) = book.audio(Utterance(prompt=prompt.id), language)
            for name in {prompt.id, *(ours for ours, theirs in QUEUE_NAMES.items() if theirs == prompt.id)}:
                yield name, Path(f"{clip}.sln")
    for name, word in _digits(language).items():
        yield f"digits/{name}", book.root / f"{book.clips[language][word]}.sln"


def _digits(language: str) -> dict[str, str]:
    """Asterisk's digit names -> clip keys."""
    if language == "zh":
        units = {"hundred": "百", "thousand": "千", "wan": "万"}
        return {str(n): mandarin(n) for n in [*range(10), *range(10, 100, 10)]} | units
    numbers = [*range(20), *range(20, 100, 10)]
    return {str(n): korean(n) for n in numbers} | {"hundred": "백", "thousand": "천"}
