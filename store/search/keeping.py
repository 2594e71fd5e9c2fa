"""A ticket's text for search, written in the transaction that changes the ticket. One small row, no index work."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store.search.folding import joined
from store.tables.base import Base
from store.tables.search import TicketText
from store.tables.ticket import Ticket

_TEXT = Base.metadata.tables[TicketText.__tablename__]


def text_of(row: Any) -> str:
    """What can be searched for: number, title, situation, appeal, answer. Never what names a person; that is sealed."""
    return joined((row.number, row.title, row.situation, row.appeal, row.answer))


async def keep(session: AsyncSession, row: Ticket) -> None:
    """Write a new or changed ticket's text. Its office is a part of it; its state is not."""
    words = text_of(row)
    if row.seq is None:
        values = {"ticket_id": row.id, "office": row.office, "text": words, "pending": 1}
        row.seq = (await session.execute(insert(_TEXT).values(values).returning(_TEXT.c.seq))).scalar_one()
        return
    kept = (await session.execute(select(_TEXT.c.text, _TEXT.c.office).where(_TEXT.c.seq == row.seq))).one()
    if (kept.text, kept.office) != (words, row.office):
        change = update(_TEXT).where(_TEXT.c.seq == row.seq)
        await session.execute(change.values(text=words, office=row.office, pending=_TEXT.c.pending + 1))
