"""The outbox: a change and the news of it are one transaction, and each reader takes each message exactly once.

A reader is a name (`desk-1`, `webhook`). `claim` runs in the reader's own transaction: when that fails, the claim
is undone with it and the message comes again; when it commits, no second process of the same name gets it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from store.many import insert, on_postgresql, write_all
from store.tables.base import Base
from store.tables.outbox import OutboxClaim, OutboxMessage
from store.upsert import insert_into
from store.wanted_rows import Write

_OUTBOX = Base.metadata.tables[OutboxMessage.__tablename__]
CHANNEL = "hotline_outbox"
"""PostgreSQL's NOTIFY channel; it carries no data, only the news that there is some."""

News = tuple[datetime, str, Mapping[str, Any]]
"""When, topic, payload."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A claimed notification. `payload` holds ids only."""

    id: int
    at: datetime
    topic: str
    payload: Mapping[str, Any]


async def publish(session: AsyncSession, topic: str, payload: Mapping[str, Any], *, at: datetime) -> None:
    """Add a notification to the caller's transaction. `payload` must be JSON and name no person."""
    await publish_all(session, [(at, topic, payload)])


async def publish_all(session: AsyncSession, news: Sequence[News]) -> None:
    """Add several notifications, in order."""
    if news:
        await write_all(session, [rows_of(news)])
        await ring(session)


def rows_of(news: Sequence[News]) -> Write:
    """The same for who writes other rows too; `ring` once they are written."""
    return insert(_OUTBOX, ("at", "topic", "payload"), [(at, topic, dict(payload)) for at, topic, payload in news])


async def ring(session: AsyncSession) -> None:
    """Wake those who listen, once the transaction is committed."""
    if on_postgresql(session):
        await session.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


async def claim(session: AsyncSession, reader: str, *, now: datetime, limit: int = 100) -> tuple[Message, ...]:
    """Take up to `limit` messages that no process called `reader` has taken, oldest first. Call inside `write()`."""
    taken = exists().where(OutboxClaim.reader == reader, OutboxClaim.message_id == OutboxMessage.id)
    waiting = select(OutboxMessage).where(~taken).order_by(OutboxMessage.id).limit(limit)
    rows = {row.id: row for row in await session.scalars(waiting)}
    if not rows:
        return ()
    claims = [{"reader": reader, "message_id": number, "at": now} for number in rows]
    won = await session.scalars(
        insert_into(session, OutboxClaim).on_conflict_do_nothing().returning(OutboxClaim.message_id),
        claims,
    )
    return tuple(
        Message(id=number, at=rows[number].at, topic=rows[number].topic, payload=rows[number].payload)
        for number in sorted(won)
    )


async def start_from_now(session: AsyncSession, reader: str, *, now: datetime) -> None:
    """Mark all there is as taken: for a reader that wants only what happens from now on (a fresh live board)."""
    while await claim(session, reader, now=now, limit=500):
        pass


async def prune(session: AsyncSession, *, now: datetime, keep: timedelta = timedelta(days=7)) -> int:
    """Remove messages (and their claims) older than `keep`; how many."""
    result = await session.execute(delete(OutboxMessage).where(OutboxMessage.at < now - keep))
    return int(getattr(result, "rowcount", 0))
