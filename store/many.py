"""Many rows in one statement: what group commit writes with. Plain tables and tuples, no ORM objects, no spelling.

    await write_all(session, [update(_TICKET, "id", …, changed), insert(_CHANGE, …, steps)])

SQLAlchemy sends many rows one by one, which costs more than the databases need for them: SQLite takes a list at once
(`many_sqlite`), PostgreSQL takes arrays, one for each column, and rows of several tables with one statement
(`many_postgresql`). Which columns are meant is the caller's, in the order of its tuples.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncSession

from store import many_postgresql, many_sqlite
from store.held import held_by
from store.wanted_rows import Rows, Spelled, Write


def insert(
    table: Table, columns: Sequence[str], rows: Rows, *, replace_by: Sequence[str] = (), unless_there: bool = False
) -> Write:
    """Insert rows in their order. `replace_by`: a row with this key that is there already takes the new values;
    `unless_there`: it stays as it is."""
    return Write(Spelled(table, tuple(columns), replace_by=tuple(replace_by), unless_there=unless_there), rows)


def update(table: Table, key: str, columns: Sequence[str], rows: Rows) -> Write:
    """Set columns of the rows with these keys; the key stands last in each tuple, each key once."""
    return Write(Spelled(table, (*columns, key), updates=True), rows)


async def write_all(session: AsyncSession, writes: Iterable[Write]) -> None:
    """Write into several tables, in order. DBAPIError, as from SQLAlchemy; the transaction is the caller's to undo."""
    wanted = [write for write in writes if write.rows]
    if not wanted:
        return
    held = await held_by(session)
    if on_postgresql(session):
        await many_postgresql.send(held, wanted)
    else:
        await many_sqlite.send(held, wanted)


async def insert_many(
    session: AsyncSession, table: Table, columns: Sequence[str], rows: Rows, *, replace_by: Sequence[str] = ()
) -> None:
    """The same for one table."""
    await write_all(session, [insert(table, columns, rows, replace_by=replace_by)])


async def update_many(session: AsyncSession, table: Table, key: str, columns: Sequence[str], rows: Rows) -> None:
    """The same for one table."""
    await write_all(session, [update(table, key, columns, rows)])


def on_postgresql(session: AsyncSession) -> bool:
    """Whether the session is on PostgreSQL."""
    return bool(session.get_bind().dialect.name == "postgresql")
