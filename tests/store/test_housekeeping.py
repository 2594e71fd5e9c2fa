"""Housekeeping removes what was told, what ended and what was taken in, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from store import outbox, seat_spans
from store.engine import Database
from store.housekeeping import Tidied, tidy
from store.seat_span import SeatSpan
from store.sign_ins import find_sign_in, open_sign_in
from store.tables.request import AnsweredRequest
from store.users import NewUser, Role, add_user

YEARS = timedelta(days=1825)


async def test_only_what_is_old_and_done_goes(database: Database, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    (tmp_path / "done").mkdir()
    (tmp_path / "quarantine").mkdir()
    for name in ("done/old.jsonl", "quarantine/old-0.jsonl", "living.jsonl"):
        (tmp_path / name).write_text("{}\n")
    async with database.write() as session:
        await outbox.publish(session, "old", {}, at=now - timedelta(days=8))
        await outbox.publish(session, "new", {}, at=now)
        user = await add_user(session, NewUser(username="a", name="a", password="x", role=Role.AGENT), now=now)
        token, _ = await open_sign_in(session, user, now=now)

    assert await tidy(database, tmp_path, now=now, seats=YEARS) == Tidied(messages=1, spool_files=0)
    assert await tidy(database, tmp_path, now=now + timedelta(hours=11), seats=YEARS) == Tidied(
        messages=0, spool_files=0
    )
    async with database.read() as session:
        assert await find_sign_in(session, token, now=now) is not None
    assert await tidy(database, tmp_path, now=now + timedelta(days=7, hours=1), seats=YEARS) == Tidied(
        messages=1, spool_files=1
    )
    assert sorted(path.name for path in tmp_path.rglob("*.jsonl")) == ["living.jsonl", "old-0.jsonl"]


async def test_the_answer_to_a_request_is_remembered_for_a_day(database: Database, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    row = {"actor": "a", "request_hash": "x", "status": 200, "answer": {}}
    async with database.write() as session:
        ages = [{**row, "key": f"{hours} h", "at": now - timedelta(hours=hours)} for hours in (23, 25)]
        await session.execute(insert(AnsweredRequest), ages)
    await tidy(database, tmp_path, now=now, seats=YEARS)
    async with database.read() as session:
        assert (await session.scalars(select(AnsweredRequest.key))).all() == ["23 h"]


async def test_a_seats_day_is_forgotten_after_as_many_days_as_recordings_are_kept(
    database: Database, tmp_path: Path
) -> None:
    now = datetime.now(UTC)

    def span(seat: str, began: timedelta, ended: timedelta) -> SeatSpan:
        return SeatSpan(seat=seat, office="hefei", began_at=now - began, seen_at=now - ended, away="break")

    days, hour = timedelta(days=30), timedelta(hours=1)
    async with database.write() as session:
        gone, rest = span("a", days + 2 * hour, days + hour), span("b", days + hour, days - hour)
        await seat_spans.keep(session, [gone, rest, span("c", hour, timedelta(0))])
    await tidy(database, tmp_path, now=now, seats=days)
    async with database.read() as session:
        assert [one.seat for one in await seat_spans.between(session, now - 2 * days, now)] == ["b", "c"]
