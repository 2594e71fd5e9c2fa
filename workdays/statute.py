"""Public holidays by the statute itself, for years that no State Council notice covers yet.

全国年节及纪念日放假办法 (2024 revision, in force 2025-01-01): art. 2 lists the days; a day that falls on a Saturday or
Sunday is made up for on a working day. Which one is left to the notice: we take the next. No weekend is worked,
since only a notice can say so. Pure; whoever uses this marks the days provisional.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from workdays import lunar

_ONE_DAY = timedelta(days=1)


def festivals(year: int) -> list[tuple[date, str]]:
    """The 13 statutory days of `year` with their festivals, in order. One date may stand twice (e.g. 2028-10-03)."""
    spring, boat = lunar.spring_festival(year), lunar.dragon_boat(year)
    days = [(date(year, 1, 1), "元旦")]
    days += [(spring + n * _ONE_DAY, "春节") for n in range(-1, 3)]
    days += [(lunar.qingming(year), "清明节")]
    days += [(date(year, 5, n), "劳动节") for n in (1, 2)]
    days += [(boat, "端午节"), (lunar.mid_autumn(year), "中秋节")]
    days += [(date(year, 10, n), "国庆节") for n in (1, 2, 3)]
    return sorted(days)


@lru_cache(maxsize=64)
def rest_days(year: int) -> dict[date, str]:
    """Every date of `year` that rests by statute, with the reason in Chinese. Empty for years out of its reach."""
    if not 1949 <= year <= 2200:  # the statute's first version; the reach of the lunar computation
        return {}
    rest: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in festivals(year):
        if day.weekday() >= 5 or day in rest:
            owed.append((day, name))
        rest.setdefault(day, name)
    for day, name in owed:
        made_up = day
        while made_up.weekday() >= 5 or made_up in rest:
            made_up += _ONE_DAY
        rest[made_up] = f"{name}补假"
    return {day: name for day, name in rest.items() if day.year == year}
