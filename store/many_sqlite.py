"""Many rows as SQLite takes them: a list for a statement, given to the driver itself. Nothing else.

A row that goes through SQLAlchemy costs ten times what SQLite needs for it, and every call writes a dozen. They are
written where it is asked (`store.quick_sqlite`): in a thread each row would wait for the interpreter's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import JSON, Column

from store.driver_errors import as_sqlalchemy
from store.held import Held
from store.types import UtcDateTime
from store.wanted_rows import Rows, Spelled, Write, on_conflict


async def send(held: Held, writes: Sequence[Write]) -> None:
    """Write them in order. The connection's transaction has begun."""
    connection, driver = held
    for write in writes:
        statement = _statement(write.spelled)
        with as_sqlalchemy(connection.dialect, statement):
            await driver._execute(driver._conn.executemany, statement, _rows(write))


@lru_cache
def _statement(write: Spelled) -> str:
    """For one row after the other."""
    table = write.table.name
    if write.updates:
        *columns, key = write.names
        return f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE {key} = ?"  # noqa: S608 - our own names
    values = ", ".join("?" * len(write.names))
    return f"INSERT INTO {table} ({', '.join(write.names)}) VALUES ({values}){on_conflict(write)}"  # noqa: S608 - our own names


def _rows(write: Write) -> Rows:
    """Values as SQLite keeps them."""
    return list(zip(*(_written(*values) for values in write.by_column()), strict=True))


def _written(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    write: Callable[[Any], Any] | None = None
    if isinstance(column.type, JSON):
        write = _json
    elif isinstance(column.type, UtcDateTime):
        write = sqlite_time
    return values if write is None else [None if value is None else write(value) for value in values]


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


@lru_cache(maxsize=4096)
def sqlite_time(at: datetime) -> str:
    """As SQLAlchemy writes it, so that times compare. One moment stands in several rows."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
