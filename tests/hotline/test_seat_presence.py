"""Seats' times are kept over restarts, read back by day and reason, and never invented."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from ami.board import Board
from ami.events import Member
from ami.snapshot import LinkChanged, Resync, Snapshot
from hotline.seat_presence import SeatPresence
from store import seat_spans
from store.engine import Database
from store.seat_span import SeatSpan
from ticketing.attendance import attendance
from ticketing.rates import Span

NOW = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 in Hefei
WHOLE = Span(since=NOW - timedelta(days=1), until=NOW + timedelta(days=2))


class Desk:
    """The process that watches, its board and its clock."""

    def __init__(self, database: Database, now: datetime = NOW) -> None:
        self.now = now
        self.board = Board({"hefei-01": "hefei"}, now)
        self.presence = SeatPresence(database=database, board=self.board, now=lambda: self.now)

    def seat(self, *, paused: str = "", signed_in: bool = True) -> None:
        """What Asterisk says of the seat."""
        member = Member("hefei", "hefei-01", "hefei-01", bool(paused), paused)
        self.board.apply(Resync(self.now, Snapshot(members=(member,) if signed_in else ())))

    def looks_on(self, seconds: int) -> None:
        for _ in range(seconds):
            self.presence.look()
            self.now += timedelta(seconds=1)


async def kept(database: Database) -> list[tuple[int, int, str]]:
    async with database.read() as session:
        spans = await seat_spans.between(session, WHOLE.since, WHOLE.until)
    return [
        (round((one.began_at - NOW).total_seconds()), round((one.seen_at - NOW).total_seconds()), one.away)
        for one in spans
    ]


async def test_a_desk_that_is_killed_loses_what_it_had_not_written_and_the_next_one_goes_on(database: Database) -> None:
    first = Desk(database)
    first.seat(paused="break")
    first.looks_on(60)
    await first.presence.keep()
    first.looks_on(10)
    await first.presence.keep()
    first.looks_on(5)  # killed here: never written
    second = Desk(database, first.now + timedelta(minutes=5))
    second.seat(paused="break")
    second.looks_on(20)
    second.seat()
    second.looks_on(20)
    await second.presence.keep()
    assert await kept(database) == [(0, 69, "break"), (375, 395, "break"), (395, 414, "")]


async def test_a_lost_link_ends_what_was_seen(database: Database) -> None:
    desk = Desk(database)
    desk.seat(paused="meal")
    desk.looks_on(10)
    desk.board.apply(LinkChanged(desk.now, up=False))
    desk.looks_on(600)
    desk.seat(signed_in=False)
    desk.looks_on(10)
    await desk.presence.keep()
    assert await kept(database) == [(0, 9, "meal")]


async def test_whoever_ends_the_task_has_everything_written(database: Database) -> None:
    desk = Desk(database)
    desk.seat(paused="meal")
    desk.looks_on(10)
    task = asyncio.create_task(desk.presence.run())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await kept(database) == [(0, 10, "meal")]


async def test_a_night_shift_is_two_days_with_their_reasons_and_rings() -> None:
    def span(began: int, ended: int, away: str) -> SeatSpan:
        times: dict[str, Any] = {"began_at": NOW + timedelta(minutes=began), "seen_at": NOW + timedelta(minutes=ended)}
        return SeatSpan(seat="hefei-01", office="hefei", away=away, **times)

    spans = [span(-60, 0, ""), span(0, 45, "meal"), span(45, 60, "no-answer"), span(60, 70, "")]
    rings = Counter({("hefei-01", date(2026, 11, 24)): 1})
    first, second = attendance(spans, rings, WHOLE)
    assert (first.day, first.signed_in_s, first.away, first.rang_unanswered) == (
        date(2026, 11, 23),
        5400,
        {"meal": 1800},
        0,
    )
    assert (second.signed_in_s, second.away_s, second.longest_away_s) == (2400, 1800, 900)
    assert (second.away, second.rang_unanswered) == ({"meal": 900, "no-answer": 900}, 1)
    clipped = attendance(spans, {}, Span(since=NOW, until=NOW + timedelta(minutes=10)))
    assert [one.signed_in_s for one in clipped] == [600]
