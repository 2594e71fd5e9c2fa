"""What the web shows of a site: names, offices, pause reasons. Pure.

The composition root builds it from the site file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from routing.outbound import Outbound
from routing.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    """One installation as the browser may know it. `plan` has offices, seats, hours."""

    id: str
    names: Mapping[str, str]
    languages: tuple[str, ...]
    regulation: str
    pause_reasons: Mapping[str, Mapping[str, str]]
    """Reason id -> language -> text, in the site file's order."""
    plan: Plan
    channels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Channel id -> language -> text, as the site's regulations name them."""

    outbound: Outbound | None = None
    """By what and where seats may call out; None: they may not."""

    @property
    def seats(self) -> dict[str, str]:
        """Seat id -> office id, all of them."""
        return {seat.id: office.id for office in self.plan.offices.values() for seat in office.seats}

    def office_name(self, office: str | None, language: str = "zh-CN") -> str | None:
        """An office's name in a language, Chinese where it has none."""
        known = self.plan.offices.get(office or "")
        if known is None:
            return None
        return known.names.get(language[:2]) or known.names.get("zh") or known.id

    def office_names(self, language: str = "zh-CN") -> dict[str, str]:
        """All of them."""
        return {office: self.office_name(office, language) or office for office in self.plan.offices}

    def hours(self, office: str, now: datetime) -> tuple[bool, datetime | None]:
        """Whether an office is open, and if not, when it opens."""
        hours = self.plan.offices[office].hours
        is_open = hours.is_open(now, self.plan.calendar)
        return is_open, None if is_open else hours.next_opening(now, self.plan.calendar)

    def shape(self) -> dict[str, Any]:
        """The answer of GET /site."""
        return {
            "id": self.id,
            "number": self.plan.number,
            "name": dict(self.names),
            "languages": list(self.languages),
            "regulation": self.regulation,
            "offices": [
                {"id": office.id, "name": dict(office.names), "level": office.level.value}
                for office in self.plan.offices.values()
            ],
            "calls_out": self.outbound is not None,
            "channels": [{"id": key, "name": dict(names)} for key, names in self.channels.items()],
            "pause_reasons": [{"id": key, "name": dict(names)} for key, names in self.pause_reasons.items()],
        }
