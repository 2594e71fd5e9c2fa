"""Dates that follow moon and sun: Spring Festival, Qingming, Dragon Boat and Mid-Autumn of any year.

Pure computation after J. Meeus, *Astronomical Algorithms* (2nd ed.): ch. 49 for new moons, ch. 25 for the sun's
longitude, and the rules of the Chinese calendar (GB/T 33661-2017): days begin at midnight UTC+8, the winter
solstice lies in month 11, and of thirteen months between two solstices the first without a major term is a leap
month. No table: the tests hold it against the published holidays since 2004. No holiday rule may live here.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import cos, floor, radians, sin

_J2000 = 2451545.0
_UTC8 = 8 / 24
_DELTA_T = 72 / 86400
"""Terrestrial minus universal time in days; near enough for this century (it is 69 s in 2026)."""
_SYNODIC_MONTH = 29.530588861
_YEAR = 365.2422

_NEW_MOON_TERMS = (
    # amplitude in days, power of E, multiples of M, M', F, Omega
    (-0.40720, 0, 0, 1, 0, 0),
    (0.17241, 1, 1, 0, 0, 0),
    (0.01608, 0, 0, 2, 0, 0),
    (0.01039, 0, 0, 0, 2, 0),
    (0.00739, 1, -1, 1, 0, 0),
    (-0.00514, 1, 1, 1, 0, 0),
    (0.00208, 2, 2, 0, 0, 0),
    (-0.00111, 0, 0, 1, -2, 0),
    (-0.00057, 0, 0, 1, 2, 0),
    (0.00056, 1, 1, 2, 0, 0),
    (-0.00042, 0, 0, 3, 0, 0),
    (0.00042, 1, 1, 0, 2, 0),
    (0.00038, 1, 1, 0, -2, 0),
    (-0.00024, 1, -1, 2, 0, 0),
    (-0.00017, 0, 0, 0, 0, 1),
)


def _day(julian_tt: float) -> date:
    """The Chinese civil day of a moment in terrestrial time."""
    return date.fromordinal(floor(julian_tt - _DELTA_T + _UTC8 + 0.5) - 1721425)


def _new_moon(k: int) -> float:
    """Moment (JDE) of the k-th new moon since 2000-01-06. Good to a minute or two."""
    t = k / 1236.85
    moment = 2451550.09766 + _SYNODIC_MONTH * k + (0.00015437 - 0.00000015 * t) * t * t
    e = 1 - 0.002516 * t - 0.0000074 * t * t
    angles = (
        radians(2.5534 + 29.10535670 * k - 0.0000014 * t * t),
        radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t),
        radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t),
        radians(124.7746 - 1.56375588 * k + 0.0020672 * t * t),
    )
    for amplitude, power, *multiples in _NEW_MOON_TERMS:
        moment += amplitude * e**power * sin(sum(m * a for m, a in zip(multiples, angles, strict=True)))
    return moment + 0.000325 * sin(radians(299.77 + 0.107408 * k - 0.009173 * t * t))


def _sun_longitude(julian_tt: float) -> float:
    """Apparent longitude of the sun in degrees, good to 0.01° (a quarter of an hour)."""
    t = (julian_tt - _J2000) / 36525
    mean = 280.46646 + (36000.76983 + 0.0003032 * t) * t
    anomaly = radians(357.52911 + (35999.05029 - 0.0001537 * t) * t)
    centre = (
        (1.914602 - (0.004817 + 0.000014 * t) * t) * sin(anomaly)
        + (0.019993 - 0.000101 * t) * sin(2 * anomaly)
        + 0.000289 * sin(3 * anomaly)
    )
    node = radians(125.04 - 1934.136 * t)
    # ch. 25's planetary corrections for the higher accuracy: Venus, Jupiter, moon
    extra = (
        0.00134 * cos(radians(153.23 + 22518.7541 * t))
        + 0.00154 * cos(radians(216.57 + 45037.5082 * t))
        + 0.00200 * cos(radians(312.69 + 32964.3577 * t))
        + 0.00179 * sin(radians(350.74 + 445267.1142 * t))
    )
    return float((mean + centre + extra - 0.00569 - 0.00478 * sin(node)) % 360)


def _sun_reaches(year: int, longitude: float) -> float:
    """The moment in `year` when the sun reaches `longitude`."""
    days = ((longitude - 280.0) % 360) / 360 * _YEAR
    moment = date(year, 1, 1).toordinal() + 1721424.5 + days  # within days of the answer; refined below
    for _ in range(6):
        off = (longitude - _sun_longitude(moment) + 180) % 360 - 180
        moment += off / 360 * _YEAR
    return moment


def _month_starts(year: int) -> list[int]:
    """k of the new moons from month 11 of `year`-1 to month 11 of `year`, both included."""
    bounds = []
    for solstice in (_sun_reaches(year - 1, 270), _sun_reaches(year, 270)):
        k = round((solstice - 2451550.1) / _SYNODIC_MONTH) + 1
        while _day(_new_moon(k)) > _day(solstice):
            k -= 1
        bounds.append(k)
    return list(range(bounds[0], bounds[1] + 1))


def _has_major_term(k: int) -> bool:
    """Whether the sun reaches a multiple of 30° on a day of the month that starts at new moon k."""
    start, after = _day(_new_moon(k)), _day(_new_moon(k + 1))
    middle = _new_moon(k) + 15
    for step in (-1, 0, 1):
        target = (round(_sun_longitude(middle) / 30) + step) * 30 % 360
        off = (target - _sun_longitude(middle) + 180) % 360 - 180
        moment = middle + off / 360 * _YEAR
        for _ in range(4):
            moment += ((target - _sun_longitude(moment) + 180) % 360 - 180) / 360 * _YEAR
        if start <= _day(moment) < after:
            return True
    return False


@lru_cache(maxsize=256)
def _months(year: int) -> dict[int, date]:
    """First days of the ordinary (not leap) lunar months 1 to 10 of `year`."""
    starts = _month_starts(year)
    leap = None
    if len(starts) == 14:
        leap = next(k for k in starts[1:-1] if not _has_major_term(k))
    ordinary = [k for k in starts if k != leap]
    return {number - 1: _day(_new_moon(k)) for number, k in enumerate(ordinary) if number >= 2}


def _after(first: date, days: int) -> date:
    return date.fromordinal(first.toordinal() + days)


def spring_festival(year: int) -> date:
    """First day of the first lunar month (春节)."""
    return _months(year)[1]


def dragon_boat(year: int) -> date:
    """Fifth day of the fifth lunar month (端午节)."""
    return _after(_months(year)[5], 4)


def mid_autumn(year: int) -> date:
    """Fifteenth day of the eighth lunar month (中秋节)."""
    return _after(_months(year)[8], 14)


def qingming(year: int) -> date:
    """The day on which the sun reaches 15° (清明)."""
    return _day(_sun_reaches(year, 15))
