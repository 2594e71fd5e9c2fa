"""Searching: pending texts and the caller's own tickets, then the postings, the newest block first, till it is enough.

    seqs = await find(session, Wanted(needles=needles_of("轮椅"), offices=("hefei",)), limit=51)

What a posting names is compared with its text here, so the answer is what LIKE '%…%' on the folded texts would give.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.search import postings, rows
from store.search.narrowing import Narrowing
from store.search.postings import BLOCK, BLOCK_BITS
from store.search.wanted import Wanted
from store.tables.person import Person
from store.tables.search import TicketText
from store.tables.ticket import Ticket

_FIRST, _LATER = 1, 16
"""Blocks that are read at once: a common word is answered by the newest, a rare one by a look into each."""
_CHUNK = 500
"""Texts compared at once, at most."""


async def find(session: AsyncSession, wanted: Wanted, *, limit: int) -> list[int]:
    """The places (`TicketText.seq`) of matching tickets, the newest first, at most `limit`."""
    search = _Search(session=session, wanted=wanted, dialect=session.get_bind().dialect.name, limit=limit)
    found = await search.pending() | await search.of_caller()
    async for floor, matching in search.posted():
        found.update(matching)
        if sum(seq >= floor for seq in found) >= limit:
            break
    return sorted(found, reverse=True)[:limit]


@dataclass(slots=True, kw_only=True)
class _Search:
    session: AsyncSession
    wanted: Wanted
    dialect: str
    limit: int
    compared: int = 0
    matched: int = 0
    narrowing: Narrowing | None = field(default=None)

    async def pending(self) -> set[int]:
        """Texts that the postings do not know yet."""
        if not self.wanted.needles:
            return set()
        query = select(TicketText.seq).where(TicketText.pending > 0, self.wanted.in_text(self.dialect))
        query = query.join(Ticket, Ticket.id == TicketText.ticket_id).where(*self.wanted.conditions())
        if self.wanted.below is not None:
            query = query.where(TicketText.seq < self.wanted.below)
        return set(await self.session.scalars(query.order_by(TicketText.seq.desc()).limit(self.limit)))

    async def of_caller(self) -> set[int]:
        """Tickets of this number, or of people of exactly this name."""
        named = select(Person.id).where(Person.name_hash.in_(self.wanted.name_hashes))
        known = []
        if self.wanted.name_hashes:
            known.append(Ticket.person_id.in_(named))
        if self.wanted.caller_hashes:
            known.append(Ticket.caller_hash.in_(self.wanted.caller_hashes))
        if not known:
            return set()
        query = select(Ticket.seq).where(or_(*known), Ticket.seq.is_not(None), *self.wanted.conditions())
        if self.wanted.below is not None:
            query = query.where(Ticket.seq < self.wanted.below)
        seqs = await self.session.scalars(query.order_by(Ticket.seq.desc()).limit(self.limit))
        return {seq for seq in seqs if seq is not None}

    async def posted(self) -> AsyncIterator[tuple[int, Sequence[int]]]:
        """Matches block by block, chunk by chunk, downwards: (all of this place and above is done, matching places)."""
        block, looked_at = await self._highest() >> BLOCK_BITS, _FIRST
        while block >= 0 and self.wanted.needles:
            blocks = range(block, max(block - looked_at, -1), -1)
            known = await self._read(blocks)
            for number in blocks:
                async for step in self._of_block(number, known.get(number, {})):
                    yield step
            block, looked_at = blocks[-1] - 1, _LATER

    async def _highest(self) -> int:
        if self.wanted.below is not None:
            return self.wanted.below - 1
        return await self.session.scalar(select(func.max(TicketText.seq))) or 0

    async def _read(self, blocks: Sequence[int]) -> Mapping[int, Mapping[int, bytes]]:
        tokens = list({*self.wanted.office_tokens(), *(one for many in self.wanted.tokens() for one in many)})

        def work(connection: Connection) -> Mapping[int, Mapping[int, bytes]]:
            return rows.read_blocks(connection, blocks, tokens)

        return await (await self.session.connection()).run_sync(work)

    async def _of_block(self, block: int, known: Mapping[int, bytes]) -> AsyncIterator[tuple[int, Sequence[int]]]:
        first = block << BLOCK_BITS
        top = BLOCK if self.wanted.below is None else self.wanted.below - first
        places = (place for place in self._candidates(known) if place < top)
        seqs: Iterator[int] = (first + place for place in places)
        size = self.limit
        while chunk := list(islice(seqs, size)):
            yield chunk[-1], await self._matching(chunk)
            size = min(size * 2, _CHUNK)
            if self._poor():
                seqs = iter(await self._narrowed(block, list(seqs)))
        yield first, ()

    def _candidates(self, known: Mapping[int, bytes]) -> Iterator[int]:
        """Places that the postings name, the highest first."""
        scope = [known[token] for token in self.wanted.office_tokens() if token in known]
        if self.wanted.offices is not None and not scope:
            return iter(())
        within = [postings.either(scope)] if scope else []
        whole = [many for many in self.wanted.tokens() if all(token in known for token in many)]
        each = [postings.common([*(known[token] for token in many), *within]) for many in whole]
        if len(each) == 1:
            return each[0]
        return iter(sorted({place for places in each for place in places}, reverse=True))

    async def _matching(self, seqs: Sequence[int]) -> Sequence[int]:
        query = select(TicketText.seq).where(TicketText.seq.in_(seqs), self.wanted.in_text(self.dialect))
        conditions = self.wanted.conditions()
        if conditions:
            query = query.join(Ticket, Ticket.id == TicketText.ticket_id).where(*conditions)
        found = (await self.session.scalars(query)).all()
        self.compared += len(seqs)
        self.matched += len(found)
        return found

    def _poor(self) -> bool:
        """Most candidates fail: with a state asked for, it pays to ask first which tickets are in it."""
        return self.wanted.states is not None and self.matched * 10 < self.compared

    async def _narrowed(self, block: int, seqs: Sequence[int]) -> Sequence[int]:
        if len(seqs) <= _CHUNK:
            return seqs
        if self.narrowing is None:
            self.narrowing = await Narrowing.of(self.session, self.wanted)
        inside = await self.narrowing.of_block(self.session, block)
        return seqs if inside is None else [seq for seq in seqs if seq in inside]
