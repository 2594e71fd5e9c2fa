"""Reads the offices of a site file: hours, names, levels, area codes, seats. What must agree is checked elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from routing.plan import Level, Office, Seat
from routing.strict import Section, suggestion
from workdays.hours import Hours, Span

ID = r"[a-z][a-z0-9-]{0,30}"
AREA = r"0(?:10|2\d|[3-9]\d\d)"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
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


def read_hours(section: Section, sources: dict[str, str]) -> dict[str, Hours]:
    """Every `[hours.<name>]` table; where its hours come from goes to `sources`."""
    named: dict[str, Hours] = {}
    for name in section.table:
        table = section.section(name)
        sources[f"hours.{name}"] = table.text("source", what="where these hours come from, in words")
        if table.flag("always", default=False):
            named[name] = Hours(always=True)
        else:
            named[name] = Hours(
                workday=_spans(table, "workdays"),
                weekday={n: _spans(table, day) for n, day in enumerate(_WEEKDAYS) if table.has(day)},
                rest=_spans(table, "rest_days"),
                follows_workdays=table.choice("follows", ("workdays", "weekdays"), default="workdays") == "workdays",
            )
            _never_open(table, named[name])
        table.done()
    return named


def _never_open(table: Section, hours: Hours) -> None:
    if not (hours.workday or hours.rest or any(hours.weekday.values())):
        table.wrong("", "these hours never open", 'Write `workdays = ["08:00-12:00"]` or `always = true`')


def _spans(table: Section, key: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for text in table.texts(key, what='spans of hours such as ["08:00-12:00", "14:30-17:30"]'):
        try:
            spans.append(Span.parse(text))
        except ValueError as error:
            table.wrong(key, str(error), "Write spans such as 08:00-12:00, the end after the beginning")
    spans.sort()
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            table.wrong(key, f"{before} and {after} overlap", "Join them into one, or part them")
    return tuple(spans)


def read_offices(top: Section, hours: Mapping[str, Hours], overflow_s: int) -> dict[str, Office]:
    """Every `[[offices]]` table, in the file's order; one without an id of its own is called by its place there."""
    offices: dict[str, Office] = {}
    for number, table in enumerate(top.sections("offices", needed=True), start=1):
        office_id = table.text("id", pattern=ID, what="a short name of a-z, 0-9 and -, such as plain pinyin")
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
            id=entry.text("id", pattern=ID, what="a short name of a-z, 0-9 and -"),
            office=office,
            extension=entry.text("extension", pattern=r"\d{3,8}", what="three to eight digits in quotes"),
            desk_phone=entry.flag("desk_phone", default=False),
        )
        seats.append(seat)
        entry.done()
    return tuple(seats)
