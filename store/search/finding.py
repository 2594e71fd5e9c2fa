"""Searching: pending texts and the caller's own tickets, then the postings, the newest block first, till it is enough.

    seqs = await find(session, Wanted(needles=needles_of("轮椅"), offices=("hefei",)), limit=51)

What a posting names is compared with its text here, so the answer is what LIKE '%…%' on the folded texts would give.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from sqlalchemy import Connection, Select, func, literal, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from store.one_of import one_of
from store.search import postings, rows
from store.search.narrowing import in_states
from store.search.postings import BLOCK_BITS
from store.search.wanted import Wanted
from store.tables.person import Person
from store.tables.search import TicketText
from store.tables.ticket import Ticket

_AT_ONCE = (1, 4, 32)
"""Blocks that are read at once: a common word is answered by the newest, a rare one by a look into each."""
_CHUNK = 500
"""Texts compared at once, at most."""


async def find(session: AsyncSession, wanted: Wanted, *, limit: int) -> list[int]:
    """The places (`TicketText.seq`) of matching tickets, the newest first, at most `limit`."""
    search = _Search(session=session, wanted=wanted, dialect=session.get_bind().dialect.name, limit=limit)
    highest, found = await search.first_look()
    async for floor, matching in search.posted(highest):
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

    async def first_look(self) -> tuple[int, set[int]]:
        """The highest place there is to look at, and what needs no postings: pending texts, tickets of the caller."""
        looks = [select(literal(0).label("kind"), func.max(TicketText.seq).label("seq"))]
        for look in (self._pending(), self._of_caller()):
            if look is not None:
                looks.append(select(literal(1), look.limit(self.limit).subquery().c.seq))
        rows = (await self.session.execute(union_all(*looks))).all()
        last = next((seq for kind, seq in rows if kind == 0), None) or 0
        highest = last if self.wanted.below is None else min(last, self.wanted.below - 1)
        return highest, {seq for kind, seq in rows if kind == 1}

    def _pending(self) -> Select[int] | None:
        """Texts that the postings do not know yet."""
        if not self.wanted.needles:
            return None
        query = select(TicketText.seq).where(TicketText.pending > 0, self.wanted.in_text(self.dialect))
        checks = self.wanted.checks()
        if checks:
            query = query.join(Ticket, Ticket.id == TicketText.ticket_id).where(*checks)
        if self.wanted.below is not None:
            query = query.where(TicketText.seq < self.wanted.below)
        return query.order_by(TicketText.seq.desc())

    def _of_caller(self) -> Select[int | None] | None:
        """Tickets of this number, or of people of exactly this name."""
        known = []
        if self.wanted.name_hashes:
            named = select(Person.id).where(Person.name_hash.in_(self.wanted.name_hashes))
            known.append(Ticket.person_id.in_(named))
        if self.wanted.caller_hashes:
            known.append(Ticket.caller_hash.in_(self.wanted.caller_hashes))
        if not known:
            return None
        query = select(Ticket.seq).where(or_(*known), Ticket.seq.is_not(None), *self.wanted.checks())
        if self.wanted.below is not None:
            query = query.where(Ticket.seq < self.wanted.below)
        return query.order_by(Ticket.seq.desc())

    async def posted(self, highest: int) -> AsyncIterator[tuple[int, Sequence[int]]]:
        """Matches chunk by chunk, downwards: (all of this place and above is done, matching places)."""
        block, sizes = highest >> BLOCK_BITS, iter(_AT_ONCE)
        while block >= 0 and self.wanted.needles:
            blocks = range(block, max(block - next(sizes, _AT_ONCE[-1]), -1), -1)
            known = await self._read(blocks)
            seqs = chain.from_iterable(self._candidates(number, known.get(number, {})) for number in blocks)
            async for step in self._compared(seqs, floor=blocks[-1] << BLOCK_BITS):
                yield step
            block = blocks[-1] - 1

    async def _compared(self, seqs: Iterator[int], *, floor: int) -> AsyncIterator[tuple[int, Sequence[int]]]:
        size, narrowed = self.limit, False
        while chunk := list(islice(seqs, size)):
            yield chunk[-1], await self._matching(chunk)
            size = min(size * 2, _CHUNK)
            if self._poor() and not narrowed:
                narrowed, seqs = True, iter(await self._narrowed(list(seqs), floor))
        yield floor, ()

    async def _read(self, blocks: Sequence[int]) -> Mapping[int, Mapping[int, bytes]]:
        tokens = list({*self.wanted.office_tokens(), *(one for many in self.wanted.tokens() for one in many)})

        def work(connection: Connection) -> Mapping[int, Mapping[int, bytes]]:
            return rows.read_blocks(connection, blocks, tokens)

        return await (await self.session.connection()).run_sync(work)

    def _candidates(self, block: int, known: Mapping[int, bytes]) -> Iterator[int]:
        """Tickets of a block that the postings name, the highest first."""
        first, below = block << BLOCK_BITS, self.wanted.below
        seqs = (first + place for place in self._places(known))
        return seqs if below is None else (seq for seq in seqs if seq < below)

    def _places(self, known: Mapping[int, bytes]) -> Iterator[int]:
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
        query = select(TicketText.seq).where(
            one_of(self.session, TicketText.seq, seqs), self.wanted.in_text(self.dialect)
        )
        checks = self.wanted.checks()
        if checks:
            query = query.join(Ticket, Ticket.id == TicketText.ticket_id).where(*checks)
        found = (await self.session.scalars(query)).all()
        self.compared += len(seqs)
        self.matched += len(found)
        return found

    def _poor(self) -> bool:
        """Most candidates fail: with a state asked for, it pays to ask first which tickets are in it."""
        return self.wanted.states is not None and self.matched * 10 < self.compared

    async def _narrowed(self, seqs: Sequence[int], floor: int) -> Sequence[int]:
        if len(seqs) <= _CHUNK:
            return seqs
        inside = await in_states(self.session, self.wanted, lowest=floor, highest=seqs[0])
        return seqs if inside is None else [seq for seq in seqs if seq in inside]
