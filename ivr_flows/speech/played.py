"""What callers of a site really hear: every prompt with the values that the site's routing plan puts in its places.

Pure. It decides which whole phrases are worth shipping (`inventory`) and what the recogniser must listen to
(`transcript`), so that both speak of the same sentences. No audio here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from ivr_flows.progress import LAST_DIGITS
from ivr_flows.prompt_texts import Kind, Place, Prompt
from ivr_flows.utterance import Utterance, Value
from ivr_flows.wording import Names
from routing.plan import Office, Plan
from ticketing.numbers import compose
from workdays.zone import SHANGHAI

SINCE = date(2026, 11, 20)
ASKED_AT = tuple(
    datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)
    for day, hour, minute in ((23, 20, 0), (24, 6, 30), (25, 12, 45), (27, 21, 0))
)
"""A Monday evening, a Tuesday before hours, a Wednesday noon, a Friday night: what is read is 明天, 今天 or a date."""
_MOBILE, _LANDLINE = "13905516284", "62830174"
"""Callers' numbers, the landline without its area code."""
_COUNT = 7
_MOST_KEYS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVoice:
    """A site as far as its callers hear it."""

    id: str
    plan: Plan

    @property
    def names(self) -> Names:
        """Office id -> language -> name as spoken."""
        return {office.id: office.names for office in self.plan.offices.values()}


def played(prompt: Prompt, site: SiteVoice, language: str) -> Iterator[Utterance]:
    """The prompt with each value that callers of the site meet there; itself alone where it has no places."""
    for params in _values(prompt, site, language):
        yield Utterance(prompt=prompt.id, params=params)


def _values(prompt: Prompt, site: SiteVoice, language: str) -> Iterable[Mapping[str, Value]]:
    plan = site.plan
    offices = [office for office in plan.offices.values() if language in office.names]
    match prompt.id:
        case "closed-opens":
            return _openings(offices, plan)
        case "closed-connecting":
            return [{"office": office.id} for office in offices if not office.hours.always]
        case "area-choice":
            return [{"office": office, "key": key} for office, key in _asked(offices)]
        case "area-unanswered":
            return [{"office": office.id} for office in offices if office.id == plan.home]
        case "closed-unknown":
            return [{"office": office.id} for office in offices if office.id == plan.home and not office.hours.always]
        case "language-choice":
            keys = {spoken: str(key) for key, spoken in enumerate(plan.languages, 1)}
            return [{"key": keys[language]}] if len(keys) > 1 and language in keys else []
        case "callback-confirm":
            codes = [code for office in offices for code in office.area_codes]
            return [{"number": _MOBILE}, *({"number": f"{code}{_LANDLINE}"} for code in codes[:1])]
        case "progress-number":
            return [{"number": compose(SINCE, plan.offices[plan.home].division, _COUNT)[-LAST_DIGITS:]}]
    return _by_kind(prompt, offices, plan)


def _by_kind(prompt: Prompt, offices: Sequence[Office], plan: Plan) -> Iterable[Mapping[str, Value]]:
    match places(prompt):
        case ():
            return [{}]
        case (Place(name=name, kind=Kind.OFFICE),):
            return [{name: office.id} for office in offices]
        case (Place(name=name, kind=Kind.DIGITS),):
            return [{name: plan.number}]
        case (Place(name=name, kind=Kind.DATE),):
            return [{name: SINCE}]
    raise ValueError(f"prompt {prompt.id!r} has places whose values are not told here: add a case to `played`")


def places(prompt: Prompt) -> tuple[Place, ...]:
    """The prompt's places, each once, in the order of its first language."""
    found = [part for text in prompt.texts.values() for part in text if isinstance(part, Place)]
    return tuple({place.name: place for place in found}.values())


def _openings(offices: Sequence[Office], plan: Plan) -> Iterator[Mapping[str, Value]]:
    """Each office once, the moments of asking in turn."""
    for number, office in enumerate(offices):
        now = ASKED_AT[number % len(ASKED_AT)]
        if opens_at := office.hours.next_opening(now, plan.calendar):
            yield {"office": office.id, "opens_at": opens_at, "now": now}


def _asked(offices: Sequence[Office]) -> Iterator[tuple[str, str]]:
    """Office and key, for each area code between whose offices callers are asked."""
    for code in dict.fromkeys(code for office in offices for code in office.area_codes):
        group = [office.id for office in offices if code in office.area_codes]
        if len(group) > 1:
            yield from zip(group[:_MOST_KEYS], "123456789", strict=False)


def opening_times(sites: Iterable[SiteVoice]) -> tuple[time, ...]:
    """The clock times at which offices open."""
    minutes = {
        span.opens
        for site in sites
        for office in site.plan.offices.values()
        if not office.hours.always
        for spans in (office.hours.workday, office.hours.rest, *office.hours.weekday.values())
        for span in spans
    }
    return tuple(time(opens // 60, opens % 60) for opens in sorted(minutes))
