"""`hotline call` tells what becomes of its own call, whoever else calls meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotline.commands.call import calls_like
from store.calls import take_in
from store.engine import Database
from store.facts import CallFact, FactKind

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
