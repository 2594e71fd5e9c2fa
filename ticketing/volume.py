"""How many calls to expect, and the seats and trunks they need with a reserve (预测业务量). Pure; Erlang's formulas.

A. K. Erlang (1917): with offered traffic a = calls an hour x seconds each / 3600, B(n) is the share of calls that find
n trunks busy, C(n) the share that wait when n seats answer. Both by the usual recursion, exact and without factorials.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from workdays.zone import local

MOST = 10_000
"""Seats or trunks beyond which nobody plans with these formulas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What is to be reached. The defaults are those that GB/T 33358-2016 is reported to ask for."""

    within_s: float = 15
    """A call is answered in so many seconds,"""
    share: float = 0.95
    """so many of them at least."""
    blocked: float = 0.01
    """At most so many find all trunks busy."""
    reserve: float = 0.2
    """On top of what the formulas say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A call that came in: when, and how long it held a seat (0: nobody answered it)."""

    at: datetime
    held_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """An hour of the day, over all days that had calls."""

    hour: int
    mean: float
    """Calls a day in this hour."""
    most: int
    """On the busiest day."""
    seats: int
    """For the busiest day, without the reserve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What to plan for. `growth`: the second half of the days beside the first; None when that says nothing."""

    days: int
    calls: int
    held_s: float
    """Seconds that a seat is taken by a call, on average."""
    growth: float | None
    hours: tuple[Hour, ...]
    seats: int
    trunks: int
    """Both for the busiest hour, grown and with the reserve."""


def forecast(calls: Sequence[Seen], goal: Goal, *, wrap_up_s: float = 0) -> Forecast | None:
    """From the calls of some weeks; None where there were none."""
    if not calls:
        return None
    held = [one.held_s + wrap_up_s for one in calls if one.held_s > 0]
    mean_s = sum(held) / len(held) if held else wrap_up_s
    by_hour: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    days: dict[date, int] = defaultdict(int)
    for one in calls:
        at = local(one.at)
        by_hour[at.hour][at.date()] += 1
        days[at.date()] += 1
    hours = tuple(_hour(hour, by_hour[hour], len(days), mean_s, goal) for hour in sorted(by_hour))
    growth = _growth(days)
    busiest = max(hour.most for hour in hours) * max(1.0, growth or 1.0)
    return Forecast(
        days=len(days),
        calls=len(calls),
        held_s=round(mean_s, 1),
        growth=growth,
        hours=hours,
        seats=_more(seats_for(busiest, mean_s, goal), goal),
        trunks=_more(trunks_for(busiest, mean_s, goal), goal),
    )


def seats_for(calls_an_hour: float, held_s: float, goal: Goal) -> int:
    """The fewest seats with which so many calls are answered in time."""
    offered = calls_an_hour * held_s / 3600
    seats = max(1, math.floor(offered) + 1)
    while seats < MOST and in_time(seats, offered, held_s, goal.within_s) < goal.share:
        seats += 1
    return seats


def trunks_for(calls_an_hour: float, held_s: float, goal: Goal) -> int:
    """The fewest trunks of which so few calls find none free."""
    offered, trunks = calls_an_hour * held_s / 3600, 1
    while trunks < MOST and erlang_b(trunks, offered) > goal.blocked:
        trunks += 1
    return trunks


def in_time(seats: int, offered: float, held_s: float, within_s: float) -> float:
    """The share of calls that wait no longer than `within_s`, with `seats` seats."""
    if offered <= 0 or held_s <= 0:
        return 1.0
    if seats <= offered:
        return 0.0
    return 1 - erlang_c(seats, offered) * math.exp(-(seats - offered) * within_s / held_s)


def erlang_b(lines: int, offered: float) -> float:
    """The share of calls that find all lines busy."""
    busy = 1.0
    for line in range(1, lines + 1):
        busy = offered * busy / (line + offered * busy)
    return busy


def erlang_c(seats: int, offered: float) -> float:
    """The share of calls that wait; there are more seats than traffic."""
    busy = erlang_b(seats, offered)
    return seats * busy / (seats - offered * (1 - busy))


def _hour(hour: int, days: dict[date, int], every: int, held_s: float, goal: Goal) -> Hour:
    most = max(days.values())
    mean = sum(days.values()) / every
    return Hour(hour=hour, mean=round(mean, 2), most=most, seats=seats_for(most, held_s, goal))


def _growth(days: dict[date, int]) -> float | None:
    """Calls a day in the later half of the days with calls, beside the earlier half."""
    counts = [days[day] for day in sorted(days)]
    half = len(counts) // 2
    if half < 5:
        return None
    return round(_mean(counts[-half:]) / _mean(counts[:half]), 3)


def _mean(counts: Iterable[int]) -> float:
    found = list(counts)
    return sum(found) / len(found)


def _more(number: int, goal: Goal) -> int:
    return math.ceil(number * (1 + goal.reserve))
