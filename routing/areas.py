"""What the numbering tables know: the place of an area code, the home city of a mobile number, and so of a caller.

Reads the two tables of `routing/data` on first use (20 ms) and nothing else. Which office serves a place is not
known here.
"""

from __future__ import annotations

import csv
import sys
import zlib
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from routing.numbers import CallerKind, read_caller

_DATA = Path(__file__).parent / "data"  # importlib.resources would cost the fallback program 25 ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A city as the numbering plan names it, with its division code (six digits, GB/T 2260)."""

    name: str
    division: str


def _rows(name: str) -> list[list[str]]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]


@lru_cache(maxsize=1)
def _areas() -> dict[str, str]:
    return {row[0]: row[1] for row in _rows("areas.csv")}


@lru_cache(maxsize=1)
def _mobiles() -> tuple[array[int], array[int], tuple[Place, ...]]:
    raw = zlib.decompress((_DATA / "mobile.bin").read_bytes())
    count = int.from_bytes(raw[:4], "little")
    firsts, homes = array("I"), array("H")
    firsts.frombytes(raw[4 : 4 + 4 * count])
    homes.frombytes(raw[4 + 4 * count :])
    if sys.byteorder == "big":
        firsts.byteswap()
        homes.byteswap()
    return firsts, homes, cities()


@lru_cache(maxsize=1)
def cities() -> tuple[Place, ...]:
    """Every city that the numbering plan names, in the order in which the table of mobile homes counts them."""
    return tuple(Place(name=row[0], division=row[1]) for row in _rows("cities.csv"))


def area_name(code: str) -> str | None:
    """The place that an area code serves, in Chinese: `0551` -> 安徽省合肥市. None if no such code is known."""
    return _areas().get(code)


def mobile_home(number: str) -> Place | None:
    """The home city of an eleven-digit mobile number, or None for prefixes that are not given out, or were of late."""
    firsts, homes, places = _mobiles()
    at = bisect_right(firsts, int(number[:7])) - 1
    home = homes[at] if at >= 0 else 0
    return places[home - 1] if home else None


def area_of(number: str) -> tuple[str | None, str] | None:
    """A caller's number → (area code, place). A mobile has a home but no code."""
    caller = read_caller(number)
    if caller.kind is CallerKind.MOBILE:
        home = mobile_home(caller.number)
        return (None, home.name) if home else None
    name = area_name(caller.area) if caller.area else None
    return (caller.area, name) if caller.area and name else None
