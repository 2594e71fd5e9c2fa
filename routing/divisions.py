"""Which divisions there are, and in which of them an area code lies, as far as the numbering tables can tell.

The tables name the nation's prefectures and cities, no counties, and nothing of Taiwan, Hong Kong and Macau. Which
office serves a place is not known here.
"""

from __future__ import annotations

from functools import lru_cache

from routing.areas import area_name, cities

_DIRECT = "90"
"""Third and fourth digit of a county that a province governs itself, such as 429004 (仙桃)."""


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Division code -> name, of everything that the tables name."""
    return {city.division: city.name for city in cities()}


def named(division: str) -> str | None:
    """What the tables call the division, such as 安徽省合肥市."""
    return _names().get(division)


def exists(division: str) -> bool:
    """False where the tables know the province and nothing in it that the code could stand for."""
    if division.endswith("0000") or not _of_province(division) or division in _names():
        return True
    if division.endswith("00"):
        return False
    municipality = f"{division[:2]}0000" in _names()
    return municipality or division[2:4] == _DIRECT or f"{division[:4]}00" in _names()


def code_of(name: str, province: str) -> str | None:
    """The division code of a city by its name alone (合肥市), in the province of that code."""
    return next((code for code, whole in _of_province(province).items() if whole.endswith(name)), None)


def area_lies_in(area: str, division: str) -> bool:
    """False where the tables put the area code elsewhere: in another province, or in other cities of this one."""
    said = area_name(area)
    if said is None or not _of_province(division):
        return True
    here = {code: name for code, name in _of_province(division).items() if name[:2] == said[:2]}
    if not here:
        return False
    served = {code for code, name in here.items() if not code.endswith("0000") and _local(name) in said}
    is_city = division.endswith("00") and not division.endswith("0000")
    return not (is_city and served) or division in served


@lru_cache(maxsize=64)
def _in_province(digits: str) -> dict[str, str]:
    return {code: name for code, name in _names().items() if code.startswith(digits)}


def _of_province(division: str) -> dict[str, str]:
    return _in_province(division[:2])


def _local(name: str) -> str:
    """安徽省合肥市 -> 合肥市; 广西南宁市 -> 南宁市."""
    return name.partition("省")[2] or name[2:]
