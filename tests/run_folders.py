"""A run folder that a test fills and then asks with `hotline` commands. No pytest in here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from hotline.settings import RunFolder
from store.engine import Database, sqlite_url
from store.keys import Keys

_Answer = TypeVar("_Answer")


def in_database(folder: Path, work: Callable[[Database], Awaitable[_Answer]]) -> _Answer:
    """What `work` answers on the run folder's own database; keys are made at the first time."""
    run = RunFolder(folder)

    async def whole() -> _Answer:
        database = Database(sqlite_url(folder / "hotline.sqlite"), Keys.load_or_create(run.keys / "keys.json"))
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(whole())
