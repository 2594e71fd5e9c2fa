"""`hotline call` tells what becomes of its own call, whoever else calls meanwhile."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from asterisk_conf.program import Program
from asterisk_conf.sipp import SippCaller
from hotline.commands import call
from hotline.commands.call import calls_like, follow
from store.calls import take_in
from store.engine import Database
from store.facts import CallFact, FactKind
from store.spool_tail import SpoolTail

BEGAN = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CALLS = {
    "1.0": (-60, "13855112345", "12385"),
    "1.1": (1, "13855112345", "12385"),
    "1.2": (2, None, "055812385"),
    "1.3": (3, "13004010000", "12385"),
    "1.4": (4, None, "12385"),
    "1.5": (5, "13855112345", "12385"),
}
"""Call id -> seconds after the beginning, the caller's number, what was dialled."""


@pytest.mark.parametrize(
    ("caller", "dialed", "found"),
    [
        ("13855112345", "12385", ("1.1", "1.5")),
        ("anonymous", "055812385", ("1.2",)),
        ("anonymous", "12385", ("1.4",)),
        ("13004010000", "12385", ("1.3",)),
        ("13004010000", "055812385", ()),
    ],
)
async def test_its_own_calls_are_found_among_those_that_come_at_the_same_time(
    database: Database, caller: str, dialed: str, found: tuple[str, ...]
) -> None:
    async with database.write() as session:
        facts = [
            CallFact(
                call_id=call_id,
                at=BEGAN + timedelta(seconds=after),
                kind=FactKind.ARRIVED,
                data={"caller": number, "dialed": to},
            )
            for call_id, (after, number, to) in CALLS.items()
        ]
        await take_in(session, facts)
    assert await calls_like(database, caller, dialed, BEGAN) == found


async def test_what_a_flow_tells_is_narrated_before_the_database_has_it(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    narrated = io.StringIO()
    monkeypatch.setattr(call, "console", Console(file=narrated, width=200))
    spool = SpoolTail(tmp_path)
    arrived = CallFact(
        call_id="1.1", at=BEGAN, kind=FactKind.ARRIVED, data={"caller": "13855112345", "dialed": "12385"}
    )
    played = [
        CallFact(call_id=call_id, at=BEGAN, kind=FactKind.PROMPT_PLAYED, data={"prompt": prompt, "language": "zh"})
        for call_id, prompt in (("1.1", "greeting"), ("1.2", "goodbye"))
    ]
    (tmp_path / "1-a.jsonl").write_text("".join(fact.to_json() + "\n" for fact in played), encoding="utf-8")
    async with database.write() as session:
        await take_in(session, [arrived])
    caller = SippCaller(
        program=Program(executable=Path("/bin/false")),
        target=("127.0.0.1", 5060),
        folder=tmp_path,
        dialed="12385",
        caller="13855112345",
    )
    following = asyncio.create_task(follow(database, spool, caller, BEGAN - timedelta(seconds=2), frozenset()))
    async with asyncio.timeout(10):
        while "greeting" not in narrated.getvalue():
            await asyncio.sleep(0.02)
    following.cancel()
    assert "goodbye" not in narrated.getvalue(), "that is another call's"
