"""Facts reach the database in groups; what the database refuses waits on disk and comes in later."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from hotline import fact_intake
from hotline.fact_intake import FactIntake, SpoolIntake, TakeIn
from store.calls import get_call, take_in
from store.engine import Database, sqlite_url
from store.facts import CallFact, FactKind
from store.keys import Keys
from store.migrate import migrate

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path):
    url = sqlite_url(tmp_path / "t.sqlite")
    await migrate(url)
    database = Database(url, Keys.fresh())
    yield database
    await database.close()


def fact(call: str) -> CallFact:
    return CallFact(call_id=call, at=NOW, kind=FactKind.ARRIVED, data={"dialed": "12385", "caller": "13805510001"})


async def stored(database: Database, call: str) -> bool:
    async with database.read() as session:
        return await get_call(session, call) is not None


async def until_stored(database: Database, call: str) -> None:
    async with asyncio.timeout(10):
        while not await stored(database, call):
            await asyncio.sleep(0.02)


def follow_closely(monkeypatch: pytest.MonkeyPatch, *, share_s: float) -> None:
    for name, seconds in {"GATHER_S": 0.1, "SHARE_S": share_s, "REST_S": 0.0, "FOLLOW_EVERY_S": 0.02}.items():
        monkeypatch.setattr(fact_intake, name, seconds)


async def test_facts_put_in_are_committed(database: Database, tmp_path: Path) -> None:
    intake = FactIntake(database, take_in, refused=tmp_path / "spool")
    running = asyncio.create_task(intake.run())
    intake.put([fact("1.1"), fact("1.2")])
    await until_stored(database, "1.2")
    running.cancel()
    assert await stored(database, "1.1")
    assert not (tmp_path / "spool").exists()


async def test_the_end_of_a_call_is_told_once_it_is_committed_and_nothing_else_is(
    database: Database, tmp_path: Path
) -> None:
    told: list[int] = []
    begun = [fact("1.1"), fact("1.2")]
    end = CallFact(call_id="1.1", at=NOW, kind=FactKind.ENDED, data={"cause": 16})
    taken: list[int] = []

    async def take(session: AsyncSession, facts: Sequence[CallFact]) -> object:
        assert not told
        taken.append(len(facts))
        return await take_in(session, facts)

    intake = FactIntake(database, take, refused=tmp_path / "spool", ended=lambda: told.append(len(taken)))
    running = asyncio.create_task(intake.run())
    intake.put(begun)
    await until_stored(database, "1.2")
    intake.put([end])
    async with asyncio.timeout(10):
        while not told:
            await asyncio.sleep(0.02)
    running.cancel()
    assert told == [2]
    async with database.read() as session:
        call = await get_call(session, "1.1")
    assert call is not None
    assert call.ended_at == NOW


async def test_facts_that_the_database_refuses_wait_on_disk_and_are_taken_in_later(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow_closely(monkeypatch, share_s=0.1)
    refusals = ["database is locked"]

    async def refuse_once(session: AsyncSession, facts: Sequence[CallFact]) -> object:
        if refusals:
            raise OperationalError(refusals.pop(), None, Exception())
        return await take_in(session, facts)

    folder = tmp_path / "spool"
    folder.mkdir()
    intake = FactIntake(database, refuse_once, refused=folder)
    follower = SpoolIntake(database, folder, refuse_once, now=lambda: NOW)
    running = [asyncio.create_task(intake.run()), asyncio.create_task(follower.run())]
    intake.put([fact("1.3")])
    await until_stored(database, "1.3")
    assert not refusals
    for task in running:
        task.cancel()


async def test_facts_that_still_wait_when_the_service_stops_are_written_to_disk(
    database: Database, tmp_path: Path
) -> None:
    never, taken = asyncio.Event(), asyncio.Event()

    async def hang(session: AsyncSession, facts: Sequence[CallFact]) -> object:
        taken.set()
        return await never.wait()

    intake = FactIntake(database, hang, refused=tmp_path / "spool")
    running = asyncio.create_task(intake.run())
    intake.put([fact("1.4")])
    await asyncio.wait_for(taken.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    kept = list((tmp_path / "spool").glob("*.jsonl"))
    assert [CallFact.from_json(line).call_id for line in kept[0].read_text().splitlines()] == ["1.4"]


@asynccontextmanager
async def beside_a_spool(database: Database, folder: Path, take: TakeIn, *calls: str) -> AsyncIterator[FactIntake]:
    """An intake at work, with facts of these calls in its spool."""
    folder.mkdir()
    (folder / "left-behind.jsonl").write_text("".join(fact(call).to_json() + "\n" for call in calls))
    follower = SpoolIntake(database, folder, take, now=lambda: NOW)
    intake = FactIntake(database, take, refused=folder, spool_intake=follower)
    running = asyncio.create_task(intake.run())
    yield intake
    running.cancel()


def noting() -> tuple[list[list[str]], TakeIn]:
    """The calls of each transaction so far, and what takes facts in and notes them."""
    groups: list[list[str]] = []

    async def noted(session: AsyncSession, facts: Sequence[CallFact]) -> object:
        groups.append([fact.call_id for fact in facts])
        return await take_in(session, facts)

    return groups, noted


async def test_what_lies_in_the_spool_shares_the_transaction_of_what_comes_in(
    database: Database, tmp_path: Path
) -> None:
    groups, noted = noting()
    async with beside_a_spool(database, tmp_path / "spool", noted, "2.1") as intake:
        intake.put([fact("2.2")])
        await until_stored(database, "2.2")
        intake.put([fact("2.3")])  # nothing new lies there now
        await until_stored(database, "2.3")
    assert groups == [["2.2", "2.1"], ["2.3"]]


async def test_what_is_new_in_the_spool_waits_for_what_comes_in_but_not_for_ever(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    share_s = 2.5
    follow_closely(monkeypatch, share_s=share_s)
    groups, noted = noting()

    def write(call: str) -> None:
        (folder / f"{call}.jsonl").write_text(fact(call).to_json() + "\n")

    folder = tmp_path / "spool"
    folder.mkdir()
    write("4.0")
    follower = SpoolIntake(database, folder, noted, now=lambda: NOW)
    intake = FactIntake(database, noted, refused=folder, spool_intake=follower)
    running = [asyncio.create_task(follower.run()), asyncio.create_task(intake.run())]
    await until_stored(database, "4.0")  # it has looked, and rested as long as it must
    write("4.1")
    intake.put([fact("4.2")])
    await until_stored(database, "4.1")
    began = asyncio.get_running_loop().time()
    write("4.3")
    await until_stored(database, "4.3")
    assert share_s <= asyncio.get_running_loop().time() - began
    assert groups == [["4.0"], ["4.2", "4.1"], ["4.3"]]
    for task in running:
        task.cancel()


async def test_a_damaged_spool_does_not_hold_up_what_comes_in(database: Database, tmp_path: Path) -> None:
    async def refuses_the_spool(session: AsyncSession, facts: Sequence[CallFact]) -> object:
        if any(fact.call_id == "3.1" for fact in facts):
            raise IntegrityError("no", None, Exception())
        return await take_in(session, facts)

    async with beside_a_spool(database, tmp_path / "spool", refuses_the_spool, "3.1") as intake:
        intake.put([fact("3.2")])
        await until_stored(database, "3.2")
    assert (tmp_path / "spool" / "quarantine").exists()
    assert not list((tmp_path / "spool").glob("refused-*"))
