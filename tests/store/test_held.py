"""The connection of a transaction is the transaction's: what is written by it is undone with it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from store.engine import Database
from store.persons import add_people, get_people
from store.tables.person import Person

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


async def test_after_a_write_that_failed_nothing_more_is_written_before_a_rollback(database: Database) -> None:
    async with database.write() as session:
        (known,) = await add_people(session, [{"name": "张三"}], now=NOW)
    with pytest.raises(InvalidRequestError):
        async with database.write() as session:
            (lost,) = await add_people(session, [{"name": "李四"}], now=NOW)
            session.add(Person(id=known.id, version=1, sealed=b"", created_at=NOW, updated_at=NOW))
            with pytest.raises(IntegrityError):
                await session.flush()
            await add_people(session, [{"name": "王五"}], now=NOW)
    async with database.read() as session:
        assert set(await get_people(session, [known.id, lost.id])) == {known.id}
