"""Suggestions (重复、集中反映提示): one person again and again, or many persons, on one matter; a person decides. Pure.

Each names its tickets, why each is thought to be alike, and what was asked for. Which counts a regulation names, and
whether supervision follows, is the pack's (`Supervision.sign`); without an entry the counts are `LINK_AT` and
nothing follows but the hint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from ticketing.aftercare import Supervision
from ticketing.pack import Pack
from ticketing.repeats.index import Found, Matter, RepeatIndex


class Kind(StrEnum):
    """What repeats."""

    ONE_PERSON = "one-person"  # 同一诉求人重复反映
    MANY_PERSONS = "many-persons"  # 多人集中反映


LINK_AT: Mapping[Kind, int] = {Kind.ONE_PERSON: 3, Kind.MANY_PERSONS: 5}
"""From how many on a hint is given where the pack names no number (those of anhui-12345 art. 20(六))."""

SIGNS: Mapping[str, Kind] = {
    "repeated-by-one": Kind.ONE_PERSON,
    "repeated-by-many": Kind.MANY_PERSONS,
    "dissatisfied-and-repeated": Kind.ONE_PERSON,
}
"""Signs of a pack that a count of repeats shows. The last one needs a bad rating beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From which score on two texts are held to tell of one matter, and how far back is looked."""

    same_person: float = 0.2
    """Lower: that the same person calls is evidence already."""
    other_person: float = 0.3
    window: timedelta = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A repeat found. `alike` holds the other tickets with score and phrases; `ticket` is the one asked about."""

    kind: Kind
    ticket: str
    alike: tuple[Found, ...]
    count: int
    """Tickets of the one person, or persons, this ticket included."""
    threshold: int
    bound: float
    supervision: Supervision | None
    """The pack's entry that makes it a reason to supervise; None: a hint only."""

    @property
    def key(self) -> str:
        """The same for a repeat that is found again from another of its tickets."""
        first = min([(one.matter.at, one.matter.ticket) for one in self.alike], default=(None, self.ticket))
        return f"{self.kind}:{first[1]}"

    @property
    def tickets(self) -> tuple[str, ...]:
        """Every ticket of the repeat, this one first."""
        return (self.ticket, *(one.matter.ticket for one in self.alike))


def suggest(
    index: RepeatIndex, matter: Matter, pack: Pack, *, dissatisfied: bool = False, bounds: Bounds | None = None
) -> tuple[Suggestion, ...]:
    """What this matter repeats, looking back `bounds.window` from it. It need not be in the index yet."""
    bounds = bounds or Bounds()
    floor = min(bounds.same_person, bounds.other_person)
    near = [
        found
        for found in index.alike(matter, least=floor)
        if matter.at - bounds.window <= found.matter.at and _before(found.matter, matter)
    ]
    own = tuple(found for found in near if _same(found.matter, matter) and found.likeness.score >= bounds.same_person)
    alike = tuple(found for found in near if found.likeness.score >= bounds.other_person)
    persons = {found.matter.person for found in alike if found.matter.person} | ({matter.person} - {None})
    made = (
        _made(Kind.ONE_PERSON, matter, own, len(own) + 1, bounds.same_person, pack, dissatisfied),
        _made(Kind.MANY_PERSONS, matter, alike, len(persons), bounds.other_person, pack, dissatisfied),
    )
    return tuple(one for one in made if one is not None)


def _before(one: Matter, other: Matter) -> bool:
    """Of two tickets of one moment, the smaller number came first: a repeat is found from its last ticket only."""
    return (one.at, one.ticket) < (other.at, other.ticket)


def _same(left: Matter, right: Matter) -> bool:
    return left.person is not None and left.person == right.person


def _made(
    kind: Kind,
    matter: Matter,
    alike: tuple[Found, ...],
    count: int,
    bound: float,
    pack: Pack,
    dissatisfied: bool,
) -> Suggestion | None:
    entry = _entry(pack, kind, dissatisfied)
    threshold = entry.threshold if entry is not None and entry.threshold else LINK_AT[kind]
    if count < threshold:
        return None
    return Suggestion(
        kind=kind,
        ticket=matter.ticket,
        alike=alike,
        count=count,
        threshold=threshold,
        bound=bound,
        supervision=entry,
    )


def _entry(pack: Pack, kind: Kind, dissatisfied: bool) -> Supervision | None:
    for entry in pack.supervisions:
        if SIGNS.get(entry.sign) is kind and (dissatisfied or entry.sign != "dissatisfied-and-repeated"):
            return entry
    return None
