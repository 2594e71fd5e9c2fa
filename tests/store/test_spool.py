"""Taking in the spool: torn lines, damaged lines, living writers, two takers at once, and being killed half-way."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, spool
from store.calls import CallFilter, list_calls, take_in, timeline
from store.engine import Database
from store.facts import CallFact, FactKind
from store.tables.audit import AuditEntry

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
GONE = "refused-1"
"""A file name without a process id: its writer has finished."""


def line(call: str, kind: FactKind = FactKind.ARRIVED, second: int = 0) -> bytes:
    return CallFact(call_id=call, at=NOW + timedelta(seconds=second), kind=kind).to_json().encode() + b"\n"


async def calls(database: Database) -> set[str]:
    async with database.read() as session:
        return {call.id for call in (await list_calls(session, CallFilter())).items}


async def test_a_finished_file_is_taken_and_moved(database: Database, tmp_path: Path) -> None:
    (tmp_path / f"{GONE}.jsonl").write_bytes(line("1.1") + line("1.2"))
    swept = await spool.sweep(database, tmp_path, take_in, now=NOW)
    assert (swept.facts, swept.moved) == (2, 1)
    assert await calls(database) == {"1.1", "1.2"}
    assert [path.name for path in (tmp_path / "done").iterdir()] == [f"{GONE}.jsonl"]


async def test_a_call_out_of_the_spool_has_its_callers_area(database: Database, tmp_path: Path) -> None:
    told = CallFact(call_id="1.1", at=NOW, kind=FactKind.ARRIVED, data={"dialed": "12385", "caller": "13805530301"})
    (tmp_path / f"{GONE}.jsonl").write_text(told.to_json() + "\n", encoding="utf-8")
    await spool.sweep(database, tmp_path, take_in, now=NOW)
    async with database.read() as session:
        (call,) = (await list_calls(session, CallFilter())).items
    assert (call.area_code, call.area_name) == (None, "安徽省芜湖市")


async def test_the_file_of_a_living_writer_is_followed_line_by_line(database: Database, tmp_path: Path) -> None:
    path = tmp_path / f"{os.getpid()}-1.jsonl"
    half = line("1.2")
    path.write_bytes(line("1.1") + half[:20])
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 1
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 0
    with path.open("ab") as file:
        file.write(half[20:])
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 1
    assert await calls(database) == {"1.1", "1.2"}
    assert path.exists()


@pytest.mark.parametrize("cause", [10**30, -(10**30), [[10**30]], "half of a pair: \ud83d"])
async def test_a_line_that_no_database_takes_goes_to_quarantine_and_the_rest_is_taken(
    database: Database, tmp_path: Path, cause: object
) -> None:
    odd = json.dumps(json.loads(line("1.1", FactKind.ENDED)) | {"data": {"cause": cause}}).encode() + b"\n"
    (tmp_path / f"{GONE}.jsonl").write_bytes(odd + line("1.2"))
    swept = await spool.sweep(database, tmp_path, take_in, now=NOW)
    assert (swept.facts, swept.quarantined) == (1, 1)
    assert await calls(database) == {"1.2"}


async def test_the_torn_last_line_of_a_dead_writer_goes_to_quarantine(database: Database, tmp_path: Path) -> None:
    (tmp_path / f"{GONE}.jsonl").write_bytes(line("1.1") + line("1.2")[:20])
    swept = await spool.sweep(database, tmp_path, take_in, now=NOW)
    assert (swept.facts, swept.quarantined, swept.moved) == (1, 1, 1)


@pytest.mark.parametrize(
    "damaged",
    [
        b"nonsense",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b'{"id":"x","call_id":"1.9","at":"2026-01-01T00:00:00","kind":"arrived","data":{}}',
        b'{"id":"x","call_id":"1.9","at":"2026-01-01T00:00:00+08:00","kind":"sung","data":{}}',
        b'{"id":"x","call_id":"1.9","at":"2026-01-01T00:00:00+08:00","kind":"arrived","data":7}',
        b'{"id":"' + b"x" * 70 + b'","call_id":"1.9","at":"2026-01-01T00:00:00+08:00","kind":"arrived","data":{}}',
        b'{"id":7,"call_id":"1.9","at":"2026-01-01T00:00:00+08:00","kind":"arrived","data":{}}',
        b'{"id":"x","call_id":"1\\u0000","at":"2026-01-01T00:00:00+08:00","kind":"arrived","data":{}}',
        b'{"id":"x","call_id":"1.9","at":"2026-01-01T00:00:00+08:00","kind":"arrived","data":{"a":"\\ud800"}}',
        b"[" * 100_000,
    ],
)
async def test_a_damaged_line_goes_to_quarantine_and_the_rest_is_taken(
    database: Database, tmp_path: Path, damaged: bytes
) -> None:
    (tmp_path / f"{GONE}.jsonl").write_bytes(line("1.1") + damaged + b"\n" + line("1.2"))
    swept = await spool.sweep(database, tmp_path, take_in, now=NOW)
    assert (swept.facts, swept.quarantined, swept.moved) == (2, 1, 1)
    assert await calls(database) == {"1.1", "1.2"}
    (kept,) = (tmp_path / "quarantine").iterdir()
    assert kept.read_bytes() == damaged + b"\n"
    async with database.read() as session:
        assert await session.scalar(select(AuditEntry.action)) == "spool-line-quarantined"
        assert (await audit.verify(session)).sound


async def test_a_nul_in_the_data_is_taken_as_text_without_it(database: Database, tmp_path: Path) -> None:
    raw = json.loads(line("1.1"))
    raw["data"] = {"dialed": "123\x0085", "caller": "138\x00", "other": "a\x00b"}
    (tmp_path / f"{GONE}.jsonl").write_text(json.dumps(raw) + "\n")
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 1
    async with database.read() as session:
        (call,) = (await list_calls(session, CallFilter())).items
    assert (call.dialed, call.caller) == ("12385", "138")


async def test_two_processes_that_sweep_the_same_spool_take_each_fact_once(database: Database, tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"refused-{number}.jsonl").write_bytes(line("1.1", second=number) + line(f"2.{number}"))
    other = Database(database.url, database.keys)
    swept = await asyncio.gather(*(spool.sweep(place, tmp_path, take_in, now=NOW) for place in (database, other) * 2))
    await other.close()
    assert sum(part.moved for part in swept) == 5
    assert await calls(database) == {"1.1", "2.0", "2.1", "2.2", "2.3", "2.4"}
    async with database.read() as session:
        assert len(await timeline(session, "1.1")) == 5


async def test_a_taker_that_dies_before_its_commit_leaves_all_to_the_next(database: Database, tmp_path: Path) -> None:
    (tmp_path / f"{GONE}.jsonl").write_bytes(line("1.1"))

    async def dies(session: AsyncSession, facts: Sequence[CallFact]) -> None:
        await take_in(session, facts)
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        await spool.sweep(database, tmp_path, dies, now=NOW)
    assert await calls(database) == set()
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 1


async def test_a_file_put_back_from_done_changes_nothing(database: Database, tmp_path: Path) -> None:
    (tmp_path / f"{GONE}.jsonl").write_bytes(line("1.1"))
    await spool.sweep(database, tmp_path, take_in, now=NOW)
    (tmp_path / "done" / f"{GONE}.jsonl").rename(tmp_path / "restored.jsonl")
    swept = await spool.sweep(database, tmp_path, take_in, now=NOW)
    assert (swept.facts, swept.moved) == (1, 1)
    async with database.read() as session:
        assert len(await timeline(session, "1.1")) == 1


async def test_a_file_larger_than_one_bite_is_taken_whole(database: Database, tmp_path: Path) -> None:
    many = b"".join(line("1.1", second=number) for number in range(9_000))
    assert len(many) > 1 << 20
    (tmp_path / f"{GONE}.jsonl").write_bytes(many)
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 9_000


async def test_a_fact_that_the_database_refuses_does_not_hold_up_the_others(database: Database, tmp_path: Path) -> None:
    lines = [line(f"1.{number}") for number in range(9)]
    (tmp_path / f"{GONE}.jsonl").write_bytes(b"".join(lines))

    async def picky(session: AsyncSession, facts: Sequence[CallFact]) -> None:
        await take_in(session, facts)
        if any(fact.call_id == "1.4" for fact in facts):
            raise IntegrityError("INSERT", {}, ValueError("no"))

    swept = await spool.sweep(database, tmp_path, picky, now=NOW)
    assert (swept.facts, swept.quarantined, swept.moved) == (8, 1, 1)
    assert await calls(database) == {f"1.{number}" for number in range(9)} - {"1.4"}
    (kept,) = (tmp_path / "quarantine").iterdir()
    assert CallFact.from_json(kept.read_text()).call_id == "1.4"


async def test_what_a_taker_remembers_never_makes_it_take_twice_or_leave_out(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / f"{os.getpid()}-1.jsonl"
    mine: dict[str, int] = {}
    path.write_bytes(line("1.1"))
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW, taken=mine)).facts == 1
    with path.open("ab") as file:
        file.write(line("1.2"))
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW)).facts == 1  # another was quicker
    with path.open("ab") as file:
        file.write(line("1.3"))
    assert (await spool.sweep(database, tmp_path, take_in, now=NOW, taken=mine)).facts == 1
    assert mine == {path.name: path.stat().st_size}
    assert await calls(database) == {"1.1", "1.2", "1.3"}
    path.rename(tmp_path / "elsewhere")
    await spool.sweep(database, tmp_path, take_in, now=NOW, taken=mine)
    assert mine == {}
