"""Which tickets of a block are in the wanted offices and states: asked when a common word meets a rare state."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.inbox import offices_present
from store.search.postings import BLOCK, BLOCK_BITS
from store.search.wanted import Wanted
from store.tables.ticket import Ticket

_MOST = 2048
"""More of a block than this, and comparing texts finds a page soon enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """The offices and states, spelled out, so that the index over (office, state, seq) serves."""

    offices: tuple[str, ...]
    states: tuple[str, ...]

    @classmethod
    async def of(cls, session: AsyncSession, wanted: Wanted) -> Narrowing:
        """Offices that are there, where any will do."""
        offices = wanted.offices if wanted.offices is not None else await offices_present(session)
        return cls(offices=tuple(offices), states=wanted.states or ())

    async def of_block(self, session: AsyncSession, block: int) -> frozenset[int] | None:
        """Places of the block's tickets in these offices and states; None when there are too many to list."""
        first = block << BLOCK_BITS
        query = select(Ticket.seq).where(Ticket.office.in_(self.offices), Ticket.state.in_(self.states))
        query = query.where(Ticket.seq.between(first, first + BLOCK - 1)).limit(_MOST + 1)
        found = (await session.scalars(query)).all()
        return None if len(found) > _MOST else frozenset(seq for seq in found if seq is not None)
