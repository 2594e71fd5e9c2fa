"""Reading in one go on both databases: what is asked, where it runs, and what comes of it when it fails."""

from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from store import audit
from store.at_once import Reader, at_once
from store.engine import Database

NOW = datetime(2026, 11, 21, 1, 0, 0, 250_000, tzinfo=UTC)


async def test_many_values_numbers_and_times_go_in_and_come_out_the_same(database: Database) -> None:
    async with database.write() as session:
        for number in range(5):
            await audit.append(session, at=NOW + timedelta(hours=number), actor=f"人{number}", action="b", subject="c")

    def work(reader: Reader) -> None:
        names = reader.listed(["人1", "人3", 'it\'s {a,"b"}'])
        query = f"SELECT seq, at FROM audit_entry WHERE {reader.one_of('actor', 'text')} AND at > ? ORDER BY seq"
        rows = reader.rows(query, names, reader.moment(NOW.astimezone(timezone(timedelta(hours=8)))))
        assert [reader.time(at) for _, at in rows] == [NOW + timedelta(hours=1), NOW + timedelta(hours=3)]
        every = sorted(reader.numbers("SELECT seq FROM audit_entry"))
        assert [seq for seq, _ in rows] == [every[1], every[3]]
        some = reader.listed(every[:2])
        assert len(reader.rows(f"SELECT seq FROM audit_entry WHERE {reader.one_of('seq')}", some)) == 2
        assert reader.rows(f"SELECT seq FROM audit_entry WHERE {reader.one_of('seq')}", reader.listed([])) == []
        assert reader.numbers("SELECT seq FROM audit_entry WHERE actor = ?", "nobody") == []
        assert reader.time(None) is None

    async with database.read() as session:
        await at_once(session, work)


async def test_it_sees_what_its_own_transaction_wrote(database: Database) -> None:
    async with database.write() as session:
        await audit.append(session, at=NOW, actor="a", action="b", subject="c")
        assert len(await at_once(session, lambda reader: reader.numbers("SELECT seq FROM audit_entry"))) == 1


async def test_on_sqlite_it_leaves_the_event_loops_thread_alone(database: Database) -> None:
    async with database.read() as session:
        where = await at_once(session, lambda reader: (reader.on_postgresql, threading.get_ident()))
    assert where[0] or where[1] != threading.get_ident()


async def test_what_the_database_refuses_is_an_error_like_any_other_and_the_next_read_goes_well(
    database: Database,
) -> None:
    with pytest.raises(SQLAlchemyError, match="no_such_table"):
        async with database.read() as session:
            await at_once(session, lambda reader: reader.rows("SELECT 1 FROM no_such_table"))
    async with database.read() as session:
        assert len(await at_once(session, lambda reader: reader.rows("SELECT 1"))) == 1


async def test_a_connection_that_is_cut_meanwhile_is_told_and_not_used_again(database: Database) -> None:
    def cut(reader: Reader) -> None:
        if reader.on_postgresql:
            reader.rows("SELECT pg_terminate_backend(pg_backend_pid())")
        else:
            reader.rows("SELECT 1 FROM no_such_table")

    with pytest.raises(OperationalError):
        async with database.read() as session:
            await at_once(session, cut)
    async with database.read() as session:
        assert len(await at_once(session, lambda reader: reader.rows("SELECT 1"))) == 1


async def test_a_reader_who_goes_away_breaks_nothing(database: Database) -> None:
    began = threading.Event()
    slow = {True: "SELECT pg_sleep(0.3)", False: "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n "
            "WHERE x < 300000) SELECT max(x) FROM n"}  # fmt: skip

    def work(reader: Reader) -> None:
        began.set()
        reader.rows(slow[reader.on_postgresql])

    async def read() -> None:
        async with database.read() as session:
            await at_once(session, work)

    reading = asyncio.create_task(read())
    async with asyncio.timeout(10):
        while not began.is_set():
            await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    async with asyncio.timeout(10), database.read() as session:
        assert len(await at_once(session, lambda reader: reader.rows("SELECT 1"))) == 1
