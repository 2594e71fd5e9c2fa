"""Which clips to ship: every fixed piece and word, and whole phrases where a phrase is finite and much said.

Pure. A phrase spoken in one breath is far better understood than its words put together, so what callers of the
shipped sites hear (`played`) and common times are shipped as phrases too; composition takes the longest clip that fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from ivr_flows.prompt_texts import Kind, Place, Prompt
from ivr_flows.speech.played import SiteVoice, opening_times, played
from ivr_flows.utterance import Utterance
from ivr_flows.wording import TONGUES, clip_key, literal_words, say

_NAMED_DAYS, _DATE_WORDS = 3, 2
"""今天, 明天, 后天; month and day."""
_HALF_HOURS = range(14, 36)
"""Seven in the morning to half past five."""
_ENDLESS = frozenset({Kind.DATETIME, Kind.DATE, Kind.COUNT})


def pieces(prompts: Iterable[Prompt], language: str) -> tuple[str, ...]:
    """The fixed pieces of all prompts, as spoken and as composition cuts them."""
    return _unique(
        word
        for prompt in prompts
        for part in prompt.texts.get(language, ())
        if isinstance(part, str)
        for word in literal_words(part, prompt, TONGUES[language])
    )


def needed(prompts: Iterable[Prompt], language: str) -> tuple[str, ...]:
    """The clips without which something could not be said, office names aside."""
    return _unique([*pieces(prompts, language), *TONGUES[language].vocabulary()])


def phrases(prompts: Iterable[Prompt], language: str, sites: Sequence[SiteVoice]) -> tuple[str, ...]:
    """Whole phrases worth shipping, beside what is `needed`; times and numbers in Mandarin only."""
    spoken = (
        phrase
        for prompt in prompts
        for site in sites
        for utterance in played(prompt, site, language)
        for phrase in _runs(prompt, utterance, language, site)
    )
    values = [*_moments(sites), *_digit_pairs()] if language == "zh" else []
    return _unique([*spoken, *values])


def _runs(prompt: Prompt, utterance: Utterance, language: str, site: SiteVoice) -> Iterator[str]:
    """The sentences, and the stretches of one between places without a finite choice."""
    run = ""
    for part, spoken in zip(prompt.texts[language], say(prompt, utterance, language, site.names), strict=True):
        if isinstance(part, Place) and _is_endless(part, utterance, site):
            yield run
            run = ""
            continue
        for number, word in enumerate(spoken.words):
            if number and isinstance(part, str):
                yield run
                run = ""
            run += word
    yield run


def _is_endless(place: Place, utterance: Utterance, site: SiteVoice) -> bool:
    """The hotline's own number is said whole; other people's numbers are countless."""
    other_number = place.kind is Kind.DIGITS and utterance.params[place.name] != site.plan.number
    return place.kind in _ENDLESS or other_number


def _moments(sites: Sequence[SiteVoice]) -> Iterator[str]:
    """The offices' opening times with today, tomorrow, the day after and each weekday; the half-hours of the day's
    work alone."""
    tongue = TONGUES["zh"]
    now = datetime(2028, 1, 1, tzinfo=UTC)
    for opens in opening_times(sites):
        for ahead in range(7):
            at = datetime.combine(now.date() + timedelta(days=ahead), opens, UTC)
            yield "".join(tongue.moment(at, None).words[_DATE_WORDS:])
            if ahead < _NAMED_DAYS:
                yield "".join(tongue.moment(at, now).words)
    for half in _HALF_HOURS:
        yield "".join(tongue.moment(now + timedelta(minutes=30 * half), now).words[1:])


def _digit_pairs() -> Iterator[str]:
    for pair in range(100):
        yield "".join(TONGUES["zh"].digits(f"{pair:02d}").words)


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    by_key = {clip_key(text): text.strip() for text in texts if text.strip()}
    return tuple(by_key.values())
