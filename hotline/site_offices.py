"""Reads the offices of a site file: names, levels, area codes, seats. What must agree is checked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from routing.plan import Level, Office, Seat
from routing.strict import Section, suggestion
from workdays.hours import Hours

ID = r"[a-z][a-z0-9-]{0,30}"
ID_SAID = "a short name of a-z, 0-9 and -, a letter first"
AREA = r"0(?:10|2\d|[3-9]\d\d)"
_SEATS_MOST = 99
LONGEST_NAME = 80
"""Characters: names are spoken to callers, and stand in headings and lists."""


def read_names(section: Section) -> dict[str, str]:
    """Language tag -> name; zh must be there."""
    names = {"zh": section.text("zh", what="the Chinese name", most=LONGEST_NAME)}
    for language in ("ko", "en"):
        if section.has(language):
            names[language] = section.text(language, most=LONGEST_NAME)
    section.done()
    return names


def read_offices(top: Section, hours: Mapping[str, Hours], overflow_s: int) -> dict[str, Office]:
    """Every `[[offices]]` table, in the file's order; one without an id of its own is called by its place there."""
    offices: dict[str, Office] = {}
    for number, table in enumerate(top.sections("offices", needed=True), start=1):
        office_id = table.text("id", pattern=ID, what=f"{ID_SAID}, such as plain pinyin")
        if office_id in offices:
            table.wrong("id", f"office {office_id!r} stands here twice", "Give each office its own id")
        if not office_id or office_id in offices:
            office_id = f"offices[{number - 1}]"
        offices[office_id] = _office(table, number, office_id, hours, overflow_s)
    return offices


def _office(table: Section, number: int, office_id: str, hours: Mapping[str, Hours], overflow_s: int) -> Office:
    office = Office(
        id=office_id,
        names=read_names(table.section("names")),
        level=Level(table.choice("level", [level.value for level in Level])),
        division=table.text("division", pattern=r"\d{6}", what='a division code of six digits, such as "110000"'),
        area_codes=table.texts("area_codes", pattern=AREA, what='area codes with their 0, such as ["010"]'),
        hours=_hours(table, hours),
        seats=_seats(table, number, office_id),
        overflow=table.texts("overflow", pattern=ID, what="office ids, in the order in which they take over"),
        overflow_after_s=table.integer("overflow_after_s", low=5, high=3600, default=overflow_s),
    )
    table.done()
    return office


def _hours(table: Section, named: Mapping[str, Hours]) -> Hours:
    name = table.text("hours", what="the name of an [hours.…] table")
    if name and name not in named:
        mend = suggestion(name, named.keys(), f"Add [hours.{name}], or use one of {', '.join(named) or 'none'}")
        table.wrong("hours", f"there are no hours {name!r}", mend)
    return named.get(name, Hours())


def _seats(table: Section, number: int, office: str) -> tuple[Seat, ...]:
    raw: Any = table.raw("seats")
    if isinstance(raw, list):
        return _listed_seats(table, office)
    count = table.integer("seats", low=0, high=_SEATS_MOST)
    return tuple(
        Seat(id=f"{office}-{n:02d}", office=office, extension=f"8{number:02d}{n:02d}") for n in range(1, count + 1)
    )


def _listed_seats(table: Section, office: str) -> tuple[Seat, ...]:
    seats: list[Seat] = []
    for entry in table.sections("seats"):
        seat = Seat(
            id=entry.text("id", pattern=ID, what=ID_SAID),
            office=office,
            extension=entry.text("extension", pattern=r"\d{3,8}", what="three to eight digits in quotes"),
            desk_phone=entry.flag("desk_phone", default=False),
        )
        seats.append(seat)
        entry.done()
    return tuple(seats)
