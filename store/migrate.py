"""Bring a database to the newest schema. Safe to call from several processes at once; a second call changes nothing.

The steps are in `store/migrations/versions`. A step only adds (tables, nullable columns, indexes), so that the release
before it keeps working while the new one starts.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text

from store.engine import full_url, make_engine
from store.errors import SchemaTooNew
from store.keys import Keys

_LOCK = 12385_0001
"""PostgreSQL advisory lock: one migration at a time."""


async def migrate(url: str, keys: Keys | None = None) -> str:
    """Run the steps that this database lacks, in one transaction; the schema's revision. SchemaTooNew, KeysWanted.

    A database with tickets of an older release needs the keys: what is sealed tells which unit has a ticket.
    """
    engine = make_engine(full_url(url).render_as_string(hide_password=False))
    try:
        async with engine.execution_options(hotline_write=True).begin() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return await connection.run_sync(_upgrade, keys)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, keys: Keys | None) -> str:
    config = Config()
    config.set_main_option("script_location", "store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["keys"] = keys
    scripts = ScriptDirectory.from_config(config)
    here = MigrationContext.configure(connection).get_current_revision()
    try:
        scripts.get_revision(here or "base")
    except CommandError as error:
        raise SchemaTooNew(
            f"the database has schema {here}, which this release does not know; run the newer release"
        ) from error
    command.upgrade(config, "head")
    head = scripts.get_current_head()
    if head is None:
        raise LookupError("store/migrations/versions holds no step")
    return head
