"""Which days are worked, read as an official would check them against the holiday notices."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workdays import lunar, statute
from workdays.calendar import Calendar
from workdays.day import DayKind

CALENDAR = Calendar()


def every_day(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


def test_an_ordinary_wednesday_is_worked() -> None:
    day = CALENDAR.day(date(2026, 9, 23))
    assert (day.working, day.kind, day.reason, day.provisional) == (True, DayKind.WORKDAY, "工作日", False)


def test_a_make_up_sunday_is_worked_and_says_for_which_festival() -> None:
    day = CALENDAR.day(date(2026, 9, 20))
    assert (day.working, day.kind, day.reason) == (True, DayKind.MAKE_UP, "国庆节调休上班")


def test_a_weekend_inside_a_holiday_is_called_by_the_holiday() -> None:
    day = CALENDAR.day(date(2026, 10, 3))
    assert (day.working, day.kind, day.reason) == (False, DayKind.HOLIDAY, "国庆节假期")


def test_the_eve_of_the_spring_festival_rests() -> None:
    assert not CALENDAR.day(date(2026, 2, 16)).working


def test_an_unpublished_year_is_answered_and_marked_provisional() -> None:
    new_year, weekday = CALENDAR.day(date(2027, 1, 1)), CALENDAR.day(date(2027, 1, 4))
    assert (new_year.working, new_year.reason, new_year.provisional) == (False, "元旦", True)
    assert (weekday.working, weekday.provisional) == (True, True)


def test_a_festival_on_a_weekend_is_made_up_for_on_the_next_working_day() -> None:
    rest = {day: name for day, name in statute.rest_days(2027).items() if "春节" in name}
    assert rest == {
        date(2027, 2, 5): "春节",
        date(2027, 2, 6): "春节",
        date(2027, 2, 7): "春节",
        date(2027, 2, 8): "春节",
        date(2027, 2, 9): "春节补假",
        date(2027, 2, 10): "春节补假",
    }


def test_two_festivals_on_one_date_both_give_their_day() -> None:
    assert statute.rest_days(2028)[date(2028, 10, 3)] == "中秋节"
    assert sum(1 for day in statute.rest_days(2028) if day.month == 10 and day.weekday() < 5) == 4


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_statute_leaves_as_many_working_days_as_the_notice_did(year: int) -> None:
    """Make-up days only move rest about: the sum must be the same, which proves the rule of 补假."""
    by_statute = sum(1 for day in every_day(year) if day.weekday() < 5 and day not in statute.rest_days(year))
    assert by_statute == sum(CALENDAR.day(day).working for day in every_day(year))


def test_the_sites_own_rest_and_work_days_win_with_their_reason() -> None:
    calendar = Calendar(
        extra_rest={date(2026, 9, 3): "延边朝鲜族自治州成立纪念日"}, extra_work={date(2027, 1, 2): "州政府通知上班"}
    )
    rest, work = calendar.day(date(2026, 9, 3)), calendar.day(date(2027, 1, 2))
    assert (rest.working, rest.kind, rest.reason) == (False, DayKind.SITE_REST, "延边朝鲜族自治州成立纪念日")
    assert (work.working, work.kind, work.provisional) == (True, DayKind.SITE_WORK, False)


@given(st.dates())
def test_every_date_there_is_has_an_answer(on: date) -> None:
    day = CALENDAR.day(on)
    assert day.date == on and day.reason


def test_the_library_agrees_on_every_published_day() -> None:
    import chinese_calendar

    for year in range(2004, 2027):
        for on in every_day(year):
            assert CALENDAR.day(on).working == chinese_calendar.is_workday(on), on
            assert not CALENDAR.day(on).provisional


def test_computed_festivals_lie_in_the_holidays_that_were_published() -> None:
    from chinese_calendar import constants

    for year in range(2008, 2027):
        for on, festival in (
            (lunar.spring_festival(year), {"Spring Festival"}),
            (lunar.qingming(year), {"Tomb-sweeping Day"}),
            (lunar.dragon_boat(year), {"Dragon Boat Festival"}),
            (lunar.mid_autumn(year), {"Mid-autumn Festival", "National Day"}),
        ):
            if on.weekday() < 5:  # a festival on a Saturday may not be named
                assert constants.holidays.get(on) in festival, (on, festival)
            else:
                assert not CALENDAR.day(on).working or constants.workdays.get(on) in festival, (on, festival)


@pytest.mark.parametrize(
    ("computed", "known"),
    [
        (lunar.spring_festival(2027), date(2027, 2, 6)),
        (lunar.spring_festival(2033), date(2033, 1, 31)),
        (lunar.spring_festival(2034), date(2034, 2, 19)),  # after the leap eleventh month of 2033
        (lunar.mid_autumn(2028), date(2028, 10, 3)),
        (lunar.dragon_boat(2028), date(2028, 5, 28)),
        (lunar.qingming(2027), date(2027, 4, 5)),
        (lunar.qingming(2048), date(2048, 4, 4)),
    ],
)
def test_known_dates_to_come_are_computed(computed: date, known: date) -> None:
    assert computed == known


def test_importing_the_calendar_does_not_import_the_library() -> None:
    code = "import sys, workdays.hours; sys.exit('chinese_calendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=20, check=False).returncode == 0
