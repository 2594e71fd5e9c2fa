"""When a standing duty of a regulation is due next: a summary by the 3rd of each quarter's first month. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from ticketing.aftercare import Duty

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def next_due(duty: Duty, today: date) -> date | None:
    """The next day on which the duty is due, today included; None for one without a day of its own.

    The day is taken as written: these duties name a date, not a number of working days.
    """
    every = _MONTHS.get(duty.every)
    if every is None or duty.by_day == 0:
        return None
    month = (today.month - 1) // every * every
    for ahead in (0, every):
        index = today.year * 12 + month + ahead
        due = _day(index // 12, index % 12 + 1, duty.by_day)
        if due >= today:
            return due
    raise AssertionError("a later period always has a later day")


def _day(year: int, month: int, day: int) -> date:
    """That day of the month, or its last one where the month is shorter."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day - 1), following - timedelta(days=1))
