"""When a limit ends: working days, hours, minutes or at once. Pure arithmetic of one clock, no events.

Civil Code art. 201: the day of the event does not count; art. 203: the last day ends at 24:00, or at close of
business where there are business hours. A limit in working days can only end on a working day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from ticketing.clocks.state import Deadline
from ticketing.pack import Clock, DayEnd, Limit, Unit
from workdays.calendar import Calendar
from workdays.count import Counted
from workdays.day import Day
from workdays.zone import SHANGHAI, local

Suspension = tuple[datetime, datetime]
_END_OF_DAY = time(23, 59, 59, 999999)
"""24:00 as a moment of the day that it ends."""
_SUSPENDED = "时限中止"


def duration(limit: Limit) -> timedelta:
    """Of a limit in hours, minutes or at once."""
    if limit.unit is Unit.HOURS:
        return timedelta(hours=limit.number)
    return timedelta(minutes=limit.number)


def deadline(
    clock: Clock,
    started: datetime,
    calendar: Calendar,
    closes: time | None,
    extra: Sequence[Limit] = (),
    suspended: Sequence[Suspension] = (),
) -> Deadline:
    """When `clock` is due that started at `started`, with extensions `extra` added to the day first due."""
    limit = clock.limit
    if limit.unit is Unit.WORKING_DAYS:
        start = local(started).date()
        if not extra and not suspended:
            return _of_days(clock, calendar.count(start, limit.number), closes)
        days = limit.number + sum(more.number for more in extra if more.unit is Unit.WORKING_DAYS)
        counted = _count_around(calendar, start, days, suspended) if suspended else calendar.count(start, days)
        later = sum((duration(more) for more in extra if more.unit is not Unit.WORKING_DAYS), timedelta())
        return _of_days(clock, counted, closes, later)
    due = local(started) + sum(map(duration, extra), duration(limit))
    for begin, end in suspended:
        due += end - max(begin, started)
    warn = clock.warn
    return Deadline(due=due, warn_at=due - duration(warn) if warn and warn.unit is not Unit.WORKING_DAYS else None)


def _of_days(clock: Clock, counted: Counted, closes: time | None, later: timedelta | None = None) -> Deadline:
    end = closes if closes is not None and clock.ends is DayEnd.CLOSE_OF_BUSINESS else _END_OF_DAY
    due = datetime.combine(counted.last, end, SHANGHAI)
    if later:
        due += later
    return Deadline(
        due=due,
        warn_at=_warn_at(clock.warn, counted.days, due, end),
        counted=counted.days,
        skipped=counted.skipped,
        provisional=counted.provisional,
    )


def _warn_at(warn: Limit | None, days: tuple[date, ...], due: datetime, end: time) -> datetime | None:
    """Warned so many working days before the last one, at the same time of day; or so many hours before."""
    if warn is None:
        return None
    if warn.unit is not Unit.WORKING_DAYS:
        return due - duration(warn)
    if len(days) <= warn.number:
        return None
    return datetime.combine(days[-1 - warn.number], end, SHANGHAI)


def _count_around(calendar: Calendar, start: date, number: int, suspended: Sequence[Suspension]) -> Counted:
    """Like `Calendar.count`, days on which the clock stood still passed over."""
    spans = [(local(begin).date(), local(end).date()) for begin, end in suspended]
    days: list[date] = []
    skipped: list[Day] = []
    provisional = False
    for day in calendar.days_after(start):
        provisional = provisional or day.provisional
        still = any(begin <= day.date < end for begin, end in spans)
        if day.working and not still:
            days.append(day.date)
            if len(days) == number:
                break
        elif still and day.working:
            skipped.append(replace(day, reason=_SUSPENDED))
        else:
            skipped.append(day)
    return Counted(start=start, days=tuple(days), skipped=tuple(skipped), provisional=provisional)
