"""A seat's day (在岗与离席): how long it was signed in, how long away and why, how many rings it let pass. Pure.

Which pause was in order is for people to judge; here is what happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from store.seat_span import SeatSpan
from ticketing.rates import Span
from workdays.zone import SHANGHAI, local


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """One seat on one day, in seconds. `away`: reason of a pause -> seconds; `longest_away_s`: one stretch."""

    office: str
    seat: str
    day: date
    signed_in_s: int
    away_s: int
    longest_away_s: int
    away: Mapping[str, int]
    rang_unanswered: int


def attendance(
    spans: Sequence[SeatSpan], rings: Mapping[tuple[str, date], int], within: Span
) -> tuple[Attendance, ...]:
    """By day and seat; `rings`: (seat, day) -> rings that it did not take. A day without a sign-in has no line."""
    days: dict[tuple[date, str], list[SeatSpan]] = {}
    for span in spans:
        for part in _by_day(_clipped(span, within)):
            days.setdefault((local(part.began_at).date(), part.seat), []).append(part)
    return tuple(_of(day, seat, parts, rings.get((seat, day), 0)) for (day, seat), parts in sorted(days.items()))


def _of(day: date, seat: str, parts: Sequence[SeatSpan], rang: int) -> Attendance:
    seconds = [((part.seen_at - part.began_at).total_seconds(), part.away) for part in parts]
    away: Counter[str] = Counter()
    for lasted, reason in seconds:
        if reason:
            away[reason] += round(lasted)
    return Attendance(
        office=parts[0].office,
        seat=seat,
        day=day,
        signed_in_s=round(sum(lasted for lasted, _ in seconds)),
        away_s=away.total(),
        longest_away_s=round(max((lasted for lasted, reason in seconds if reason), default=0)),
        away=dict(sorted(away.items())),
        rang_unanswered=rang,
    )


def _clipped(span: SeatSpan, within: Span) -> SeatSpan:
    return replace(span, began_at=max(span.began_at, within.since), seen_at=min(span.seen_at, within.until))


def _by_day(span: SeatSpan) -> Iterator[SeatSpan]:
    """Cut at every midnight."""
    while span.began_at < span.seen_at:
        midnight = datetime.combine(local(span.began_at).date() + timedelta(days=1), datetime.min.time(), SHANGHAI)
        end = min(span.seen_at, midnight)
        yield replace(span, seen_at=end)
        span = replace(span, began_at=end)
