"""When seats were at their places and when not (在岗、离席), out of looks at the board's lines. Pure.

A seat is away while it is paused for a reason other than wrap-up, also when nobody took its ring and when its browser
went. It is at its place in every other state but offline. Only what was looked at counts: a stretch ends at the last
look before the link was lost, we were stopped, or the clock leapt: nobody is called absent for a time that nobody saw.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from store.seat_span import SeatSpan

from .lines import SeatLine, SeatState

GAP = timedelta(seconds=30)
"""Looks that lie further apart saw two stretches; a short break of the link does not cut one in two."""


class Presence:
    """The stretches that go on, and those that ended and are not kept yet."""

    def __init__(self) -> None:
        self._open: dict[str, SeatSpan] = {}
        self._ended: list[SeatSpan] = []
        self._looked: datetime | None = None

    def look(self, lines: Iterable[SeatLine], now: datetime) -> None:
        """All seats, as they are now."""
        if self._looked is None or not self._looked <= now <= self._looked + GAP:
            self._end_all()
        for line in lines:
            self._see(line, now if self._looked is None else max(self._looked, min(line.since, now)))
        self._looked = now

    def unkept(self) -> tuple[SeatSpan, ...]:
        """What is to be written: the ended ones, and the others as far as they were seen."""
        looked = self._looked
        going_on = [] if looked is None else [replace(span, seen_at=looked) for span in self._open.values()]
        return (*self._ended, *going_on)

    def kept(self, spans: Iterable[SeatSpan]) -> None:
        """These are written."""
        written = set(spans)
        self._ended = [span for span in self._ended if span not in written]

    def _end_all(self) -> None:
        """Nobody looked for a while: what went on ended at the last look."""
        for seat in list(self._open):
            self._end(seat, self._looked)
        self._looked = None

    def _see(self, line: SeatLine, since: datetime) -> None:
        span, away = self._open.get(line.id), _away(line)
        if span is not None and away == span.away:
            return
        self._end(line.id, since)
        if away is not None:
            self._open[line.id] = SeatSpan(seat=line.id, office=line.office, began_at=since, seen_at=since, away=away)

    def _end(self, seat: str, at: datetime | None) -> None:
        span = self._open.pop(seat, None)
        if span is not None and at is not None and at > span.began_at:
            self._ended.append(replace(span, seen_at=at))


def _away(line: SeatLine) -> str | None:
    """The reason of its pause, '' when the seat is at its place, None when it is not signed in."""
    if line.state is SeatState.OFFLINE:
        return None
    return (line.reason or "paused") if line.state is SeatState.PAUSED else ""
