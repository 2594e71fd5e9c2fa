"""The order of the tests, and fixtures for every test that needs a database: it runs on SQLite and a real PostgreSQL.

The PostgreSQL server comes with the development dependencies, runs as an ordinary user in a folder of its own, listens
on a Unix socket only, and ends with the tests. It is migrated once and emptied after each test.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest

from store.engine import Database, sqlite_url
from store.keys import Keys
from store.migrate import migrate
from store.tables import Base
from tests.postgres_server import postgres

_MIGRATED = "hotline_migrated"
_FIRST = ("end_to_end", "asterisk", "ami", "desktop", "web")
"""Folders of tests that wait for real calls and a browser more than they compute; then the longest that compute."""

hypothesis.settings.register_profile("hotline", deadline=None)  # a busy machine may rest in the midst of an example
hypothesis.settings.load_profile("hotline")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Several workers begin with what waits, so that none is left with a long file when the others have ended."""
    if hasattr(config, "workerinput"):
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return _FIRST.index(folder) if folder in _FIRST else len(_FIRST)


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    """A running PostgreSQL: the folder of its socket. It refuses to run as root, so root starts it as nobody."""
    with tempfile.TemporaryDirectory(prefix="hotline-pg-") as name, postgres(Path(name), worth_keeping=False):
        yield Path(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "hotline.sqlite")
        return
    socket = request.getfixturevalue("postgres_socket")
    name = f"test_{uuid.uuid4().hex}"
    with _connect(socket) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        yield _url(socket, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    if request.param == "sqlite":
        path = tmp_path / "hotline.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield sqlite_url(path)
        return
    yield request.getfixturevalue("migrated_postgres")
    _empty(request.getfixturevalue("postgres_socket"))


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "hotline.sqlite"
    _migrate(sqlite_url(path))
    return path


@pytest.fixture
def own_run(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The run folder that `hotline` commands find: the test's own, migrated, without rows."""
    monkeypatch.setenv("HOTLINE_RUN", str(tmp_path))
    monkeypatch.delenv("HOTLINE_DATABASE", raising=False)
    shutil.copy(migrated_file, tmp_path / "hotline.sqlite")
    return tmp_path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_socket: Path) -> str:
    """The URL of a migrated PostgreSQL database; each test that used it empties it again."""
    with _connect(postgres_socket) as connection:
        connection.execute(f"CREATE DATABASE {_MIGRATED} TEMPLATE template0")
    url = _url(postgres_socket, _MIGRATED)
    _migrate(url)
    return url


@pytest.fixture
def keys() -> Keys:
    """Fresh keys."""
    return Keys.fresh()


@pytest.fixture
async def database(database_url: str, keys: Keys) -> AsyncIterator[Database]:
    """A migrated database without rows, open."""
    opened = Database(database_url, keys)
    yield opened
    await opened.close()


def _connect(socket: Path, name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(socket), user="hotline", dbname=name, autocommit=True, connect_timeout=5)


def _url(socket: Path, name: str) -> str:
    return f"postgresql://hotline@/{name}?host={socket}"


def _empty(socket: Path) -> None:
    """Every row out, every connection that a test left open closed."""
    with _connect(socket) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [_MIGRATED])
    with _connect(socket, _MIGRATED) as connection:
        connection.execute(f"TRUNCATE {', '.join(Base.metadata.tables)} RESTART IDENTITY CASCADE")


def _migrate(url: str) -> None:
    asyncio.run(migrate(url))
