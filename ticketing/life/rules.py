"""What a ticket lives under: one or several regulations, the calendar, and what no regulation states. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ticketing.life.effects import Patience
from ticketing.pack import Pack
from workdays.calendar import Calendar
from workdays.zone import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """`packs`: the first decides moves; the clocks of all run side by side (72 hours beside 20 days)."""

    packs: tuple[Pack, ...]
    calendar: Calendar
    patience: Patience = field(default_factory=Patience)
    offices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """The hotline's offices, id -> language -> name: a ticket may be transferred from one to another."""

    @property
    def main(self) -> Pack:
        """The regulation that the site names first."""
        return self.packs[0]

    def elsewhere(self, office: str) -> Mapping[str, Mapping[str, str]]:
        """The hotline's other offices."""
        return {other: names for other, names in self.offices.items() if other != office}

    def fingerprint(self, now: datetime) -> str:
        """The same as long as no day from last year to the year after next counts otherwise, and no pack changed."""
        year = local(now).year
        day, end = date(year - 1, 1, 1), date(year + 2, 12, 31)
        signs = []
        while day <= end:
            found = self.calendar.day(day)
            signs.append(f"{int(found.working)}{int(found.provisional)}")
            day += timedelta(days=1)
        text = "".join(signs) + repr([pack.clocks for pack in self.packs])
        return hashlib.sha256(text.encode()).hexdigest()
