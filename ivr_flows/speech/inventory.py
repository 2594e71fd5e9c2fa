"""Which clips to ship: every fixed piece and word, and whole phrases where a phrase is finite and much said.

Pure. A phrase spoken in one breath is far better understood than its words put together, so offices, hotline numbers,
days of the year and common times are shipped as phrases too; composition takes the longest clip that fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product

from ivr_flows.prompt_texts import Kind, Place, Prompt
from ivr_flows.wording import TONGUES, clip_key

_LEAP_YEAR = 2028
_KEYS = "0123456789*#"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What sites say that all of them share in the shipped audio."""

    offices: tuple[str, ...] = ()
    """Office names as spoken, in the language at hand."""
    numbers: tuple[str, ...] = ()
    """Hotline numbers."""


def pieces(prompts: Iterable[Prompt], language: str) -> tuple[str, ...]:
    """The fixed pieces of all prompts, as spoken."""
    tongue = TONGUES[language]
    found = [
        tongue.literal(part) for prompt in prompts for part in prompt.texts.get(language, ()) if isinstance(part, str)
    ]
    return _unique(found)


def needed(prompts: Iterable[Prompt], language: str) -> tuple[str, ...]:
    """The clips without which something could not be said, office names aside."""
    return _unique([*pieces(prompts, language), *TONGUES[language].vocabulary()])


def phrases(prompts: Iterable[Prompt], language: str, known: Known) -> tuple[str, ...]:
    """Whole phrases worth shipping, beside what is `needed`."""
    return _unique([*_prompt_phrases(prompts, language, known), *_digit_pairs(language), *_moments(language)])


def _prompt_phrases(prompts: Iterable[Prompt], language: str, known: Known) -> Iterator[str]:
    tongue = TONGUES[language]
    values: Mapping[Kind, Sequence[str]] = {
        Kind.OFFICE: known.offices,
        Kind.KEY: ["".join(tongue.key(key).words) for key in _KEYS],
        Kind.DIGITS: ["".join(tongue.digits(number).words) for number in known.numbers],
    }
    for prompt in prompts:
        for run in _runs(prompt.texts.get(language, ())):
            kinds = [part.kind for part in run if isinstance(part, Place)]
            for chosen in product(*(values[kind] for kind in kinds)):
                fill = iter(chosen)
                yield "".join(next(fill) if isinstance(part, Place) else tongue.literal(part) for part in run)


def _runs(text: Sequence[str | Place]) -> Iterator[list[str | Place]]:
    """The stretches between places without a finite choice; an office beside a key stands alone."""
    has_key = any(isinstance(part, Place) and part.kind is Kind.KEY for part in text)
    endless = {Kind.DATETIME, Kind.DATE, Kind.COUNT} | ({Kind.OFFICE} if has_key else set())
    run: list[str | Place] = []
    for part in text:
        if isinstance(part, Place) and part.kind in endless:
            yield run
            run = []
        else:
            run.append(part)
    yield run


def _moments(language: str) -> Iterator[str]:
    """The quarters of each hour; today, tomorrow and the day after with hours and half-hours; each day of the year."""
    tongue = TONGUES[language]
    now = datetime(_LEAP_YEAR, 1, 1, tzinfo=UTC)
    for quarter in range(96):
        at = now + timedelta(minutes=15 * quarter)
        yield "".join(tongue.moment(at, now).words[1:])
        if at.minute in (0, 30) and 7 <= at.hour < 18:
            for ahead in range(3):
                yield "".join(tongue.moment(at + timedelta(days=ahead), now).words)
    for day in range(366):
        yield "".join(tongue.date(date(_LEAP_YEAR, 1, 1) + timedelta(days=day)).words)


def _digit_pairs(language: str) -> Iterator[str]:
    tongue = TONGUES[language]
    for pair in range(100):
        yield "".join(tongue.digits(f"{pair:02d}").words)


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    by_key = {clip_key(text): text.strip() for text in texts if text.strip()}
    return tuple(by_key.values())
