"""Reads a site file's [hours.…] tables: when offices answer. Which office keeps which is read elsewhere."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from routing.strict import Section
from workdays.hours import Hours, Span

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DASHES = re.compile("[‐-―−~～至到]+")
"""What people write between two times of day."""


def read_hours(section: Section, sources: dict[str, str]) -> dict[str, Hours]:
    """Every `[hours.<name>]` table; where its hours come from goes to `sources`."""
    named: dict[str, Hours] = {}
    for name in section.table:
        table = section.section(name)
        sources[f"hours.{name}"] = table.text("source", what="where these hours come from, in words")
        named[name] = _hours(table)
        table.done()
        if section.document.clean(table.path) and _never_open(named[name]):
            mend = 'Write `workdays = ["08:00-12:00"]` or `always = true`'
            table.wrong("", "these hours never open", mend)
    return named


def _hours(table: Section) -> Hours:
    if table.flag("always", default=False):
        return Hours(always=True)
    return Hours(
        workday=_spans(table, "workdays"),
        weekday={n: _spans(table, day) for n, day in enumerate(_WEEKDAYS) if table.has(day)},
        rest=_spans(table, "rest_days"),
        follows_workdays=table.choice("follows", ("workdays", "weekdays"), default="workdays") == "workdays",
    )


def _never_open(hours: Hours) -> bool:
    return not (hours.always or hours.workday or hours.rest or any(hours.weekday.values()))


def _spans(table: Section, key: str) -> tuple[Span, ...]:
    spans: list[Span] = []
    for text in table.texts(key, what='spans of hours such as ["08:00-12:00", "14:30-17:30"]'):
        try:
            spans.append(Span.parse(text))
        except ValueError as error:
            mend = _plainly(text) or "Write spans such as 08:00-12:00, the end after the beginning"
            table.wrong(key, str(error), mend)
    spans.sort()
    for before, after in pairwise(spans):
        if after.opens < before.closes:
            table.wrong(key, f"{before} and {after} overlap", "Join them into one, or part them")
    return tuple(spans)


def _plainly(text: str) -> str:
    """The mend for a span in the signs of a Chinese keyboard; '' for any other."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).replace(" ", "")
    try:
        Span.parse(plain)
    except ValueError:
        return ""
    return f"Write it in plain signs: {plain!r}"
