"""Opening a hotline's own database: brought up to date, opened by its keys, and not one that has lost what it held.

An empty file in the place of a full one would be filled as if nothing had ever been there. A mark beside the database
tells that it held something; who means to begin anew takes the mark away.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from store.engine import Database, full_url, make_engine
from store.errors import DatabaseLost, DatabaseNotOurs
from store.keys import Keys
from store.keys_fit import check_keys
from store.migrate import migrate


@asynccontextmanager
async def own_database(url: str, *, keys: Path, mark: Path) -> AsyncIterator[Database]:
    """The database at `url`, migrated and open; keys are made at the first time. `mark`: the file that tells that it
    held something. DatabaseLost, DatabaseNotOurs, SchemaTooNew, KeysDoNotFit, KeyFileDamaged."""
    await _look(url, mark)
    opener = Keys.load_or_create(keys)
    await migrate(url, opener)
    database = Database(url, opener)
    try:
        await check_keys(database)
        yield database
        async with database.read() as session:
            filled = await session.run_sync(lambda here: _filled(here.connection()))
        if filled:
            mark.touch(mode=0o600)
    finally:
        await database.close()


async def _look(url: str, mark: Path) -> None:
    """Look before anything is written: what is not there, and a file without a byte, is not even opened."""
    address = full_url(url)
    sqlite = address.get_backend_name() == "sqlite"
    file = Path(address.database) if sqlite and address.database else None
    tables: set[str] = set()
    filled = False
    if file is None or (file.exists() and file.stat().st_size):
        engine = make_engine(url)
        try:
            async with engine.connect() as connection:
                tables = set(await connection.run_sync(lambda here: inspect(here).get_table_names()))
                filled = "audit_entry" in tables and await connection.run_sync(_filled)
        finally:
            await engine.dispose()
    if sqlite and tables and "alembic_version" not in tables:
        raise DatabaseNotOurs(f"{file} is the database of another program: name another file for the hotline")
    if mark.exists() and not filled:
        raise DatabaseLost(
            f"the database {address.render_as_string()} is empty, but this hotline has had data: restore it from its "
            f"backup; to begin anew with an empty one, remove {mark}"
        )


def _filled(connection: Connection) -> bool:
    """Whether anything was ever done here: users and tickets leave an entry in the audit log, and none is removed."""
    return connection.execute(text("SELECT 1 FROM audit_entry LIMIT 1")).first() is not None
