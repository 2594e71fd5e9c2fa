"""Many rows in one statement: what group commit writes with. Plain tables and tuples, no ORM objects.

SQLAlchemy sends many rows one by one, which costs more than the databases need for them: SQLite takes a list at once,
PostgreSQL takes arrays, one for each column. Which columns are meant is the caller's, in the order of its tuples.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession

from store.types import UtcDateTime

Rows = Sequence[tuple[Any, ...]]

_JSON = json.JSONEncoder().encode
_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


async def insert_many(
    session: AsyncSession, table: Table, columns: Sequence[str], rows: Rows, *, replace_by: str | None = None
) -> None:
    """Insert rows in their order. `replace_by`: a row with this key that is there already takes the new values."""
    if not rows:
        return
    conflict = ""
    if replace_by is not None:
        changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name != replace_by)
        conflict = f" ON CONFLICT ({replace_by}) DO UPDATE SET {changed}"
    into = f"INSERT INTO {table.name} ({', '.join(columns)})"
    if _on_postgresql(session):
        statement = f"{into} SELECT * FROM {_unnest(table, columns)}{conflict}"  # noqa: S608 - our own names
    else:
        statement = f"{into} VALUES ({', '.join('?' * len(columns))}){conflict}"
    await _send(session, [table.c[name] for name in columns], rows, statement)


async def update_many(session: AsyncSession, table: Table, key: str, columns: Sequence[str], rows: Rows) -> None:
    """Set columns of the rows with these keys; the key stands last in each tuple."""
    if not rows:
        return
    every = (*columns, key)
    if _on_postgresql(session):
        changed = ", ".join(f"{name} = new.{name}" for name in columns)
        source = f"{_unnest(table, every)} AS new ({', '.join(every)})"
        statement = f"UPDATE {table.name} SET {changed} FROM {source} WHERE {table.name}.{key} = new.{key}"  # noqa: S608 - our own names
    else:
        changed = ", ".join(f"{name} = ?" for name in columns)
        statement = f"UPDATE {table.name} SET {changed} WHERE {key} = ?"  # noqa: S608 - our own names
    await _send(session, [table.c[name] for name in every], rows, statement)


def _on_postgresql(session: AsyncSession) -> bool:
    return bool(session.get_bind().dialect.name == "postgresql")


async def _send(session: AsyncSession, columns: Sequence[Column[Any]], rows: Rows, statement: str) -> None:
    on_postgresql = _on_postgresql(session)
    written = [_writer(column, on_postgresql=on_postgresql) for column in columns]
    values = [
        [None if value is None else write(value) for value in column] if write else list(column)
        for write, column in zip(written, zip(*rows, strict=True), strict=True)
    ]

    def work(connection: Connection) -> None:
        if on_postgresql:
            connection.exec_driver_sql(statement, tuple(values))
        else:
            connection.exec_driver_sql(statement, list(zip(*values, strict=True)))

    await (await session.connection()).run_sync(work)


def _unnest(table: Table, columns: Sequence[str]) -> str:
    """`unnest(%s::text[], …)`; bytes travel as they are."""
    kinds = (table.c[name].type for name in columns)
    marks = (f"{'%b' if isinstance(kind, LargeBinary) else '%s'}::{kind.compile(_DIALECT)}[]" for kind in kinds)
    return f"unnest({', '.join(marks)})"


def _writer(column: Column[Any], *, on_postgresql: bool) -> Callable[[Any], Any] | None:
    """How a value of the column is written; None: as it is."""
    if isinstance(column.type, JSON):
        return _JSON
    if isinstance(column.type, UtcDateTime):
        return None if on_postgresql else sqlite_time
    return None


@lru_cache(maxsize=4096)
def sqlite_time(at: datetime) -> str:
    """As SQLAlchemy writes it, so that times compare. One moment stands in several rows."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
