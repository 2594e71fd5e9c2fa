"""Statistics of several levels as one (国家、省、市联网): a hotline's counts in a file, the sum of such files. Pure.

The file is JSON of one format (docs/statistics-file.md): counts only, no ticket and no person. A sum is such a file
again, so that cities are joined by their province and provinces by the nation. What is not of one format, one time and
one classification is not added silently: it is refused, or named.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ticketing.analysis import Analysis
from ticketing.call_account import Account
from ticketing.errors import TicketError
from ticketing.pack import Pack

FORMAT = "hotline-statistics-1"
TABLES = ("nature", "field", "state", "refusal")
CALLS = ("arrived", "answered", "in_time", "abandoned", "messages", "callbacks", "told_closed", "other")
LONGEST = 1_000_000
"""Characters of a file: a thousand times what one takes."""


class LevelsError(TicketError):
    """A file of statistics cannot be added; the text names the file, what is wrong and the mend."""

    code = "statistics-file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counts of whole days. `hotlines`: whose they are, the one that made the file first."""

    hotlines: tuple[str, ...]
    since: date
    until: date
    """The last day."""
    tickets: int
    tables: Mapping[str, Mapping[str, int]]
    calls: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """A count under a name that the classification does not have."""

    hotline: str
    table: str
    value: str
    count: int


def statistics(hotline: str, since: date, until: date, analysis: Analysis, account: Account) -> Statistics:
    """A hotline's own."""
    return Statistics(
        hotlines=(hotline,),
        since=since,
        until=until,
        tickets=analysis.tickets,
        tables={table: analysis.tables[table] for table in TABLES},
        calls={name: sum(getattr(office, name) for office in account.offices) for name in CALLS},
    )


def shape(found: Statistics) -> dict[str, Any]:
    """As the file has it."""
    return {
        "format": FORMAT,
        "hotlines": list(found.hotlines),
        "from": found.since.isoformat(),
        "to": found.until.isoformat(),
        "tickets": found.tickets,
        "tables": {table: dict(counts) for table, counts in found.tables.items()},
        "calls": dict(found.calls),
    }


def read(file: str, text: str) -> Statistics:
    """The file's counts. LevelsError."""
    if len(text) > LONGEST:
        raise LevelsError(f"{file} is too long for a file of statistics")
    try:
        raw = json.loads(text)
        if raw["format"] != FORMAT:
            raise LevelsError(f"{file} is of another format; have it made by `hotline report statistics --json`")
        if not raw["hotlines"]:
            raise ValueError("it is nobody's")
        return Statistics(
            hotlines=tuple(_text(name) for name in raw["hotlines"]),
            since=date.fromisoformat(raw["from"]),
            until=date.fromisoformat(raw["to"]),
            tickets=_count(raw["tickets"]),
            tables={table: _counts(raw["tables"][table]) for table in TABLES},
            calls={name: _count(raw["calls"][name]) for name in CALLS},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LevelsError(
            f"{file} is no file of statistics ({type(error).__name__}: {error}); "
            "have it made by `hotline report statistics --json`"
        ) from error


def join(all_of: Sequence[Statistics]) -> Statistics:
    """The sum. LevelsError where the days differ or a hotline would count twice."""
    first, names = all_of[0], Counter(name for one in all_of for name in one.hotlines)
    twice = sorted(name for name, count in names.items() if count > 1)
    if twice:
        raise LevelsError(f"{', '.join(twice)} would be counted twice; leave out all but one of its files")
    for one in all_of:
        if (one.since, one.until) != (first.since, first.until):
            raise LevelsError(
                f"the file of {one.hotlines[0]} is of {one.since} to {one.until}, not {first.since} to {first.until}; "
                "have it made for the same days"
            )
    return Statistics(
        hotlines=tuple(names),
        since=first.since,
        until=first.until,
        tickets=sum(one.tickets for one in all_of),
        tables={table: _sum(one.tables[table] for one in all_of) for table in TABLES},
        calls={name: sum(one.calls[name] for one in all_of) for name in CALLS},
    )


def strange(all_of: Sequence[Statistics], pack: Pack) -> tuple[Strange, ...]:
    """Natures and fields of work that this regulation's classification does not have; '' is a ticket without one."""
    known = {"nature": pack.natures, "field": pack.fields_of_work}
    return tuple(
        Strange(hotline=one.hotlines[0], table=table, value=value, count=count)
        for one in all_of
        for table, terms in known.items()
        for value, count in one.tables[table].items()
        if value and value not in {term.id for term in terms}
    )


def _sum(tables: Any) -> dict[str, int]:
    total: Counter[str] = Counter()
    for table in tables:
        total.update(table)
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def _counts(raw: Any) -> dict[str, int]:
    return {_text(name): _count(count) for name, count in raw.items()}


def _count(raw: Any) -> int:
    if type(raw) is not int or raw < 0:
        raise ValueError(f"{raw!r} is no count")
    return raw


def _text(raw: Any) -> str:
    if not isinstance(raw, str) or len(raw) > 100:
        raise ValueError(f"{raw!r} is no name")
    return raw
