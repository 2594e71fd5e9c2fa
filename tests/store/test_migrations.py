"""Migrations on both databases: from nothing, twice, at once, and in agreement with the tables."""

from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from store.engine import make_engine
from store.errors import DatabaseAddressWrong, SchemaTooNew
from store.migrate import migrate
from store.tables import Base


async def test_an_empty_database_becomes_what_the_tables_say(empty_url: str) -> None:
    revision = await migrate(empty_url)
    assert revision
    assert await _differences(empty_url) == []


async def test_migrating_twice_changes_nothing(empty_url: str) -> None:
    assert await migrate(empty_url) == await migrate(empty_url)


async def test_several_processes_may_migrate_at_once(empty_url: str) -> None:
    first, *others = await asyncio.gather(*(migrate(empty_url) for _ in range(8)))
    assert others == [first] * 7
    assert await _differences(empty_url) == []


async def test_a_database_of_a_newer_release_is_refused(empty_url: str) -> None:
    await migrate(empty_url)
    engine = make_engine(empty_url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()
    with pytest.raises(SchemaTooNew, match="9999"):
        await migrate(empty_url)


async def test_an_unknown_kind_of_database_is_named() -> None:
    with pytest.raises(DatabaseAddressWrong, match="mysql"):
        await migrate("mysql://localhost/hotline")


async def _differences(url: str) -> list[object]:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    engine = make_engine(url)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(compare)
    finally:
        await engine.dispose()
