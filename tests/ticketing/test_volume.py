"""What to plan for: Erlang's formulas against published values and brute force, and a forecast from calls."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import pytest

from ticketing.volume import Goal, Seen, erlang_b, erlang_c, forecast, in_time, seats_for, trunks_for
from workdays.zone import SHANGHAI

MONDAY = datetime(2026, 9, 7, tzinfo=SHANGHAI)
GOAL = Goal()


def direct_b(lines: int, offered: float) -> float:
    terms = [offered**k / math.factorial(k) for k in range(lines + 1)]
    return terms[-1] / sum(terms)


def direct_c(seats: int, offered: float) -> float:
    top = offered**seats / math.factorial(seats) * seats / (seats - offered)
    return top / (sum(offered**k / math.factorial(k) for k in range(seats)) + top)


@pytest.mark.parametrize(("lines", "offered"), [(1, 0.5), (5, 2.5), (10, 8), (20, 12.03), (40, 35)])
def test_both_formulas_are_what_their_definitions_say(lines: int, offered: float) -> None:
    assert erlang_b(lines, offered) == pytest.approx(direct_b(lines, offered))
    assert erlang_c(lines, offered) == pytest.approx(direct_c(lines, offered))


@pytest.mark.parametrize(("trunks", "offered"), [(5, 1.36), (10, 4.46), (20, 12.03), (30, 20.34)])
def test_the_tables_of_erlang_b_at_one_percent(trunks: int, offered: float) -> None:
    assert erlang_b(trunks, offered) == pytest.approx(0.01, rel=0.02)


def test_a_textbook_desk() -> None:
    """360 calls an hour of 240 s: 24 Erlang; with 30 seats about 88 % wait no longer than 15 s."""
    assert in_time(30, 24, 240, 15) == pytest.approx(0.8812, abs=0.0001)
    assert seats_for(360, 240, GOAL) == next(n for n in range(25, 60) if in_time(n, 24, 240, 15) >= 0.95)


def test_nobody_needs_less_than_one_seat_and_one_trunk() -> None:
    assert (seats_for(0, 180, GOAL), trunks_for(0, 180, GOAL), forecast([], GOAL)) == (1, 1, None)


def test_a_forecast_takes_the_busiest_hour_with_growth_and_reserve() -> None:
    calls = [
        Seen(at=MONDAY + timedelta(days=day, hours=hour, minutes=minute), held_s=150)
        for day in range(10)
        for hour, count in ((9, 6 if day < 5 else 9), (15, 2))
        for minute in range(count)
    ]
    found = forecast(calls, GOAL, wrap_up_s=30)
    assert found is not None
    assert (found.days, found.calls, found.held_s) == (10, 95, 180)
    assert found.growth == pytest.approx(11 / 8)
    assert [(hour.hour, hour.mean, hour.most) for hour in found.hours] == [(9, 7.5, 9), (15, 2.0, 2)]
    grown = 9 * 11 / 8
    assert found.seats == math.ceil(seats_for(grown, 180, GOAL) * 1.2)
    assert found.trunks == math.ceil(trunks_for(grown, 180, GOAL) * 1.2)
