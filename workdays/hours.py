"""Office hours (值守时间): several spans a day, by working day or by weekday, or 7×24.

Pure: every question takes `now` and a calendar. A span holds its first minute and not its last: an office that
closes at 17:30 is open at 17:29:59 and closed at 17:30:00. Which days are worked lives in `calendar`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workdays.calendar import Calendar
from workdays.day import Day, DayKind
from workdays.zone import SHANGHAI, local

_DAYS_AHEAD = 400
"""How far an opening is looked for: past any holiday, and past a year in which a weekly rule must come round."""
_ONE_DAY = datetime.timedelta(days=1)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Opening hours without a break, in minutes since midnight; `closes` may be 1440 (24:00)."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError(f"a span must end after it begins, within one day: {self}")

    @classmethod
    def parse(cls, text: str) -> Span:
        """From `08:00-12:00`; ValueError for anything else. 24:00 may end a span."""
        opens, sep, closes = text.partition("-")
        if not sep:
            raise ValueError(f"{text!r} is not a span of hours such as 08:00-12:00")
        return cls(opens=_minutes(opens), closes=_minutes(closes))

    def __str__(self) -> str:
        return f"{self.opens // 60:02d}:{self.opens % 60:02d}-{self.closes // 60:02d}:{self.closes % 60:02d}"


def _minutes(text: str) -> int:
    hours, sep, minutes = text.strip().partition(":")
    if not (sep and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        raise ValueError(f"{text!r} is not a time of day such as 08:00")
    if len(hours) != 2 or len(minutes) != 2 or int(minutes) > 59 or int(hours) * 60 + int(minutes) > DAY_MINUTES:
        raise ValueError(f"{text!r} is not a time of day between 00:00 and 24:00")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When an office answers. All spans are sorted and do not overlap (the site file's reader sees to it)."""

    always: bool = False
    """7×24. The other fields are then not looked at."""
    workday: tuple[Span, ...] = ()
    """Spans on working days, make-up Saturdays included."""
    weekday: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    """0 = Monday. Takes the place of `workday` on that weekday, and of `rest` on that day of a plain weekend."""
    rest: tuple[Span, ...] = ()
    """Spans on rest days and public holidays."""
    follows_workdays: bool = True
    """False: the weekday alone decides (Monday to Friday are working days), holidays or not."""

    def spans(self, day: Day) -> tuple[Span, ...]:
        """The spans of this day."""
        if self.always:
            return (Span(opens=0, closes=DAY_MINUTES),)
        weekday = day.date.weekday()
        if not self.follows_workdays:
            return self.weekday.get(weekday, self.workday if weekday < 5 else self.rest)
        if day.kind in (DayKind.MAKE_UP, DayKind.SITE_WORK):
            return self.workday
        if day.kind in (DayKind.WORKDAY, DayKind.WEEKEND):
            return self.weekday.get(weekday, self.workday if day.working else self.rest)
        return self.rest

    def is_open(self, now: datetime.datetime, calendar: Calendar) -> bool:
        """Whether the office answers at `now` (aware)."""
        if self.always:
            return True
        here = local(now)
        minute = here.hour * 60 + here.minute
        return any(span.opens <= minute < span.closes for span in self.spans(calendar.day(here.date())))

    def next_opening(self, now: datetime.datetime, calendar: Calendar) -> datetime.datetime | None:
        """When it next opens after `now`, in Shanghai time: the first closed-to-open edge. None if never (or 7×24)."""
        if self.always:
            return None
        here = local(now)
        return next((edge for edge in self._openings(here.date(), calendar) if edge > here), None)

    def _openings(self, first: datetime.date, calendar: Calendar) -> Iterator[datetime.datetime]:
        before = self.spans(calendar.day(first - _ONE_DAY))
        closed_at = before[-1].closes - DAY_MINUTES if before else -DAY_MINUTES
        for ahead in range(_DAYS_AHEAD):
            on = first + ahead * _ONE_DAY
            for span in self.spans(calendar.day(on)):
                if span.opens != closed_at:
                    yield _at(on, span.opens)
                closed_at = span.closes
            closed_at -= DAY_MINUTES


def _at(on: datetime.date, minute: int) -> datetime.datetime:
    return datetime.datetime.combine(on, datetime.time(), SHANGHAI) + datetime.timedelta(minutes=minute)
