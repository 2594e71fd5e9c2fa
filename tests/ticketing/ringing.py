"""A phone that rings for a call: what a seat's screen pop does to its ticket."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from ticketing.pops import Pops, Ring
from ticketing.record import Offices, TicketRecord


async def rings(session: AsyncSession, call_id: str, *, offices: Offices, now: datetime) -> TicketRecord:
    """The ticket that the call began, made when there was none."""
    ring = Ring(call_id=call_id, facts=(), actor=audit.SYSTEM, shown=False, now=now)
    (pop,) = await Pops(offices).of(session, [ring])
    return pop.ticket
