"""Many rows in one statement come back as they went in, whatever stands in them; on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from store.engine import Database
from store.many import insert, insert_many, update, update_many, write_all
from store.overlap import Overlap
from store.tables.base import Base
from store.tables.outbox import OutboxMessage
from store.tables.person import Person
from store.tables.ticket import NumberSequence

NOW = datetime(2026, 11, 21, 1, 0, 0, 250, tzinfo=UTC)
TEXTS = (
    "", "NULL", "null", "{a,b}", '"', "\\", '\\"', "\\n", "\n", "a\tb", "\r\n\x0b\x1f", "坡道，\"说\"：\\巡查", "😀",
    " ", ",",
)  # fmt: skip
_OUTBOX, _PERSON, _SEQUENCE = (
    Base.metadata.tables[table.__tablename__] for table in (OutboxMessage, Person, NumberSequence)
)


async def test_every_text_comes_back_as_it_was(database: Database) -> None:
    news = [(NOW, text, {"text": text, "more": [text, None, 1, True]}) for text in TEXTS]
    async with database.write() as session:
        await insert_many(session, _OUTBOX, ("at", "topic", "payload"), news)
    async with database.read() as session:
        found = await session.execute(select(_OUTBOX.c.at, _OUTBOX.c.topic, _OUTBOX.c.payload).order_by(_OUTBOX.c.id))
        assert [tuple(row) for row in found] == news


async def test_bytes_and_what_is_absent_come_back(database: Database) -> None:
    columns = ("id", "version", "sealed", "name_hash", "created_at", "updated_at")
    people = [("a", 1, bytes(range(256)), None, NOW, NOW), ("b", 2, b"", '"\n', NOW, NOW)]
    async with database.write() as session:
        await insert_many(session, _PERSON, columns, people)
        await update_many(session, _PERSON, "id", ("version", "name_hash"), [(3, None, "b"), (4, "\x01", "a")])
    async with database.read() as session:
        query = select(*(_PERSON.c[name] for name in columns)).order_by(_PERSON.c.id)
        found = [tuple(row) for row in await session.execute(query)]
    assert found == [("a", 4, bytes(range(256)), "\x01", NOW, NOW), ("b", 3, b"", None, NOW, NOW)]


async def test_a_row_that_is_there_takes_the_new_values(database: Database) -> None:
    async with database.write() as session:
        for rows in ([("a", 1), ("b", 2)], [("b", 3), ("c", 4)]):
            await insert_many(session, _SEQUENCE, ("prefix", "last"), rows, replace_by=("prefix",))
    async with database.read() as session:
        found = await session.execute(select(_SEQUENCE.c.prefix, _SEQUENCE.c.last).order_by(_SEQUENCE.c.prefix))
        assert [tuple(row) for row in found] == [("a", 1), ("b", 3), ("c", 4)]


async def test_rows_of_several_tables_go_in_their_order_and_none_at_all_is_nothing(database: Database) -> None:
    news, numbers = ("at", "topic", "payload"), ("prefix", "last")
    async with database.write() as session:
        await write_all(
            session,
            [
                insert(_SEQUENCE, numbers, [("a", 1), ("b", 1)]),
                insert(_OUTBOX, news, []),
                update(_SEQUENCE, "prefix", ("last",), [(2, "a")]),
                insert(_OUTBOX, news, [(NOW, "told", {})]),
            ],
        )
    async with database.read() as session:
        found = await session.execute(select(_SEQUENCE.c.prefix, _SEQUENCE.c.last).order_by(_SEQUENCE.c.prefix))
        assert [tuple(row) for row in found] == [("a", 2), ("b", 1)]
        assert (await session.scalars(select(_OUTBOX.c.topic))).all() == ["told"]


async def test_a_row_that_was_inserted_just_before_is_there_for_the_next_insert(database: Database) -> None:
    numbers, news = ("prefix", "last"), ("at", "topic", "payload")
    async with database.write() as session:
        await write_all(
            session,
            [
                insert(_SEQUENCE, numbers, [("a", 1)], replace_by=("prefix",)),
                insert(_OUTBOX, news, [(NOW, "told", {})]),
                insert(_SEQUENCE, numbers, [("a", 2)], replace_by=("prefix",)),
            ],
        )
    async with database.read() as session:
        assert (await session.scalars(select(_SEQUENCE.c.last))).all() == [2]
        assert (await session.scalars(select(_OUTBOX.c.topic))).all() == ["told"]


async def test_what_fails_undoes_its_savepoint_alone_and_what_comes_after_it_is_not_written(database: Database) -> None:
    numbers = ("prefix", "last")
    wanted = [insert(_SEQUENCE, numbers, [(name, 1)]) for name in ("b", "a", "c")]
    async with database.write() as session:
        await write_all(session, [insert(_SEQUENCE, numbers, [("a", 1)])])
        with pytest.raises(IntegrityError):
            async with session.begin_nested():
                await write_all(session, wanted)
        await write_all(session, [insert(_SEQUENCE, numbers, [("d", 1)])])
    async with database.read() as session:
        assert (await session.scalars(select(_SEQUENCE.c.prefix).order_by(_SEQUENCE.c.prefix))).all() == ["a", "d"]


async def test_writes_begin_at_once_and_go_out_one_after_the_other() -> None:
    told, release = [], asyncio.Event()

    async def work(name: str) -> None:
        told.append(f"{name} begins")
        await release.wait()
        told.append(f"{name} ends")

    async with Overlap() as writing:
        await writing.send(work("a"))
        assert told == ["a begins"]
        release.set()
        await writing.send(work("b"))
    assert told == ["a begins", "a ends", "b begins", "b ends"]


async def test_what_fails_is_raised_and_what_comes_after_it_never_begins() -> None:
    told = []

    async def fails() -> None:
        raise OSError("disk full")

    async def later() -> None:
        told.append("later")

    with pytest.raises(OSError, match="disk full"):
        async with Overlap() as writing:
            await writing.send(fails())
            await writing.send(later())
    assert not told


async def test_when_the_work_beside_it_fails_nothing_goes_on_writing() -> None:
    told = []

    async def hangs() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            told.append("ended")

    with pytest.raises(LookupError):
        async with Overlap() as writing:
            await writing.send(hangs())
            raise LookupError
    assert told == ["ended"]
