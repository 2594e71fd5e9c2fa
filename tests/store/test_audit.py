"""The audit chain on both databases: whatever is done to it behind its back is found."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from store import audit
from store.engine import Database, sqlite_url
from store.keys import Keys
from store.users import NewUser, Role, add_user

NOW = datetime(2026, 11, 21, 1, 0, 0, 123456, tzinfo=UTC)


async def log(database: Database, count: int = 5) -> None:
    for number in range(count):
        async with database.write() as session:
            details = {"number": number, "名": "值"}
            await audit.append(session, at=NOW, actor="a", action="b", subject=f"c:{number}", details=details)


@pytest.fixture
async def quick_sqlite(migrated_file: Path, tmp_path: Path, keys: Keys) -> AsyncIterator[Database]:
    """SQLite alone: PostgreSQL keeps only times in a column of times."""
    shutil.copy(migrated_file, tmp_path / "hotline.sqlite")
    opened = Database(sqlite_url(tmp_path / "hotline.sqlite"), keys)
    yield opened
    await opened.close()


async def codes(database: Database, exported: audit.Head | None = None) -> set[str]:
    async with database.read() as session:
        return {flaw.code for flaw in (await audit.verify(session, exported=exported)).flaws}


async def tamper(database: Database, *statements: str) -> None:
    async with database.write() as session:
        for statement in statements:
            await session.execute(text(statement))


async def test_an_untouched_chain_is_sound(database: Database) -> None:
    await log(database)
    async with database.read() as session:
        verdict = await audit.verify(session, exported=await audit.head(session))
    assert verdict.sound
    assert verdict.entries == 5


async def test_an_empty_log_is_sound(database: Database) -> None:
    assert await codes(database) == set()


async def test_a_log_that_was_emptied_with_its_head_is_found_by_what_never_comes_without_an_entry(
    database: Database,
) -> None:
    async with database.write() as session:
        await add_user(session, NewUser(username="a", name="A", password="long enough", role=Role.AGENT), now=NOW)
    assert await codes(database) == set()
    await tamper(database, "DELETE FROM audit_entry", "DELETE FROM audit_head")
    assert await codes(database) == {"cut"}


async def test_an_exported_head_counts_only_with_the_signature_of_this_key_file(database: Database) -> None:
    await log(database)
    async with database.read() as session:
        head = await audit.head(session)
    assert head is not None
    assert await codes(database, replace(head, signature="0" * 64)) == {"head-forged"}
    assert await codes(database, replace(head, count=2)) == {"head-forged"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_entry SET actor = 'x' WHERE seq = 3", "edited"),
        ("UPDATE audit_entry SET details = '{}' WHERE seq = 5", "edited"),
        ("DELETE FROM audit_entry WHERE seq = 3", "missing"),
        ("DELETE FROM audit_entry WHERE seq = 1", "missing"),
        ("DELETE FROM audit_entry WHERE seq = 5", "cut"),
        ("DELETE FROM audit_entry", "cut"),
        ("DELETE FROM audit_head", "head-forged"),
        ("UPDATE audit_head SET signature = hash", "head-forged"),
        ("UPDATE audit_head SET count = 4", "head-forged"),
    ],
)
async def test_tampering_is_found(database: Database, statement: str, code: str) -> None:
    await log(database)
    await tamper(database, statement)
    assert code in await codes(database)


@pytest.mark.parametrize("seq", [1, 3, 5])
@pytest.mark.parametrize(
    "change",
    ["at = 'no time'", "at = 7", "details = '{'", "actor = x'ff'", "actor = CAST(x'ff' AS TEXT)", "hash = x'00'"],
)
async def test_an_entry_that_cannot_even_be_read_is_found_and_hides_no_other(
    quick_sqlite: Database, change: str, seq: int
) -> None:
    await log(quick_sqlite)
    await tamper(quick_sqlite, f"UPDATE audit_entry SET {change} WHERE seq = {seq}")
    await tamper(quick_sqlite, "UPDATE audit_entry SET subject = 'x' WHERE seq = 2")
    async with quick_sqlite.read() as session:
        verdict = await audit.verify(session)
    assert {flaw.seq for flaw in verdict.flaws if flaw.code == "edited"} == {2, seq}
    assert verdict.entries == 5


async def test_the_head_must_stand_on_the_last_entry_even_when_that_cannot_be_read(quick_sqlite: Database) -> None:
    await log(quick_sqlite)
    await tamper(
        quick_sqlite, "UPDATE audit_entry SET at = 'no time' WHERE seq = 4", "DELETE FROM audit_entry WHERE seq = 5"
    )
    assert await codes(quick_sqlite) == {"edited", "cut"}


async def test_two_entries_that_changed_places_are_found(database: Database) -> None:
    await log(database)
    await tamper(
        database,
        "UPDATE audit_entry SET seq = 99 WHERE seq = 2",
        "UPDATE audit_entry SET seq = 2 WHERE seq = 3",
        "UPDATE audit_entry SET seq = 3 WHERE seq = 99",
    )
    assert {"misplaced", "edited"} <= await codes(database)


async def test_a_tail_cut_together_with_its_head_is_found_for_want_of_the_key(database: Database) -> None:
    await log(database)
    await tamper(
        database,
        "DELETE FROM audit_entry WHERE seq = 5",
        "UPDATE audit_head SET count = 4, hash = (SELECT hash FROM audit_entry WHERE seq = 4)",
    )
    assert await codes(database) == {"head-forged"}


async def test_a_database_set_back_to_an_older_state_is_found_by_an_exported_head(
    database: Database, keys: Keys
) -> None:
    await log(database, 3)
    async with database.read() as session:
        old = await session.execute(text("SELECT count, hash, signature FROM audit_head"))
        count, hashed, signature = old.one()
    await log(database, 2)
    async with database.read() as session:
        exported = await audit.head(session)
    async with database.write() as session:
        await session.execute(text("DELETE FROM audit_entry WHERE seq > 3"))
        values = {"count": count, "hash": hashed, "signature": signature}
        await session.execute(text("UPDATE audit_head SET count=:count, hash=:hash, signature=:signature"), values)
    assert await codes(database) == set()
    assert await codes(database, exported) == {"rolled-back"}


async def test_entries_written_at_once_make_one_chain(database: Database) -> None:
    other = Database(database.url, database.keys)
    await asyncio.gather(*(log(place, 5) for place in (database, other)))
    await other.close()
    async with database.read() as session:
        verdict = await audit.verify(session)
    assert verdict.sound
    assert verdict.entries == 10


async def test_a_change_that_fails_leaves_no_entry(database: Database) -> None:
    await log(database, 1)
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await audit.append(session, at=NOW, actor="a", action="b", subject="c")
            raise RuntimeError("the change failed")
    async with database.read() as session:
        assert (await audit.verify(session)).entries == 1
    assert await codes(database) == set()
