"""Tickets of some blocks that the postings name: perhaps too many, never too few. What they say is worked out late."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from store.at_once import Reader
from store.search import postings, rows
from store.search.postings import BLOCK_BITS
from store.search.wanted import Wanted

_EMPTY = postings.pack(())
_PLACE = postings.BLOCK - 1


class Candidates:
    """Blocks are in descending order, and so is what comes out."""

    def __init__(self, wanted: Wanted, blocks: Sequence[int], known: Mapping[int, Mapping[int, bytes]]) -> None:
        self._needles = wanted.tokens()
        self._offices = None if wanted.offices is None else wanted.office_tokens()
        self._blocks = blocks
        self._known = known
        self._named: dict[int, bytes] = {}
        self.lowest = blocks[-1] << BLOCK_BITS

    @classmethod
    def read(cls, reader: Reader, wanted: Wanted, blocks: Sequence[int]) -> Candidates:
        """Their postings from the database."""
        return cls(wanted, blocks, rows.read(reader, blocks, wanted.every_token()))

    def downwards(self, below: int) -> Iterator[int]:
        """Candidates below this place."""
        for block in self._blocks:
            first = block << BLOCK_BITS
            if first < below:
                seqs = (first + place for place in postings.downwards(self._of(block)))
                yield from seqs if first + _PLACE < below else (seq for seq in seqs if seq < below)

    def among(self, seqs: Sequence[int]) -> list[int]:
        """Those of these places that are candidates."""
        every = np.sort(np.array(seqs, np.int64))[::-1]
        blocks = every >> BLOCK_BITS
        found: list[int] = []
        for block in range(self._blocks[0], self._blocks[-1] - 1, -1):
            some = every[blocks == block]
            if len(some):
                found += some[postings.holds(self._of(block), some & _PLACE)].tolist()
        return found

    def count(self) -> int:
        """How many there are."""
        return sum(postings.count(self._of(block)) for block in self._blocks)

    def _of(self, block: int) -> bytes:
        named = self._named.get(block)
        if named is None:
            named = self._named[block] = self._worked_out(self._known.get(block, {}))
        return named

    def _worked_out(self, known: Mapping[int, bytes]) -> bytes:
        whole = [many for many in self._needles if all(token in known for token in many)]
        each = [postings.common([known[token] for token in many]) for many in whole]
        named = postings.either(each) if each else _EMPTY
        if self._offices is None or not named:
            return named
        scope = [known[token] for token in self._offices if token in known]
        return postings.common([named, postings.either(scope)]) if scope else _EMPTY
