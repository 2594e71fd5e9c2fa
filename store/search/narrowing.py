"""Which tickets are in the wanted offices and states: asked when a common word meets a rare state."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.inbox import offices_present
from store.search.wanted import Wanted
from store.tables.ticket import Ticket

_MOST = 8192
"""More than this, and comparing texts finds a page soon enough."""


async def in_states(session: AsyncSession, wanted: Wanted, *, lowest: int, highest: int) -> frozenset[int] | None:
    """Places of the tickets in these offices and states, between two places; None when there are too many to list.

    Offices are spelled out where any will do, so that the index over (office, state, seq) serves.
    """
    offices = wanted.offices if wanted.offices is not None else await offices_present(session)
    query = select(Ticket.seq).where(Ticket.office.in_(offices), Ticket.state.in_(wanted.states or ()))
    query = query.where(Ticket.seq.between(lowest, highest)).limit(_MOST + 1)
    found = (await session.scalars(query)).all()
    return None if len(found) > _MOST else frozenset(seq for seq in found if seq is not None)
