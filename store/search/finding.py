"""Searching: pending texts and the caller's own tickets, then the postings, the newest block first, till it is enough.

    seqs = await find(session, Wanted(needles=needles_of("轮椅"), offices=("hefei",)), limit=51)

What a posting names is compared with its text (`looks.matching`), so the answer is what LIKE '%…%' on the folded texts
would give. With a state asked for, most candidates of a common word may be in another one. Then the tickets in that
state are gone through instead, by an index, and those that the postings do not name are passed over.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from sqlalchemy.ext.asyncio import AsyncSession

from store.at_once import Reader, at_once
from store.search.candidates import Candidates
from store.search.looks import FirstLook, first_look, in_states, matching, of_unit
from store.search.postings import BLOCK_BITS
from store.search.wanted import Wanted

_AT_ONCE = 64
"""Blocks that are read at once: a common word is answered by the first look, a rare one by a look into each."""
FEW = 1000
"""So many candidates are compared at once, at most; not more than these: no other way is looked for."""
_WALK = 8192
"""Places at least, when tickets of a state are gone through; then four times as many, and so on."""
_CHEAPER = 16
"""So many tickets are gone through in the time in which one candidate is looked up."""
_RARE, _MORE = 0.01, 1.5
"""What is missing of a page is asked for at once, with some to spare; nothing found so far does not mean never."""
_MANY = 1_000_000
_Step = tuple[int, Sequence[int]]
"""(all of this place and above is done, matching places)"""


async def find(session: AsyncSession, wanted: Wanted, *, limit: int) -> list[int]:
    """The places (`TicketText.seq`) of matching tickets, the newest first, at most `limit`."""
    return await at_once(session, partial(found_by, wanted=wanted, limit=limit))


def found_by(reader: Reader, wanted: Wanted, limit: int, *, few: int = FEW) -> list[int]:
    """The same for who reads already."""
    if not wanted.needles:
        return []
    look = first_look(reader, wanted, limit=limit)
    found = set(look.sure)
    search = _Search(reader=reader, wanted=wanted, limit=limit, few=few)
    for floor, more in search.posted(look) if wanted.unit is None else search.of_unit(look, wanted.unit):
        found.update(more)
        if sum(seq >= floor for seq in found) >= limit:
            break
    return sorted(found, reverse=True)[:limit]


def found_among(reader: Reader, wanted: Wanted, seqs: Sequence[int]) -> list[int]:
    """Those of a few places that a search would find."""
    look = first_look(reader, wanted, limit=_MANY)
    return [*set(look.sure).intersection(seqs), *matching(reader, wanted, seqs)]


@dataclass(slots=True, kw_only=True)
class _Search:
    reader: Reader
    wanted: Wanted
    limit: int
    few: int
    matched: int = 0

    def posted(self, look: FirstLook) -> Iterator[_Step]:
        """Matches chunk by chunk, downwards."""
        candidates = Candidates(self.wanted, look.blocks, look.postings)
        yield from self._compared(candidates, look.highest + 1)
        block = look.blocks[-1] - 1
        while block >= 0:
            blocks = range(block, max(block - _AT_ONCE, -1), -1)
            candidates = Candidates.read(self.reader, self.wanted, blocks)
            yield from self._compared(candidates, (block + 1) << BLOCK_BITS)
            block = blocks[-1] - 1

    def of_unit(self, look: FirstLook, unit: str) -> Iterator[_Step]:
        """The same among the tickets of one handling unit: so few that the postings are asked about them alone."""
        candidates = Candidates.read(self.reader, self.wanted, range(look.highest >> BLOCK_BITS, -1, -1))
        own = (seq for seq in of_unit(self.reader, unit) if seq <= look.highest)
        named = iter(candidates.among(list(own)))
        while chunk := list(islice(named, self.limit * 2)):
            yield chunk[-1], self._matching(chunk)

    def _compared(self, candidates: Candidates, below: int) -> Iterator[_Step]:
        """Candidates below a place, the highest first; if most fail, perhaps tickets in the wanted states instead."""
        seqs, size, walked = candidates.downwards(below), self.limit, self.wanted.states is None
        while chunk := list(islice(seqs, size)):
            found = self._matching(chunk)
            yield chunk[-1], found
            size = max(self._looks(len(found) / len(chunk)), self.limit)
            if size > self.few and not walked:
                walked = True
                below = yield from self._walked(candidates, chunk[-1], looks=size)
                seqs = candidates.downwards(below)
            size = min(size, self.few)
        yield candidates.lowest, ()

    def _walked(self, candidates: Candidates, below: int, *, looks: int) -> Generator[_Step, None, int]:
        """Tickets in the wanted states, of which the postings name some; the place that was reached.

        Stops where looking at each candidate (`looks`: so many would be enough) had cost less.
        """
        count = candidates.count()
        if count <= self.few:
            return below
        most = min(looks, count) * _CHEAPER
        width = max((below - candidates.lowest) * min(looks, count) // count, _WALK)
        while below > candidates.lowest:
            lowest = max(below - width, candidates.lowest)
            walked = in_states(self.reader, self.wanted, lowest=lowest, below=below, most=most + 1)
            most -= len(walked)
            if most < 0:
                break
            inside = iter(candidates.among(walked))
            while chunk := list(islice(inside, self.limit * 2)):
                yield chunk[-1], self._matching(chunk)
            yield lowest, ()
            below, width = lowest, width * 4
        return below

    def _matching(self, seqs: Sequence[int]) -> Sequence[int]:
        found = matching(self.reader, self.wanted, seqs)
        self.matched += len(found)
        return found

    def _looks(self, rate: float) -> int:
        """How many candidates have to be looked at for what is missing of a page, if so many of them match."""
        return int((self.limit - self.matched) / max(rate, _RARE) * _MORE)
