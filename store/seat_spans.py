"""Stretches of a seat's day, kept and read again. What makes one is `ami.presence`'s, their sum `ticketing`'s."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from store.seat_span import SeatSpan
from store.tables.seat_span import SeatSpan as Row
from store.upsert import insert_into


async def keep(session: AsyncSession, spans: Sequence[SeatSpan]) -> None:
    """Write them; one that is there already goes on to its new end."""
    if not spans:
        return
    insert = insert_into(session, Row)
    longer = insert.on_conflict_do_update(
        index_elements=["seat", "began_at"], set_={"seen_at": insert.excluded.seen_at}
    )
    await session.execute(longer, [asdict(span) for span in spans])


async def between(session: AsyncSession, since: datetime, until: datetime) -> tuple[SeatSpan, ...]:
    """Those with a part in this time, oldest first."""
    query = select(Row).where(Row.began_at < until, Row.seen_at > since).order_by(Row.began_at, Row.seat)
    return tuple(
        SeatSpan(seat=row.seat, office=row.office, began_at=row.began_at, seen_at=row.seen_at, away=row.away)
        for row in await session.scalars(query)
    )


async def prune(session: AsyncSession, before: datetime) -> None:
    """Those that ended before this time go."""
    await session.execute(delete(Row).where(Row.began_at < before, Row.seen_at < before))
