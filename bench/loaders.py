"""Rows in bulk into a migrated database: SQLite through its own module, PostgreSQL by COPY. Indexes come last."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.schema import CreateIndex, DropIndex

from store.tables.base import Base
from store.tables.ticket import Ticket

_INDEXES = tuple(Base.metadata.tables[Ticket.__tablename__].indexes)


class Loader(Protocol):
    """Takes rows of one database."""

    def load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Insert rows."""

    def finish(self) -> None:
        """Make the indexes, gather statistics, close."""


class SqliteLoader:
    """Into a file; unsafe while it loads, which does not matter for a file that is made anew."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for setting in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -400000", "foreign_keys = OFF"):
            self._connection.execute(f"PRAGMA {setting}")
        for index in _INDEXES:
            self._connection.execute(f"DROP INDEX {index.name}")

    def load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        times = [place for place, name in enumerate(columns) if name.endswith("_at")]
        written = [_with_times(row, times) for row in rows] if times else rows
        marks = ", ".join("?" * len(columns))
        self._connection.execute("BEGIN")
        self._connection.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", written)
        self._connection.execute("COMMIT")

    def finish(self) -> None:
        engine = create_engine("sqlite://")
        for index in _INDEXES:
            self._connection.execute(str(CreateIndex(index).compile(engine)))
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.close()


class PostgresLoader:
    """Through COPY, in transactions of a block."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute("SET session_replication_role = replica")
        for index in _INDEXES:
            self._connection.execute(str(DropIndex(index)))

    def load(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        with (
            self._connection.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        engine = create_engine("postgresql+psycopg://")
        for index in _INDEXES:
            self._connection.execute(str(CreateIndex(index).compile(engine)))
        self._connection.execute("SELECT setval('ticket_text_seq_seq', (SELECT max(seq) FROM ticket_text))")
        self._connection.execute("VACUUM ANALYZE")
        self._connection.close()


def _with_times(row: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    """As the application writes times into SQLite."""
    written = list(row)
    for place in places:
        at: datetime | None = row[place]
        written[place] = None if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return tuple(written)
