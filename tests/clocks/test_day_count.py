"""Working days counted in two independent ways: over 100,000 cases must agree to the day."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ticketing import packs
from ticketing.clocks.event import Matter
from ticketing.clocks.foresee import foresee
from ticketing.pack import EventKind
from workdays.calendar import Calendar
from workdays.zone import SHANGHAI

sys.path.insert(0, str(Path(__file__).parent))
from day_oracle import FIRST, between, due_day

CALENDAR = Calendar()
PACK = packs.load("anhui-12385")


@pytest.mark.parametrize("number", [1, 2, 3, 5, 7, 10, 15, 20, 27, 34])
def test_every_start_from_2015_to_2033_ends_on_the_day_that_the_oracle_says(number: int) -> None:
    """19 years of days for each limit: 69,400 cases for the ten of them."""
    for ahead in range((date(2034, 1, 1) - FIRST).days):
        start = FIRST + timedelta(days=ahead)
        assert CALENDAR.count(start, number).last == due_day(start, number), (start, number)


@pytest.mark.parametrize("number", [4, 6, 8, 12, 30])
def test_what_is_counted_and_what_is_skipped_make_up_the_whole_span(number: int) -> None:
    """34,700 more, each day by day."""
    for ahead in range((date(2034, 1, 1) - FIRST).days):
        start = FIRST + timedelta(days=ahead)
        counted = CALENDAR.count(start, number)
        assert list(counted.days) == between(start, counted.last)
        span = (counted.last - start).days
        assert len(counted.days) == number and len(counted.days) + len(counted.skipped) == span
        assert all(start < day.date < counted.last and day.reason for day in counted.skipped)


@settings(max_examples=1500)
@given(
    day=st.dates(FIRST, date(2033, 12, 31)),
    clock=st.times(),
    extended=st.integers(0, 3),
)
def test_a_deadline_depends_on_the_day_of_the_event_and_not_on_its_hour(day: date, clock: time, extended: int) -> None:
    found = foresee(
        pack=PACK,
        event=EventKind.TRANSFERRED,
        at=datetime.combine(day, clock, SHANGHAI),
        calendar=CALENDAR,
        matter=Matter(complex=True),
        extended=extended,
    )
    first = due_day(day, 20)
    assert found[0].deadline.due == datetime.combine(
        due_day(first, 7 * extended) if extended else first, time(17, 30), SHANGHAI
    )
    assert found[0].deadline.provisional == (found[0].deadline.due.year > 2026)


@given(st.dates(), st.integers(0, 60))
def test_counting_from_any_date_there_is_ends(start: date, number: int) -> None:
    counted = CALENDAR.count(start, number)
    assert len(counted.days) <= number and counted.last >= start
