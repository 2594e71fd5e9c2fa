"""What an older release wrote stays: from each revision with a row in every table, up to the newest, on both databases.

The tables are read off the older schema itself, so that a column nobody thought of is looked at too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Connection, DateTime, Float, Integer, LargeBinary, MetaData, Table, select
from sqlalchemy.types import JSON

from store.engine import make_engine
from store.keys import Keys
from store.migrate import migrate
from tests.store.test_migrations import _differences, _until

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
OURS = ("alembic_version",)


def revisions() -> list[str]:
    """Every revision but the newest, oldest first."""
    config = Config()
    config.set_main_option("script_location", "store:migrations")
    config.set_main_option("path_separator", "os")
    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][:0:-1]


@pytest.mark.parametrize("revision", revisions())
async def test_a_row_of_every_table_of_an_older_release_is_there_afterwards(
    empty_url: str, keys: Keys, revision: str
) -> None:
    await _until(empty_url, revision)
    engine = make_engine(empty_url)
    async with engine.execution_options(hotline_write=True).begin() as connection:
        before = await connection.run_sync(_fill)
    assert len(before) >= 15 and all(before.values())
    await migrate(empty_url, keys)
    async with engine.connect() as connection:
        after = await connection.run_sync(_read, {name: list(row) for name, row in before.items()})
    await engine.dispose()
    assert after == before
    assert await _differences(empty_url) == []


def _reflected(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def _fill(connection: Connection) -> dict[str, dict[str, Any]]:
    """A row in every table; table -> the row as the database gives it back."""
    tables = [table for table in _reflected(connection).sorted_tables if table.name not in OURS]
    for table in tables:
        if connection.execute(select(table)).first() is None:
            connection.execute(table.insert().values({column.name: _value(column) for column in table.columns}))
    return {table.name: dict(connection.execute(select(table)).mappings().one()) for table in tables}


def _read(connection: Connection, wanted: dict[str, list[str]]) -> dict[str, dict[str, Any]]:
    """The same tables and columns, as they are now."""
    tables: dict[str, Table] = dict(_reflected(connection).tables)
    return {
        name: dict(connection.execute(select(*(tables[name].c[column] for column in columns))).mappings().one())
        for name, columns in wanted.items()
    }


def _value(column: Column[Any]) -> Any:
    """Something of the column's type; whatever points elsewhere finds it, for the same column has the same value."""
    match column.type:
        case Boolean():
            return True
        case Integer() | Float():
            return 1
        case DateTime():
            return NOW if column.type.timezone else NOW.replace(tzinfo=None)
        case JSON():
            return {"补贴": [1, "张三"]}
        case LargeBinary():
            return b"\x00\xff"
        case _:
            return "残联"
