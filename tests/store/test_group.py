"""Group commit on both databases: shared commits, order, neighbours of what fails, and nothing acknowledged in vain."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.engine import Database, sqlite_url
from store.errors import WriterBusy
from store.group import GroupWriter, Unit
from store.keys import Keys
from store.tables.audit import AuditEntry

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


class Refused(Exception):
    """A unit's own error."""


def entry(subject: str, error: Exception | None = None) -> Unit[str]:
    async def unit(session: AsyncSession) -> str:
        await audit.append(session, at=NOW, actor="a", action="written", subject=subject)
        if error is not None:
            raise error
        return subject

    return unit


async def written(database: Database) -> list[str]:
    async with database.read() as session:
        assert (await audit.verify(session)).sound
        return list(await session.scalars(select(AuditEntry.subject).order_by(AuditEntry.seq)))


def commits(database: Database) -> list[object]:
    seen: list[object] = []
    event.listen(database._writing.sync_engine, "commit", seen.append)
    return seen


async def test_those_who_write_at_once_share_commits_and_keep_their_order(database: Database) -> None:
    seen = commits(database)
    names = [str(number) for number in range(100)]
    assert await asyncio.gather(*(database.grouped(entry(name)) for name in names)) == names
    assert len(seen) <= 3
    assert await written(database) == names


async def test_an_answer_comes_after_the_commit(database: Database) -> None:
    other = Database(database.url, database.keys)
    for name in ("a", "b"):
        await database.grouped(entry(name))
        assert name in await written(other)
    await other.close()


async def test_a_unit_that_fails_is_undone_and_its_neighbours_do_not_notice(database: Database) -> None:
    units = [entry(str(number), Refused(str(number)) if number % 3 == 1 else None) for number in range(10)]
    answers = await asyncio.gather(*map(database.grouped, units), return_exceptions=True)
    kept = [str(number) for number in range(10) if number % 3 != 1]
    assert [answer for answer in answers if isinstance(answer, str)] == kept
    assert [str(answer) for answer in answers if isinstance(answer, Refused)] == ["1", "4", "7"]
    assert await written(database) == kept


async def test_a_mistake_in_a_statement_harms_only_its_own_unit(database: Database) -> None:
    async def wrong(session: AsyncSession) -> None:
        await session.execute(text("SELECT nonsense"))

    answers = await asyncio.gather(
        database.grouped(entry("a")), database.grouped(wrong), database.grouped(entry("b")), return_exceptions=True
    )
    assert isinstance(answers[1], SQLAlchemyError)
    assert await written(database) == ["a", "b"]


async def many(session: AsyncSession, items: Sequence[str]) -> list[str | Exception]:
    """A joint: refuses what says so, breaks as a whole where an item does."""
    for item in items:
        if item != "refused":
            await audit.append(session, at=NOW, actor=str(len(items)), action="written", subject=item)
        if item == "breaks":
            raise Refused(item)
    return [Refused(item) if item == "refused" else item for item in items]


async def test_items_of_a_joint_are_written_together_and_refused_apart(database: Database) -> None:
    items = ["a", "refused", "b", "c"]
    answers = await asyncio.gather(*(database.joined(many, item) for item in items), return_exceptions=True)
    assert answers[0::2] == ["a", "b"]
    assert isinstance(answers[1], Refused)
    async with database.read() as session:
        assert set(await session.scalars(select(AuditEntry.actor))) == {"4"}
    assert await written(database) == ["a", "b", "c"]


async def test_a_joint_that_breaks_is_asked_again_item_by_item(database: Database) -> None:
    answers = await asyncio.gather(
        *(database.joined(many, item) for item in ("a", "breaks", "b")), return_exceptions=True
    )
    assert (answers[0], answers[2]) == ("a", "b")
    assert isinstance(answers[1], Refused)
    assert await written(database) == ["a", "b"]


async def test_units_and_items_keep_the_order_in_which_they_were_asked_for(database: Database) -> None:
    wishes = [
        database.joined(many, "1"),
        database.grouped(entry("2")),
        database.joined(many, "3"),
        database.joined(many, "4"),
    ]
    await asyncio.gather(*wishes)
    assert await written(database) == ["1", "2", "3", "4"]


async def test_whoever_goes_away_before_their_turn_is_not_written(database: Database) -> None:
    first, second, third = (asyncio.create_task(database.grouped(entry(name))) for name in "abc")
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(first, third)
    with contextlib.suppress(asyncio.CancelledError):
        await second
    assert await written(database) == ["a", "c"]


async def test_whoever_goes_away_while_their_unit_runs_breaks_nothing(database: Database) -> None:
    begun = asyncio.Event()

    async def slow(session: AsyncSession) -> None:
        await entry("slow")(session)
        begun.set()
        await asyncio.sleep(0)
        await session.execute(text("SELECT 1"))

    gone = asyncio.create_task(database.grouped(slow))
    neighbour = asyncio.create_task(database.grouped(entry("b")))
    await begun.wait()
    gone.cancel()
    await neighbour
    assert await written(database) == ["slow", "b"]


async def test_more_than_can_be_written_is_refused_at_once(database: Database) -> None:
    writer = GroupWriter(database.write, waiting=5)
    answers = await asyncio.gather(*(writer.do(entry(str(n))) for n in range(8)), return_exceptions=True)
    assert sum(isinstance(answer, WriterBusy) for answer in answers) == 3
    assert len(await written(database)) == 5


async def test_a_unit_that_hangs_is_ended_and_its_neighbours_are_written(database: Database) -> None:
    async def hangs(session: AsyncSession) -> None:
        await entry("hangs")(session)
        await asyncio.Event().wait()

    writer = GroupWriter(database.write, unit_limit_s=1.0)
    units = (entry("a"), hangs, entry("b"))
    answers = await asyncio.gather(*map(writer.do, units), return_exceptions=True)
    assert isinstance(answers[1], TimeoutError)
    assert await written(database) == ["a", "b"]


async def test_one_that_shares_with_nobody_is_undone_by_itself_too(database: Database) -> None:
    async def hangs(session: AsyncSession) -> None:
        await entry("hangs")(session)
        await asyncio.Event().wait()

    async def wrong(session: AsyncSession) -> None:
        await entry("wrong")(session)
        await session.execute(text("SELECT nonsense"))

    writer = GroupWriter(database.write, unit_limit_s=0.3)
    for unit, error in ((entry("a", Refused()), Refused), (hangs, TimeoutError), (wrong, SQLAlchemyError)):
        with pytest.raises(error):
            await writer.do(unit)
    assert await writer.do(entry("b")) == "b"
    assert await written(database) == ["b"]


async def test_nobody_waits_for_ever(database: Database) -> None:
    writer = GroupWriter(database.write, answer_limit_s=0.05)
    release = asyncio.Event()

    async def slow(session: AsyncSession) -> None:
        await release.wait()

    first = asyncio.create_task(writer.do(slow))
    with pytest.raises(WriterBusy):
        await first
    release.set()
    await writer.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_connection_lost_inside_a_unit_costs_its_neighbours_nothing(database: Database) -> None:
    once: list[bool] = []

    async def cuts(session: AsyncSession) -> None:
        await entry("cuts")(session)
        once.append(True)
        await session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    answers = await asyncio.gather(
        *(database.grouped(unit) for unit in (entry("a"), cuts, entry("b"))), return_exceptions=True
    )
    assert (answers[0], answers[2], once) == ("a", "b", [True])
    assert isinstance(answers[1], SQLAlchemyError)
    assert await written(database) == ["a", "b"]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_statement_that_hangs_is_ended_and_its_neighbours_are_written(database: Database) -> None:
    writer = GroupWriter(database.write, unit_limit_s=1.0)

    async def sleeps(session: AsyncSession) -> None:
        await session.execute(text("SELECT pg_sleep(30)"))

    units = (entry("c"), sleeps, entry("d"))
    answers = await asyncio.gather(*map(writer.do, units), return_exceptions=True)
    assert (answers[0], answers[2]) == ("c", "d")
    assert isinstance(answers[1], TimeoutError)
    assert await written(database) == ["c", "d"]


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Path:
    path = tmp_path / "x.sqlite"
    path.write_bytes(migrated_file.read_bytes())
    return path


async def test_a_full_disk_is_told_to_whom_it_hits_and_what_fits_is_kept(file: Path) -> None:
    database = Database(sqlite_url(file), Keys.fresh())
    async with database.write() as session:
        pages = (await session.execute(text("PRAGMA page_count"))).scalar_one()
        await session.execute(text(f"PRAGMA max_page_count = {pages + 20}"))

    async def greedy(session: AsyncSession) -> None:
        details = {"much": "x" * 1_000_000}
        await audit.append(session, at=NOW, actor="a", action="written", subject="greedy", details=details)

    answers = await asyncio.gather(
        *(database.grouped(unit) for unit in (entry("a"), greedy, entry("b"))), return_exceptions=True
    )
    assert (answers[0], answers[2]) == ("a", "b")
    assert "full" in str(answers[1])
    assert await written(database) == ["a", "b"]
    await database.close()


async def test_a_database_that_another_process_holds_is_waited_for(file: Path) -> None:
    database = Database(sqlite_url(file), Keys.fresh())
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.gather(*(database.grouped(entry(name)) for name in "ab"))
    for _ in range(30):
        await asyncio.sleep(0.001)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    assert await waiting == ["a", "b"]
    await database.close()


async def test_what_a_killed_process_had_acknowledged_is_there(database_url: str, tmp_path: Path) -> None:
    keys = Keys.load_or_create(tmp_path / "keys.json")
    program = Path(__file__).with_name("grouped_writer.py")
    command = [sys.executable, program, database_url, tmp_path / "keys.json"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env={"PYTHONPATH": str(root)}) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(200)]
        process.kill()
        said += process.stdout.readlines()
    acknowledged = {line.decode().strip() for line in said if line.endswith(b"\n")}
    database = Database(database_url, keys)
    kept = await written(database)
    await database.close()
    assert len(acknowledged) >= 200
    assert acknowledged <= set(kept)
    assert len(kept) == len(set(kept))
