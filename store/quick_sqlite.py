"""SQLite connections for a few rows by their keys: what is quick runs at once, what may wait runs in a thread.

aiosqlite sends every cursor, statement and fetch to a thread and back, which costs several times what SQLite itself
needs for a row. Our writes touch a few rows by their keys; only beginning (another process may write) and
committing (the disk) can take long. Looking up a few rows never waits: readers of a WAL file wait for nobody. All
other reading keeps aiosqlite's thread: a search must not hold up a telephone call.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite


class WritingConnection(aiosqlite.Connection):
    """An aiosqlite connection that leaves the event loop's thread for BEGIN, COMMIT and closing only."""

    _in_thread = 0

    async def rollback(self) -> None:
        """Nothing where nothing is begun: SQLAlchemy asks whenever a connection comes back, after a commit too."""
        if self._in_thread or self.in_transaction:
            await super().rollback()

    @staticmethod
    def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
        if isinstance(getattr(fn, "__self__", None), sqlite3.Connection):
            return fn.__name__ in ("commit", "rollback", "close")
        return bool(args) and isinstance(args[0], str) and args[0].startswith(("BEGIN", "PRAGMA"))

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if self._in_thread or self._may_wait(fn, args):
            self._in_thread += 1
            return await super()._execute(self._counted, partial(fn, *args, **kwargs))  # type: ignore[no-untyped-call]
        if not self._running or not self._connection:
            raise ValueError("Connection closed")
        return fn(*args, **kwargs)

    def _counted(self, work: Callable[[], Any]) -> Any:
        """Runs in the thread; until it is done, everything else queues behind it there (a cancelled BEGIN too)."""
        try:
            return work()
        finally:
            self._in_thread -= 1


class LookingConnection(WritingConnection):
    """One that leaves it for PRAGMA and closing only. It must never be written through."""

    @staticmethod
    def _may_wait(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
        if isinstance(getattr(fn, "__self__", None), sqlite3.Connection):
            return fn.__name__ == "close"
        return bool(args) and isinstance(args[0], str) and args[0].startswith("PRAGMA")


async def connect(kind: type[WritingConnection], path: str, timeout_s: float) -> WritingConnection:
    """Open one; for SQLAlchemy's `async_creator`."""

    def opener() -> sqlite3.Connection:
        return sqlite3.connect(path, timeout=timeout_s, check_same_thread=False)

    connection = kind(opener, iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does for those that it opens itself
    await connection
    return connection
