"""What one calendar day is: worked or not, and why. Pure records; no table and no rule may live here."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class DayKind(StrEnum):
    """Why a day is worked or not."""

    WORKDAY = "workday"
    MAKE_UP = "make-up"
    """A weekend day that is worked in exchange for a holiday (调休上班)."""
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    """A day of a public holiday, the weekend days and exchanged days within it included (放假)."""
    SITE_REST = "site-rest"
    """Not worked by the site file's own words (e.g. a local festival)."""
    SITE_WORK = "site-work"
    """Worked by the site file's own words (e.g. a holiday notice published late)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day. `reason` is Chinese, for people. `provisional`: no State Council notice covers this year yet."""

    date: datetime.date
    working: bool
    kind: DayKind
    reason: str
    provisional: bool = False
