"""Which days are worked, and why: site overrides, State Council notices, and the statute where no notice is out.

Pure: `Calendar` is a value. It reads no clock and answers for every date. Hours of the day live in `hours`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workdays import notices, statute
from workdays.count import Counted
from workdays.day import Day, DayKind

_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The working days (工作日) of one site. The overrides come from its site file, each with its reason in Chinese."""

    extra_rest: Mapping[datetime.date, str] = field(default_factory=dict)
    """Days not worked here beyond the national calendar, e.g. a prefecture's own festival."""
    extra_work: Mapping[datetime.date, str] = field(default_factory=dict)
    """Days worked here although the national calendar rests."""
    _known: dict[datetime.date, Day] = field(default_factory=dict, init=False, repr=False, compare=False)
    _counts: dict[tuple[datetime.date, int], Counted] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def day(self, on: datetime.date) -> Day:
        """What `on` is. Total: years without a notice are answered by the statute and marked provisional."""
        known = self._known.get(on)
        if known is None:
            known = self._known[on] = self._find(on)
        return known

    def days_after(self, start: datetime.date) -> Iterator[Day]:
        """The days after `start`, without end (to the last date Python knows)."""
        on = start
        while on < datetime.date.max:
            on += _ONE_DAY
            yield self.day(on)

    def count(self, start: datetime.date, number: int) -> Counted:
        """The `number` working days after `start`, remembered: many tickets start on the same day."""
        counted = self._counts.get((start, number))
        if counted is None:
            counted = self._counts[start, number] = self._count(start, number)
        return counted

    def _count(self, start: datetime.date, number: int) -> Counted:
        days: list[datetime.date] = []
        skipped: list[Day] = []
        provisional = False
        for day in self.days_after(start) if number > 0 else ():
            provisional = provisional or day.provisional
            if day.working:
                days.append(day.date)
                if len(days) == number:
                    break
            else:
                skipped.append(day)
        return Counted(start=start, days=tuple(days), skipped=tuple(skipped), provisional=provisional)

    def _find(self, on: datetime.date) -> Day:
        if on in self.extra_work:
            return Day(date=on, working=True, kind=DayKind.SITE_WORK, reason=self.extra_work[on])
        if on in self.extra_rest:
            return Day(date=on, working=False, kind=DayKind.SITE_REST, reason=self.extra_rest[on])
        return notices.noticed(on) or _ordinary(on)


def _ordinary(on: datetime.date) -> Day:
    """A day that no notice names: by weekday, and by the statute in years without a notice."""
    provisional = not notices.published(on.year)
    if provisional:
        holiday = statute.rest_days(on.year).get(on)
        if holiday is not None:
            return Day(date=on, working=False, kind=DayKind.HOLIDAY, reason=holiday, provisional=True)
    if on.weekday() >= 5:
        return Day(date=on, working=False, kind=DayKind.WEEKEND, reason="周末", provisional=provisional)
    return Day(date=on, working=True, kind=DayKind.WORKDAY, reason="工作日", provisional=provisional)
