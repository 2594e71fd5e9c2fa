"""A second, independent way to count working days, to hold the first against: a sorted list and a binary search.

It shares nothing with `workdays`: published years come straight from the library's tables, later years from festival
dates written out by hand (checked against two almanac libraries), made up for by its own little routine.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta

from chinese_calendar import constants

FIRST, LAST = date(2015, 1, 1), date(2034, 12, 31)

#         Spring Festival, Qingming, Dragon Boat, Mid-Autumn
FESTIVALS = {
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
}


def _unpublished(year: int) -> set[date]:
    """Weekdays of the year that rest by statute."""
    spring, qingming, boat, autumn = (date(year, *month_day) for month_day in FESTIVALS[year])
    statutory = [date(year, 1, 1), qingming, boat, autumn]
    statutory += [date.fromordinal(spring.toordinal() + n) for n in (-1, 0, 1, 2)]
    statutory += [date(year, 5, 1), date(year, 5, 2), date(year, 10, 1), date(year, 10, 2), date(year, 10, 3)]
    weekdays = [day for day in statutory if day.isoweekday() <= 5]
    rest = set(weekdays)
    owed = sorted([day for day in statutory if day.isoweekday() > 5])
    owed += [day for day in rest if weekdays.count(day) > 1]
    for day in sorted(owed):
        free = day
        while free in rest or free.isoweekday() > 5:
            free += timedelta(days=1)
        rest.add(free)
    return rest


def _working_days() -> list[date]:
    rest = {day for year in FESTIVALS for day in _unpublished(year)}
    days = [date.fromordinal(n) for n in range(FIRST.toordinal(), LAST.toordinal() + 1)]
    return [
        day
        for day in days
        if day in constants.workdays or (day.isoweekday() <= 5 and day not in constants.holidays and day not in rest)
    ]


WORKING = _working_days()
"""Every working day from FIRST to LAST, in order."""


def due_day(start: date, number: int) -> date:
    """The `number`-th working day after `start`."""
    return WORKING[bisect_right(WORKING, start) + number - 1]


def between(start: date, end: date) -> list[date]:
    """The working days after `start`, up to `end`."""
    return WORKING[bisect_right(WORKING, start) : bisect_right(WORKING, end)]
