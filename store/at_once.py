"""Several reads of a session in one go: a plain function that asks one thing after the other. No query lives here.

    found = await at_once(session, lambda reader: reader.rows("SELECT id FROM ticket WHERE office = ?", "hefei"))

On SQLite every statement through aiosqlite is sent to a thread and back several times over; a list that needs ten of
them would wait for that, on a busy machine for longer than for SQLite. Here the whole function runs in the connection's
thread. On PostgreSQL it runs where it is asked, and each question waits for the server.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import await_

from store.driver_errors import as_sqlalchemy
from store.held import flush, held_by
from store.many_sqlite import sqlite_time

Answer = TypeVar("Answer")
Rows = Sequence[tuple[Any, ...]]
Kind = Literal["bigint", "text"]


class Reader(Protocol):
    """Asks a database. Statements have `?` for values; a statement is the same text however many values it names."""

    @property
    def on_postgresql(self) -> bool:
        """Which of two spellings it understands."""

    def rows(self, statement: str, *values: object) -> Rows:
        """The rows of a SELECT."""

    def numbers(self, statement: str, *values: object) -> list[int]:
        """The whole numbers of a SELECT of one column, called `seq`; in no order. For many of them."""

    def one_of(self, column: str, kind: Kind = "bigint") -> str:
        """A condition: the column has one of many values, which `listed` makes one value of."""

    def listed(self, values: Sequence[str] | Sequence[int]) -> object:
        """Many values as one."""

    def moment(self, at: datetime) -> object:
        """A time as it is compared."""

    def time(self, kept: Any) -> datetime | None:
        """A time that was read."""


async def at_once(session: AsyncSession, work: Callable[[Reader], Answer], *, locks: bool = False) -> Answer:
    """What `work` answers; it sees what the session's transaction sees. `locks`: it locks rows, which stay locked."""
    await flush(session)
    connection, driver = await held_by(session)
    with as_sqlalchemy(connection.dialect, "reading at once"):
        if connection.dialect.name == "postgresql":
            begins = driver.info.transaction_status.name == "IDLE"
            found = await connection.run_sync(lambda asked: work(PostgresReader(asked)))
            if begins and not locks:  # it has only read: a rollback would make psycopg forget what it has prepared
                await driver.commit()
            return found
        answer: Answer = await driver._execute(lambda: work(SqliteReader(driver._conn)))
        return answer


def reader_of(connection: Connection) -> Reader:
    """For work that is in the midst of a transaction (`run_sync`)."""
    if connection.dialect.name == "postgresql":
        return PostgresReader(connection)
    return SqliteReader(_Driver(connection))


class PostgresReader:
    """psycopg's own connection, with rows in binary: postings are half as long that way."""

    on_postgresql = True

    def __init__(self, connection: Connection) -> None:
        self._driver = connection.connection.driver_connection

    def rows(self, statement: str, *values: object) -> Rows:
        return await_(self._rows(_with_percent(statement), values))

    async def _rows(self, statement: str, values: tuple[object, ...]) -> Rows:
        async with self._driver.cursor(binary=True) as cursor:  # type: ignore[union-attr]
            await cursor.execute(statement, values)
            rows: Rows = await cursor.fetchall()
            return rows

    def numbers(self, statement: str, *values: object) -> list[int]:
        ((text,),) = self.rows(f"SELECT string_agg(seq::text, ',') FROM ({statement}) AS found", *values)  # noqa: S608 - our own
        return _numbers(text)

    def one_of(self, column: str, kind: Kind = "bigint") -> str:
        return f"{column} = ANY(?::{kind}[])"

    def listed(self, values: Sequence[str] | Sequence[int]) -> object:
        if values and isinstance(values[0], int):
            return f"{{{','.join(map(str, values))}}}"
        return list(values)

    def moment(self, at: datetime) -> object:
        return at

    def time(self, kept: Any) -> datetime | None:
        return None if kept is None else kept.astimezone(UTC)


class SqliteReader:
    """SQLite's own connection, in the thread that it belongs to."""

    on_postgresql = False

    def __init__(self, connection: sqlite3.Connection | _Driver) -> None:
        self._connection = connection

    def rows(self, statement: str, *values: object) -> Rows:
        return self._connection.execute(statement, values).fetchall()

    def numbers(self, statement: str, *values: object) -> list[int]:
        ((text,),) = self.rows(f"SELECT group_concat(seq) FROM ({statement})", *values)  # noqa: S608 - our own
        return _numbers(text)

    def one_of(self, column: str, kind: Kind = "bigint") -> str:
        return f"{column} IN (SELECT value FROM json_each(?))"  # noqa: S608 - names of ours

    def listed(self, values: Sequence[str] | Sequence[int]) -> object:
        return json.dumps(list(values))

    def moment(self, at: datetime) -> object:
        return sqlite_time(at)

    def time(self, kept: Any) -> datetime | None:
        return None if kept is None else datetime.fromisoformat(kept).replace(tzinfo=UTC)


class _Driver:
    """SQLAlchemy's connection with the one method that `SqliteReader` asks for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: tuple[object, ...]) -> Any:
        return self._connection.exec_driver_sql(statement, values)


@lru_cache(maxsize=512)
def _with_percent(statement: str) -> str:
    return statement.replace("?", "%s")


def _numbers(text: str | None) -> list[int]:
    """One text instead of thousands of rows: each row would wait for the interpreter once more."""
    return list(map(int, text.split(","))) if text else []
