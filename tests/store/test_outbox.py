"""The outbox on both databases: each message once for each reader, and none of a change that failed."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from store import outbox
from store.engine import Database

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


async def publish(database: Database, *topics: str) -> None:
    async with database.write() as session:
        for topic in topics:
            await outbox.publish(session, topic, {"n": topic}, at=NOW)


async def claim(database: Database, reader: str, limit: int = 100) -> list[str]:
    async with database.write() as session:
        return [message.topic for message in await outbox.claim(session, reader, now=NOW, limit=limit)]


async def test_each_reader_gets_every_message_once_and_in_order(database: Database) -> None:
    await publish(database, "a", "b", "c")
    assert await claim(database, "desk", limit=2) == ["a", "b"]
    assert await claim(database, "desk") == ["c"]
    assert await claim(database, "desk") == []
    assert await claim(database, "webhook") == ["a", "b", "c"]


async def test_workers_of_one_name_share_the_messages_without_overlap(database: Database) -> None:
    await publish(database, *(str(number) for number in range(60)))
    other = Database(database.url, database.keys)
    parts = await asyncio.gather(*(claim(place, "desk", limit=15) for place in (database, other) * 4))
    rest = [await claim(database, "desk")]
    await other.close()
    taken = [topic for part in [*parts, *rest] for topic in part]
    assert sorted(taken, key=int) == [str(number) for number in range(60)]


async def test_a_claim_that_is_rolled_back_comes_again(database: Database) -> None:
    await publish(database, "a")
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            assert await outbox.claim(session, "desk", now=NOW)
            raise RuntimeError("the reader failed")
    assert await claim(database, "desk") == ["a"]


async def test_a_change_that_fails_tells_nobody(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.write() as session:
            await outbox.publish(session, "a", {}, at=NOW)
            raise RuntimeError("the change failed")
    assert await claim(database, "desk") == []


async def test_a_reader_may_begin_with_the_present(database: Database) -> None:
    await publish(database, "old")
    async with database.write() as session:
        await outbox.start_from_now(session, "board", now=NOW)
    await publish(database, "new")
    assert await claim(database, "board") == ["new"]


async def test_old_messages_are_pruned_with_their_claims(database: Database) -> None:
    await publish(database, "a")
    await claim(database, "desk")
    async with database.write() as session:
        assert await outbox.prune(session, now=NOW + timedelta(days=8)) == 1
    assert await claim(database, "desk") == []
