"""The routing plan: what the site file says about numbers, areas, offices and trunks, as frozen records.

Pure. `hotline.site` builds it from TOML; the fallback program reads it from a snapshot. No file is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workdays.calendar import Calendar
from workdays.hours import Hours


class Level(StrEnum):
    """Administrative level of an office (座席单位)."""

    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    CITY = "city"
    COUNTY = "county"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A seat (座席): one agent's place, with its own phone. `id` is its SIP user name, e.g. `hefei-01`."""

    id: str
    office: str
    extension: str
    desk_phone: bool = False
    """The seat has an ordinary SIP telephone instead of the browser's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office (座席单位) that answers calls: the province's or a city's seats behind one queue."""

    id: str
    names: Mapping[str, str]
    """Language tag (zh, ko) -> name as spoken and shown, e.g. 合肥市."""
    level: Level
    division: str
    """Administrative division code, six digits (GB/T 2260), e.g. 340100."""
    area_codes: tuple[str, ...]
    """Telephone area codes with the leading 0, e.g. ("0551",). 0558 stands in two offices."""
    hours: Hours
    seats: tuple[Seat, ...] = ()
    overflow: tuple[str, ...] = ()
    """Office ids that take over, in order, when this one does not answer."""
    overflow_after_s: int = 60
    """Seconds a caller waits here before the next office of the chain is tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A trunk (中继): where calls come from. `area_code` is that of the exchange it hangs on, if it has one."""

    id: str
    host: str
    area_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that a routing decision needs beside the call itself."""

    number: str
    """The hotline's short number, e.g. 12385."""
    home: str
    """Id of the office that answers when nothing points elsewhere (the provincial one)."""
    offices: Mapping[str, Office]
    trunks: Mapping[str, Trunk] = field(default_factory=dict)
    retired_areas: Mapping[str, str] = field(default_factory=dict)
    """Retired area code -> the one it was merged into, e.g. 0565 -> 0551."""
    old_numbers: tuple[str, ...] = ()
    """Numbers in a transition period (national plan): callers hear that the number is now 12385."""
    languages: tuple[str, ...] = ("zh",)
    """Languages offered, the first is the default. More than one: the caller is asked once."""
    calendar: Calendar = field(default_factory=Calendar)
