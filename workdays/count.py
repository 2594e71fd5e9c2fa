"""Counting working days: which days made up the number, which were passed over and why. Pure.

Civil Code art. 201: the day of the event does not count. What the count is good for (clocks, their ends) is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workdays.day import Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many working days after a start. `days` and `skipped` together are every day after it, up to the last."""

    start: date
    days: tuple[date, ...]
    skipped: tuple[Day, ...]
    provisional: bool
    """A day among them lies in a year without a State Council notice."""

    @property
    def last(self) -> date:
        """The last day counted; the start when none was."""
        return self.days[-1] if self.days else self.start
