"""A desk on SQLite whose users were made once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from store.engine import Database, sqlite_url
from store.keys import Keys
from tests.web.house import Clock, House, add_users, open_house


@pytest.fixture(scope="session")
def peopled(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Keys]:
    """A database file with the users in it, and its keys."""
    path, keys = tmp_path_factory.mktemp("people") / "hotline.sqlite", Keys.fresh()
    shutil.copy(migrated_file, path)

    async def fill() -> None:
        database = Database(sqlite_url(path), keys)
        await add_users(database, Clock().now())
        await database.close()

    asyncio.run(fill())
    return path, keys


@pytest.fixture
async def desk_database(peopled: tuple[Path, Keys], tmp_path: Path) -> AsyncIterator[Database]:
    """A copy of it, open."""
    path = tmp_path / "hotline.sqlite"
    shutil.copy(peopled[0], path)
    database = Database(sqlite_url(path), peopled[1])
    yield database
    await database.close()


@pytest.fixture
async def house(desk_database: Database, tmp_path: Path) -> AsyncIterator[House]:
    """The desk at work."""
    async with open_house(desk_database, tmp_path) as house:
        yield house
