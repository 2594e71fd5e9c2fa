"""All matters of the window, by their shingles: what is alike a text is found without reading every ticket.

In memory and incremental: put, replace, remove, drop the old. Candidates share at least one of the rarest shingles of
the text asked for; each is then scored in full. It knows nothing of persons, packs or databases.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ticketing.repeats.likeness import Likeness, likeness, score
from ticketing.repeats.rarity import Weight, weighing
from ticketing.repeats.words import Words, words

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
    """The matters that a new one is held against."""

    def __init__(self) -> None:
        self._matters: list[Matter | None] = []
        self._words: list[Words | None] = []
        self._slots: dict[str, int] = {}
        self._holders: dict[str, array[int]] = {}
        self._having: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, ticket: str) -> bool:
        return ticket in self._slots

    def put(self, matter: Matter) -> None:
        """Add a matter, or replace what its ticket said before."""
        self.remove(matter.ticket)
        slot = len(self._matters)
        said = words(*matter.texts)
        self._matters.append(matter)
        self._words.append(said)
        self._slots[matter.ticket] = slot
        for shingle in said.shingles:
            self._holders.setdefault(shingle, array("I")).append(slot)
        self._having.update(said.shingles)

    def remove(self, ticket: str) -> None:
        """Forget a ticket; it need not be there."""
        slot = self._slots.pop(ticket, None)
        if slot is None:
            return
        said = self._words[slot]
        self._matters[slot] = self._words[slot] = None
        if said is not None:
            self._having.subtract(said.shingles)
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

    def weight(self) -> Weight:
        """What a shingle is worth among the matters of now."""
        return weighing(len(self._slots), self._having)

    def alike(self, matter: Matter, *, least: float) -> tuple[Found, ...]:
        """Every other matter whose score is at least `least`, the most alike first."""
        said = words(*matter.texts)
        weight = self.weight()
        found = []
        for slot in self._candidates(said, weight):
            other, its = self._matters[slot], self._words[slot]
            if other is None or its is None or other.ticket == matter.ticket:
                continue
            if score(said, its, weight) >= least:
                found.append(Found(matter=other, likeness=likeness(said, its, weight)))
        return tuple(sorted(found, key=lambda one: (-one.likeness.score, one.matter.ticket)))

    def _candidates(self, said: Words, weight: Weight) -> Iterator[int]:
        known = [shingle for shingle in said.shingles if self._having.get(shingle, 0) > 0]
        known.sort(key=lambda shingle: (-weight(shingle), shingle))
        hits: Counter[int] = Counter()
        for shingle in known[:PROBES]:
            holders = self._holders[shingle]
            if len(holders) <= LONGEST_LIST:
                hits.update(holders)
        return (slot for slot, _ in hits.most_common(MOST_SCORED))

    def _pack(self) -> None:
        """Build anew without the gaps that removing leaves."""
        kept = [matter for matter in self._matters if matter is not None]
        self._matters, self._words, self._slots, self._holders, self._having = [], [], {}, {}, Counter()
        for matter in kept:
            self.put(matter)
