"""Office hours, to the second."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdays.calendar import Calendar
from workdays.hours import Hours, Span
from workdays.zone import SHANGHAI, local

CALENDAR = Calendar()
SPLIT = Hours(workday=(Span.parse("08:00-12:00"), Span.parse("14:30-17:30")))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-09-23T07:59:59", False),
        ("2026-09-23T08:00:00", True),
        ("2026-09-23T11:59:59", True),
        ("2026-09-23T12:00:00", False),
        ("2026-09-23T14:30:00", True),
        ("2026-09-23T17:29:59", True),
        ("2026-09-23T17:30:00", False),
        ("2026-09-20T09:00:00", True),  # make-up Sunday
        ("2026-09-26T09:00:00", False),  # Mid-Autumn holiday
    ],
)
def test_the_split_shift_opens_and_closes_to_the_second(moment: str, is_open: bool) -> None:
    assert SPLIT.is_open(at(moment), CALENDAR) is is_open


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        ("2026-09-23T07:00:00", "2026-09-23T08:00:00"),
        ("2026-09-23T08:00:00", "2026-09-23T14:30:00"),
        ("2026-09-23T12:00:00", "2026-09-23T14:30:00"),
        ("2026-09-23T17:30:00", "2026-09-24T08:00:00"),
        ("2026-09-30T18:00:00", "2026-10-08T08:00:00"),
        ("2026-12-31T18:00:00", "2027-01-04T08:00:00"),
    ],
)
def test_the_next_opening_passes_over_breaks_nights_and_holidays(moment: str, opening: str) -> None:
    assert SPLIT.next_opening(at(moment), CALENDAR) == at(opening)


def test_a_caller_abroad_is_answered_by_shanghai_time() -> None:
    assert SPLIT.is_open(datetime(2026, 9, 23, 0, 0, tzinfo=UTC), CALENDAR)


def test_a_naive_time_is_refused_with_the_mend() -> None:
    with pytest.raises(ValueError, match=r"add \+08:00"):
        local(datetime(2026, 9, 23, 8, 0))  # noqa: DTZ001 - naive is the mistake under test


def test_seven_by_twenty_four_is_always_open() -> None:
    hours = Hours(always=True)
    assert hours.is_open(at("2026-10-01T03:00:00"), CALENDAR)
    assert hours.next_opening(at("2026-10-01T03:00:00"), CALENDAR) is None


def test_a_weekday_rule_takes_its_days_place_but_not_a_holidays() -> None:
    hours = Hours(
        workday=(Span.parse("09:00-17:00"),),
        weekday={4: (Span.parse("09:00-16:00"),), 5: (Span.parse("10:00-12:00"),)},
    )
    assert not hours.is_open(at("2026-09-18T16:30:00"), CALENDAR)  # Friday
    assert hours.is_open(at("2026-09-12T10:30:00"), CALENDAR)  # plain Saturday
    assert not hours.is_open(at("2026-10-03T10:30:00"), CALENDAR)  # Saturday in the National Day holiday
    assert hours.is_open(at("2026-10-10T16:00:00"), CALENDAR)  # make-up Saturday is a working day


def test_hours_by_the_weekday_alone_do_not_look_at_holidays() -> None:
    hours = Hours(workday=(Span.parse("09:00-17:00"),), follows_workdays=False)
    assert hours.is_open(at("2026-10-01T10:00:00"), CALENDAR)
    assert not hours.is_open(at("2026-10-10T10:00:00"), CALENDAR)


def test_days_that_meet_at_midnight_are_one_opening() -> None:
    whole = (Span.parse("00:00-24:00"),)
    assert Hours(workday=whole, rest=whole).next_opening(at("2026-09-23T10:00:00"), CALENDAR) is None


def test_an_office_without_hours_never_opens() -> None:
    assert Hours().next_opening(at("2026-09-23T10:00:00"), CALENDAR) is None


@pytest.mark.parametrize(
    "text", ["8:00-12:00", "08:00", "12:00-08:00", "08:00-24:01", "08:60-09:00", "０８:00-09:00", ""]
)
def test_a_span_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"span|time of day"):
        Span.parse(text)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001 - made aware below
def test_the_next_opening_is_the_first_closed_to_open_edge(moment: datetime) -> None:
    now = moment.replace(tzinfo=SHANGHAI)
    opening = SPLIT.next_opening(now, CALENDAR)
    assert opening is not None and opening > now
    assert SPLIT.is_open(opening, CALENDAR) and not SPLIT.is_open(opening - timedelta(seconds=1), CALENDAR)
    if not SPLIT.is_open(now, CALENDAR):
        half = now + (opening - now) / 2
        assert not SPLIT.is_open(half, CALENDAR)
