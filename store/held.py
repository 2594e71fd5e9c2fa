"""The connection of a session's transaction, and the driver's own connection behind it. No statement is sent here."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import SessionTransaction

_HELD = "held-connection"


class Held(NamedTuple):
    """What a transaction runs on."""

    connection: AsyncConnection
    driver: Any
    """aiosqlite's or psycopg's connection."""


async def held_by(session: AsyncSession) -> Held:
    """What the session's transaction runs on; it begins where there was none.

    Remembered until the transaction or a savepoint ends: SQLAlchemy needs longer to look it up than SQLite for a row,
    and a call asks dozens of times.
    """
    transaction, held = session.info.get(_HELD, (None, None))
    innermost = _innermost(session)
    if isinstance(held, Held) and innermost is not None and innermost is transaction and innermost.is_active:
        return held  # not after a failed flush: SQLAlchemy says below that a rollback is due
    connection = await session.connection()  # also begins the savepoint
    held = Held(connection, (await connection.get_raw_connection()).driver_connection)
    session.info[_HELD] = (_innermost(session), held)
    return held


def _innermost(session: AsyncSession) -> SessionTransaction | None:
    inner = session.sync_session
    return inner.get_nested_transaction() or inner.get_transaction()


async def flush(session: AsyncSession) -> None:
    """Write what was changed of the session's objects, if anything was."""
    if session.new or session.deleted or session.dirty:
        await session.flush()
