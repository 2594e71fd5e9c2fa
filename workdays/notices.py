"""What the State Council's yearly holiday notices said, through the chinesecalendar library.

The library is the only outside thing here and is imported on first use. No rule of ours may live here.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from workdays.day import Day, DayKind

_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[date, str], dict[date, str], frozenset[int]]:
    from chinese_calendar import constants

    rest = {day: _NAMES.get(name, name) for day, name in constants.holidays.items()}
    worked = {day: _NAMES.get(name, name) for day, name in constants.workdays.items()}
    # A December day can belong to the next year's notice (元旦), so a year counts only with its own National Day.
    years = frozenset(day.year for day in rest if (day.month, day.day) == (10, 1))
    return rest, worked, years


def published(year: int) -> bool:
    """Whether a notice covers `year`."""
    return year in _tables()[2]


def noticed(day: date) -> Day | None:
    """What the notices say of this very day, or None where they leave it an ordinary one."""
    rest, worked, _ = _tables()
    if day in worked:
        return Day(date=day, working=True, kind=DayKind.MAKE_UP, reason=f"{worked[day]}调休上班")
    if day in rest:
        return Day(date=day, working=False, kind=DayKind.HOLIDAY, reason=f"{rest[day]}假期")
    return None
