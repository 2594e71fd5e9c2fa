"""Rows of the units that handle tickets: written as moves are made, read to tell who may see a ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.among import among
from store.tables.base import Base
from store.tables.ticket_helper import TicketHelper
from store.upsert import insert_missing

_HELPER = Base.metadata.tables[TicketHelper.__tablename__]
_HELPERS = select(_HELPER.c.ticket_id, _HELPER.c.unit)


async def keep_helper(session: AsyncSession, ticket: str, unit: str | None) -> None:
    """A unit handles the ticket beside its lead; None: nobody does so any more."""
    if unit is not None:
        await session.execute(insert_missing(session, _HELPER), {"unit": unit, "ticket_id": ticket})
    else:
        await session.execute(delete(_HELPER).where(_HELPER.c.ticket_id == ticket))


async def helpers_of(session: AsyncSession, tickets: Sequence[str]) -> dict[str, frozenset[str]]:
    """The units beside the lead of each of these tickets (ids)."""
    found = defaultdict[str, set[str]](set)
    for ticket, unit in await among(session, _HELPERS, {_HELPER.c.ticket_id: tickets}):
        found[ticket].add(unit)
    return {ticket: frozenset(found[ticket]) for ticket in tickets}
