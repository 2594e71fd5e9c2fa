"""All matters of the window, by their shingles: what is alike a text is found without reading every ticket.

In memory and incremental: put, replace, remove, drop the old. Candidates share at least one of the rarest shingles of
the text asked for; each is then scored in full. It knows nothing of persons, packs or databases.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ticketing.repeats.likeness import Likeness, likeness
from ticketing.repeats.rarity import Weight, weighing
from ticketing.repeats.words import words

PROBES = 16
"""So many of a text's rarest shingles are looked up."""
LONGEST_LIST = 3_000
"""A shingle in more tickets than this finds nothing in particular."""
MOST_SCORED = 400
"""So many candidates, those that share the most probes, are scored in full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a ticket says and who said it. `person` is any key that is the same for the same person, None: unknown."""

    ticket: str
    at: datetime
    person: str | None
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A matter alike the one asked for."""

    matter: Matter
    likeness: Likeness


class RepeatIndex:
    """The matters that a new one is held against. Shingles are kept as small numbers: 100,000 tickets fit in memory."""

    def __init__(self) -> None:
        self._matters: list[Matter | None] = []
        self._held: list[array[int]] = []
        self._slots: dict[str, int] = {}
        self._ids: dict[str, int] = {}
        self._names: list[str] = []
        self._holders: list[array[int]] = []
        self._having: array[int] = array("I")

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, ticket: str) -> bool:
        return ticket in self._slots

    def put(self, matter: Matter) -> None:
        """Add a matter, or replace what its ticket said before."""
        self.remove(matter.ticket)
        slot = len(self._matters)
        held = array("I", [self._id(shingle) for shingle in words(*matter.texts).shingles])
        self._matters.append(matter)
        self._held.append(held)
        self._slots[matter.ticket] = slot
        for number in held:
            self._holders[number].append(slot)
            self._having[number] += 1

    def remove(self, ticket: str) -> None:
        """Forget a ticket; it need not be there."""
        slot = self._slots.pop(ticket, None)
        if slot is None:
            return
        for number in self._held[slot]:
            self._having[number] -= 1
        self._matters[slot], self._held[slot] = None, array("I")
        if len(self._matters) > 2 * len(self._slots) + 1_000:
            self._pack()

    def drop_before(self, moment: datetime) -> int:
        """Forget what is older than the window; how many."""
        old = [matter.ticket for matter in self._matters if matter is not None and matter.at < moment]
        for ticket in old:
            self.remove(ticket)
        return len(old)

    def get(self, ticket: str) -> Matter | None:
        """The matter of a ticket."""
        slot = self._slots.get(ticket)
        return None if slot is None else self._matters[slot]

    def alike(self, matter: Matter, *, least: float) -> tuple[Found, ...]:
        """Every other matter whose score is at least `least`, the most alike first."""
        said = words(*matter.texts)
        weight = weighing(len(self._slots), self._count)
        own = {self._ids[shingle]: weight(shingle) for shingle in said.shingles if shingle in self._ids}
        whole = sum(map(weight, said.shingles))
        found = []
        for slot in self._candidates(own):
            other = self._matters[slot]
            if other is not None and other.ticket != matter.ticket and self._near(slot, own, whole, weight, least):
                found.append(Found(matter=other, likeness=likeness(said, words(*other.texts), weight)))
        return tuple(sorted(found, key=lambda one: (-one.likeness.score, one.matter.ticket)))

    def _near(self, slot: int, own: Mapping[int, float], whole: float, weight: Weight, least: float) -> bool:
        """Whether the score of `likeness` reaches `least`, without making its evidence."""
        held = self._held[slot]
        common = sum(own[number] for number in held if number in own)
        if 2 * common < least * (whole + common):  # the other weighs at least what is common
            return False
        names = self._names
        return 2 * common >= least * (whole + sum(weight(names[number]) for number in held))

    def _candidates(self, own: Mapping[int, float]) -> Iterator[int]:
        known = [number for number in own if self._having[number]]
        known.sort(key=lambda number: (-own[number], self._names[number]))
        hits: Counter[int] = Counter()
        for number in known[:PROBES]:
            if len(self._holders[number]) <= LONGEST_LIST:
                hits.update(self._holders[number])
        return (slot for slot, _ in hits.most_common(MOST_SCORED))

    def _id(self, shingle: str) -> int:
        number = self._ids.get(shingle)
        if number is None:
            number = self._ids[shingle] = len(self._names)
            self._names.append(shingle)
            self._holders.append(array("I"))
            self._having.append(0)
        return number

    def _count(self, shingle: str) -> int:
        number = self._ids.get(shingle)
        return 0 if number is None else self._having[number]

    def _pack(self) -> None:
        """Build anew without the gaps that removing leaves."""
        kept = RepeatIndex()
        for matter in self._matters:
            if matter is not None:
                kept.put(matter)
        self._matters, self._held, self._slots = kept._matters, kept._held, kept._slots
        self._ids, self._names, self._holders, self._having = kept._ids, kept._names, kept._holders, kept._having
