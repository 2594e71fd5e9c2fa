"""Migrations on both databases: from nothing, twice, at once, and in agreement with the tables."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, text

from store.engine import make_engine
from store.errors import DatabaseAddressWrong, KeysWanted, SchemaTooNew
from store.keys import Keys
from store.migrate import migrate
from store.tables import Base

_TICKET, _CHANGE = (Base.metadata.tables[name] for name in ("ticket", "ticket_change"))
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


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


async def test_an_older_releases_tickets_get_their_units_from_their_sealed_steps(empty_url: str, keys: Keys) -> None:
    await _until(empty_url, "0005")
    engine = make_engine(empty_url)
    stories = {
        "t1": [("transfer", "合肥市 残联"), ("add-unit", "民政局"), ("add-unit", "教育局")],
        "t2": [("transfer", "残联"), ("grant-return", "")],
        "t3": [("push", "残联"), ("grant-return", ""), ("transfer", "民政局"), ("sign", "")],
        "t4": [("transfer", "残联"), ("add-unit", "民政局"), ("reopen", "")],
        "t5": [("register", "")],
    }
    async with engine.begin() as connection:
        for ticket, steps in stories.items():
            await connection.execute(insert(_TICKET).values(_ticket(ticket)))
            for version, (move, unit) in enumerate(steps, 1):
                await connection.execute(insert(_CHANGE).values(_step(keys, ticket, version, move, unit)))
    with pytest.raises(KeysWanted):
        await migrate(empty_url)
    await migrate(empty_url, keys)
    async with engine.connect() as connection:
        leads = {row.id: row.unit for row in await connection.execute(text("SELECT id, unit FROM ticket"))}
        helpers = {tuple(row) for row in await connection.execute(text("SELECT ticket_id, unit FROM ticket_helper"))}
    await engine.dispose()
    assert leads == {"t1": "合肥市残联", "t2": None, "t3": "民政局", "t4": None, "t5": None}
    assert helpers == {("t1", "民政局"), ("t1", "教育局")}
    assert await _differences(empty_url) == []


async def _until(url: str, revision: str) -> None:
    """An older release's schema."""
    config = Config()
    config.set_main_option("script_location", "store:migrations")
    config.set_main_option("path_separator", "os")
    engine = make_engine(url)

    def up(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with engine.execution_options(hotline_write=True).begin() as connection:
        await connection.run_sync(up)
    await engine.dispose()


def _ticket(ticket: str) -> dict[str, object]:
    texts = dict.fromkeys(("title", "situation", "appeal", "answer"), "")
    rest = {"version": 9, "state": "handling", "channel": "letter", "office": "hefei", "extra": {}, "created_by": "an"}
    return {"id": ticket, "number": f"N{ticket}", **rest, **texts, "created_at": NOW, "updated_at": NOW}


def _step(keys: Keys, ticket: str, version: int, move: str, unit: str) -> dict[str, object]:
    note = json.dumps({"before": {}, "after": {"unit": unit}})
    sealed = keys.seal(note, f"ticket-change:{ticket}:{version}") if unit else None
    said = {"at": NOW, "actor": "an", "from_state": "open", "to_state": "handling", "fields": [], "role": "agent"}
    return {"ticket_id": ticket, "version": version, "move": move, "sealed": sealed, **said}


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
