"""SQLite's quick connections: what may wait leaves the event loop alone, and a cancelled wait breaks nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy.exc import OperationalError

from store import audit
from store.engine import LOOKING, Database, sqlite_url
from store.keys import Keys

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


async def log(database: Database) -> None:
    async with database.write() as session:
        await audit.append(session, at=NOW, actor="a", action="b", subject="c")


@pytest.fixture
def path(migrated_file: Path, tmp_path: Path) -> Path:
    """An empty database of one's own."""
    copy = tmp_path / "x.sqlite"
    copy.write_bytes(migrated_file.read_bytes())
    return copy


def another_writer(path: Path) -> sqlite3.Connection:
    """Another process that has begun to write."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


async def test_the_event_loop_runs_on_while_another_process_writes(path: Path) -> None:
    database, other = Database(sqlite_url(path), Keys.fresh()), another_writer(path)
    waiting = asyncio.create_task(log(database))
    for _ in range(50):
        await asyncio.sleep(0.001)
    assert not waiting.done()
    other.execute("COMMIT")
    async with asyncio.timeout(10):
        await waiting
    other.close()
    await database.close()


async def test_a_write_leaves_the_event_loops_thread_to_begin_and_to_commit_and_for_nothing_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, left = Database(sqlite_url(path), Keys.fresh()), 0
    await log(database)
    inner = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, *call: Any, **named: Any) -> Any:
        nonlocal left
        left += 1
        return await inner(self, *call, **named)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    await log(database)
    assert left == 2
    with pytest.raises(ValueError, match="undone"):
        async with database.write() as session:
            await audit.append(session, at=NOW, actor="a", action="b", subject="c")
            raise ValueError("undone")
    assert left == 4, "begun and rolled back"
    async with database.read() as session:
        assert (await audit.verify(session)).entries == 2
    await database.close()


async def test_a_writer_that_is_cancelled_while_it_waits_leaves_the_next_one_free(path: Path) -> None:
    database, other = Database(sqlite_url(path), Keys.fresh()), another_writer(path)
    waiting = asyncio.create_task(log(database))
    for _ in range(20):
        await asyncio.sleep(0.001)
    waiting.cancel()
    other.execute("COMMIT")
    other.close()
    with suppress(asyncio.CancelledError):
        await waiting
    async with asyncio.timeout(10):
        await log(database)
    async with database.read() as session:
        verdict = await audit.verify(session)
    assert verdict.sound
    assert verdict.entries == 1
    await database.close()


async def test_writers_of_one_process_take_turns(path: Path) -> None:
    database = Database(sqlite_url(path), Keys.fresh())
    async with asyncio.timeout(30):
        await asyncio.gather(*(log(database) for _ in range(40)))
    async with database.read() as session:
        assert (await audit.verify(session)).entries == 40
    await database.close()


async def test_who_peeks_waits_for_no_writer_and_sees_what_was_committed(path: Path) -> None:
    database = Database(sqlite_url(path), Keys.fresh())
    async with database.peek() as session:
        assert (await audit.verify(session)).entries == 0
    await log(database)
    other = another_writer(path)  # holds its lock until the end: waiting for it would end in "database is locked"
    async with database.peek() as session:
        assert (await audit.verify(session)).entries == 1
    other.execute("ROLLBACK")
    other.close()
    await database.close()


async def test_nothing_can_be_written_while_peeking(path: Path) -> None:
    database = Database(sqlite_url(path), Keys.fresh())
    with pytest.raises(OperationalError, match="readonly"):
        async with database.peek() as session:
            await audit.append(session, at=NOW, actor="a", action="b", subject="c")
    await database.close()


async def test_more_may_peek_at_once_than_there_are_connections(path: Path) -> None:
    database = Database(sqlite_url(path), Keys.fresh())
    all_in = asyncio.Event()
    inside = 0

    async def look() -> None:
        nonlocal inside
        async with database.peek() as session:
            await audit.head(session)
            inside += 1
            if inside == LOOKING:
                all_in.set()
            await all_in.wait()

    async with asyncio.timeout(10):
        await asyncio.gather(*(look() for _ in range(3 * LOOKING)))
    assert inside == 3 * LOOKING
    await database.close()
