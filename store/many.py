"""Many rows in one statement: what group commit writes with. Plain tables and tuples, no ORM objects.

    await write_all(session, [update(_TICKET, "id", …, changed), insert(_CHANGE, …, steps)])

SQLAlchemy sends many rows one by one, which costs more than the databases need for them: SQLite takes a list at once,
PostgreSQL takes arrays, one for each column, and the statements for several tables without waiting for each answer.
Which columns are meant is the caller's, in the order of its tuples.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from store.driver_errors import as_sqlalchemy
from store.types import UtcDateTime

Rows = Sequence[tuple[Any, ...]]

_JSON = json.JSONEncoder().encode
_LIST = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=datetime.isoformat).encode
_CONTROL = re.compile(r'\\[^"\\]')
"""How JSON writes a control character; it may also be an escaped backslash and what follows it."""
_QUOTED = str.maketrans({'"': '\\"', "\\": "\\\\"})
_DIALECT: Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Write:
    """Rows that are to be written into one table with one statement."""

    columns: Sequence[Column[Any]]
    rows: Rows
    on_postgresql: str
    on_sqlite: str


def insert(table: Table, columns: Sequence[str], rows: Rows, *, replace_by: Sequence[str] = ()) -> Write:
    """Insert rows in their order. `replace_by`: a row with this key that is there already takes the new values."""
    spelled = (_insert(table, tuple(columns), tuple(replace_by), postgres=postgres) for postgres in (True, False))
    return Write([table.c[name] for name in columns], rows, *spelled)


def update(table: Table, key: str, columns: Sequence[str], rows: Rows) -> Write:
    """Set columns of the rows with these keys; the key stands last in each tuple."""
    spelled = (_update(table, key, tuple(columns), postgres=postgres) for postgres in (True, False))
    return Write([table.c[name] for name in (*columns, key)], rows, *spelled)


async def write_all(session: AsyncSession, writes: Iterable[Write]) -> None:
    """Write into several tables, in order. DBAPIError, as from SQLAlchemy; the transaction is the caller's to undo."""
    wanted = [write for write in writes if write.rows]
    if not wanted:
        return
    connection = await session.connection()
    if on_postgresql(session):
        await _in_one_trip(connection, wanted)
    else:
        await connection.run_sync(partial(_one_by_one, wanted))


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


@lru_cache
def _insert(table: Table, columns: tuple[str, ...], replace_by: tuple[str, ...], *, postgres: bool) -> str:
    conflict = ""
    if replace_by:
        changed = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in replace_by)
        conflict = f" ON CONFLICT ({', '.join(replace_by)}) DO UPDATE SET {changed}"
    into = f"INSERT INTO {table.name} ({', '.join(columns)})"
    if postgres:
        return f"{into} SELECT * FROM {_unnest(table, columns)}{conflict}"  # noqa: S608 - our own names
    return f"{into} VALUES ({', '.join('?' * len(columns))}){conflict}"


@lru_cache
def _update(table: Table, key: str, columns: tuple[str, ...], *, postgres: bool) -> str:
    if postgres:
        every = (*columns, key)
        changed = ", ".join(f"{name} = new.{name}" for name in columns)
        source = f"{_unnest(table, every)} AS new ({', '.join(every)})"
        return f"UPDATE {table.name} SET {changed} FROM {source} WHERE {table.name}.{key} = new.{key}"  # noqa: S608 - our own names
    changed = ", ".join(f"{name} = ?" for name in columns)
    return f"UPDATE {table.name} SET {changed} WHERE {key} = ?"  # noqa: S608 - our own names


async def _in_one_trip(connection: AsyncConnection, writes: Sequence[Write]) -> None:
    """PostgreSQL works on the first statement while the second one is made ready; what fails is known at the end."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    with as_sqlalchemy(connection.dialect, "writing in one trip"):
        async with driver.pipeline(), driver.cursor() as cursor:
            for write in writes:
                await cursor.execute(write.on_postgresql, [_array(*values) for values in _by_column(write)])


def _one_by_one(writes: Sequence[Write], connection: Connection) -> None:
    for write in writes:
        written = [_written(*values) for values in _by_column(write)]
        connection.exec_driver_sql(write.on_sqlite, list(zip(*written, strict=True)))


def _by_column(write: Write) -> Iterator[tuple[Column[Any], Sequence[Any]]]:
    return zip(write.columns, zip(*write.rows, strict=True), strict=True)


def _unnest(table: Table, columns: Sequence[str]) -> str:
    """`ROWS FROM (unnest(%s::text[]), json_array_elements(%s::json), …)`"""
    return f"ROWS FROM ({', '.join(_elements(table.c[name]) for name in columns)})"


def _elements(column: Column[Any]) -> str:
    if _is_list_of_json(column):
        return "json_array_elements(%s::json)"
    return f"unnest(%s::{column.type.compile(_DIALECT)}[])"


def _is_list_of_json(column: Column[Any]) -> bool:
    """JSON values travel as one JSON list, unless one may be absent: that is not the same as null."""
    return isinstance(column.type, JSON) and not column.nullable


def _array(column: Column[Any], values: Sequence[Any]) -> str:
    """A PostgreSQL array. Its notation is JSON's list in other brackets, but for control characters and bytes.

    The driver would write it value by value in Python; JSON's encoder does not.
    """
    if isinstance(column.type, LargeBinary):
        return "{" + ",".join("NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values) + "}"
    if _is_list_of_json(column):
        return _JSON(values)
    if isinstance(column.type, JSON):
        values = [None if value is None else _JSON(value) for value in values]
    text = _LIST(values)
    if _CONTROL.search(text) is None:
        return "{" + text[1:-1] + "}"
    quoted = (f'"{value.translate(_QUOTED)}"' if isinstance(value, str) else _LIST(value) for value in values)
    return "{" + ",".join(quoted) + "}"


def _written(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """Values as SQLite keeps them."""
    write: Callable[[Any], Any] | None = None
    if isinstance(column.type, JSON):
        write = _JSON
    elif isinstance(column.type, UtcDateTime):
        write = sqlite_time
    return values if write is None else [None if value is None else write(value) for value in values]


@lru_cache(maxsize=4096)
def sqlite_time(at: datetime) -> str:
    """As SQLAlchemy writes it, so that times compare. One moment stands in several rows."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
