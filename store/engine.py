"""The one database: SQLite (WAL, durable commits) by default, PostgreSQL through psycopg 3 by URL.

`Database` gives out transactions and nothing else: no query lives here. Writers on SQLite begin IMMEDIATE, so two
of them wait for one another instead of failing half-way.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from store import quick_sqlite
from store.errors import DatabaseAddressWrong
from store.group import Answer, GroupWriter, Item, Joint, Unit
from store.keys import Keys

_ONE_WRITER = 12385_0002
"""PostgreSQL advisory lock of a writing transaction. All writers meet at the head of the audit log anyway; waiting for
one another at the start, as on SQLite, they cannot meet in two orders."""
_WRITER = ("cache_size=-65536", "wal_autocheckpoint=24000")
"""SQLite's writer keeps 64 MB of pages, and lets the log grow to 96 MB before it is copied into the file: a group of a
thousand moves writes 8 MB, mostly the same pages again and again. What is committed is synced at once."""
BUSY_TIMEOUT_MS = 10_000
"""How long a SQLite writer waits for another one."""
LOOKING = 4
"""SQLite connections that look up a few rows; who needs one more waits for the first that is free."""
PEEK_TIMEOUT_MS = 200
"""How long those wait when the file is being mended after a crash; nobody else ever makes them wait."""


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return URL.create("sqlite+aiosqlite", database=str(path)).render_as_string(hide_password=False)


def full_url(url: str) -> URL:
    """The URL with the driver that we use; `postgresql://…` and `sqlite:///…` are what people write."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise DatabaseAddressWrong(f"the database URL cannot be read: {error}") from error
    match address.get_backend_name():
        case "sqlite":
            return address.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return address.set(drivername="postgresql+psycopg")
        case other:
            raise DatabaseAddressWrong(f"the database {other!r} is not known; use sqlite:///… or postgresql://…")


def make_engine(url: str) -> AsyncEngine:
    """An engine with our settings. For `Database` and the migrations only."""
    address = full_url(url)
    if address.get_backend_name() == "sqlite":
        engine = create_async_engine(address, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
        _prepare(engine)
        return engine
    return create_async_engine(address, pool_pre_ping=True, pool_timeout=10, connect_args={"connect_timeout": 10})


def make_quick(url: str, *, writing: bool) -> AsyncEngine | None:
    """The engine of SQLite's one writing connection, or of those that look up a few rows; None for a database that
    needs none of its own."""
    address = full_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    kind = quick_sqlite.WritingConnection if writing else quick_sqlite.LookingConnection
    engine = create_async_engine(
        address,
        async_creator=partial(quick_sqlite.connect, kind, address.database, BUSY_TIMEOUT_MS / 1000),
        pool_size=1 if writing else LOOKING,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_MS / 1000,
    )
    _prepare(engine, _WRITER if writing else ("query_only=ON", f"busy_timeout={PEEK_TIMEOUT_MS}"))
    return engine.execution_options(hotline_write=writing)


class Database:
    """The database and the keys that open its personal data. Build one a process, `close` it at the end.

    On SQLite a process writes through one connection, in turn: never begin a `write()` inside another.
    """

    def __init__(self, url: str, keys: Keys) -> None:
        self.url = full_url(url).render_as_string(hide_password=False)
        self.keys = keys
        self._reading = make_engine(self.url)
        self._writing = make_quick(self.url, writing=True) or self._reading
        self._looking = make_quick(self.url, writing=False) or self._reading
        self._group = GroupWriter(self.write)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may change things: committed at the end, rolled back when it raises."""
        async with self._session(self._writing) as session, session.begin():
            if session.get_bind().dialect.name == "postgresql":
                await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_WRITER})
            yield session

    async def grouped(self, unit: Unit[Answer]) -> Answer:
        """Run a unit of work in a savepoint of a transaction that it shares with others, and answer after the commit.

        For what many do at the same time (`store.group`): one wait for the disk serves them all. The unit's own errors
        come back; WriterBusy when too much waits. Never from inside `write()`.
        """
        return await self._group.do(unit)

    async def joined(self, joint: Joint[Item, Answer], item: Item) -> Answer:
        """The same for an item of a joint: items that wait side by side are written by one call of it."""
        return await self._group.join(joint, item)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """One transaction that only looks; whatever it changes by mistake is rolled back."""
        async with self._session(self._reading) as session:
            yield session

    @asynccontextmanager
    async def peek(self) -> AsyncIterator[AsyncSession]:
        """The same for a few rows by an index, and nothing else: on SQLite the event loop waits for what is asked."""
        async with self._session(self._looking) as session:
            yield session

    async def close(self) -> None:
        """Finish what is being written, close every connection."""
        await self._group.close()
        await self._looking.dispose()
        await self._writing.dispose()
        await self._reading.dispose()

    def _session(self, engine: AsyncEngine) -> AsyncSession:
        return AsyncSession(engine, expire_on_commit=False, info={"keys": self.keys})


def keys_of(session: AsyncSession) -> Keys:
    """The keys that `Database` put beside the session."""
    keys: Keys = session.info["keys"]
    return keys


def _prepare(engine: AsyncEngine, more: Sequence[str] = ()) -> None:
    """Our settings on each new connection, and transactions that begin where we say."""
    settings = ("synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}", *more)

    def connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        _write_ahead(cursor)
        for setting in settings:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)


def _write_ahead(cursor: Any) -> None:
    """WAL. Who turns it on in a new file while another does is told at once that the file is locked: again, then."""
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("hotline_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


if sqlite3.sqlite_version_info < (3, 35):  # RETURNING; both supported systems ship 3.40 or newer
    raise ImportError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed")
