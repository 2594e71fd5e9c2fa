"""Tickets of offices and states in order of due time, or the newest first: a page at a time, however many there are.

A database walks an index in order only for one office and one state at a time. So a page is put together from one
short walk for each; a walk stops after a page, and on SQLite at what earlier walks have made the end of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, product
from typing import Any

from store.at_once import Reader, Rows
from store.lines import Line, lines_of

_WALKS = 512
"""Walks for a page; with more of them, passing over what is not asked for costs less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Which tickets; None means any. `by_due`: those with a due time, the first due first; else all, the newest first.

    `after`: (time, id) of the last row seen.
    """

    offices: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    unit: str | None = None
    """The key of the handling unit that has them (`store.handling`), alone or beside others."""
    by_due: bool = False
    due_before: datetime | None = None
    after: tuple[datetime, str] | None = None


def page_of(reader: Reader, which: Inbox, *, limit: int) -> Sequence[Line]:
    """At most `limit` tickets, in order."""
    return lines_of(reader, [key for _, key, _ in places_of(reader, which, limit=limit)])


def places_of(reader: Reader, which: Inbox, *, limit: int) -> Rows:
    """The same as (time as the database keeps it, id, place in the search index)."""
    if which.offices == () or which.states == ():
        return ()
    walks = _walks(reader, which)
    found = walks.together(reader, limit) if reader.on_postgresql else walks.in_turn(reader, limit)
    return found if which.unit is None else walks.merged(found, walks.helped(reader, which.unit, limit), limit)


def offices_present(reader: Reader) -> tuple[str, ...]:
    """The offices that have tickets; a jump from one to the next, not a look at every ticket."""
    query = """
        WITH RECURSIVE present (office) AS (
            SELECT min(office) FROM ticket
            UNION ALL
            SELECT (SELECT min(ticket.office) FROM ticket WHERE ticket.office > present.office)
            FROM present WHERE present.office IS NOT NULL
        )
        SELECT office FROM present WHERE office IS NOT NULL
    """
    return tuple(office for (office,) in reader.rows(query))


@dataclass(frozen=True, slots=True)
class _Walks:
    """One walk for each of `keys` (values of `columns`); conditions on other columns are looked at on the way."""

    which: Inbox
    columns: tuple[str, ...]
    keys: Sequence[tuple[str, ...]]

    @property
    def time(self) -> str:
        return "due_at" if self.which.by_due else "created_at"

    def order(self, time: str) -> str:
        down = "" if self.which.by_due else " DESC"
        return f"ORDER BY {time}{down}, id{down} LIMIT ?"

    def conditions(self, reader: Reader, end: object | None = None) -> tuple[str, list[object]]:
        """What a walk keeps to beside its key. `end`: the time at which it ends, as the database keeps times."""
        which, said, values = self.which, [], list[object]()
        for column, wanted in (("office", which.offices), ("state", which.states)):
            if wanted is not None and column not in self.columns:
                said.append(reader.one_of(f"ticket.{column}", "text"))
                values.append(reader.listed(wanted))
        if which.by_due:
            said.append("due_at IS NOT NULL")
        if which.due_before is not None and not (which.by_due and end is not None):
            said.append("due_at < ?")
            values.append(reader.moment(which.due_before))
        if which.after is not None:
            said.append(f"({self.time}, id) {'>' if which.by_due else '<'} (?, ?)")
            values += [reader.moment(which.after[0]), which.after[1]]
        if end is not None:
            said.append(f"{self.time} {'<=' if which.by_due else '>='} ?")
            values.append(end)
        return " AND ".join(said or ["1 = 1"]), values

    def together(self, reader: Reader, limit: int) -> Rows:
        """All walks as one statement, whose text is the same however many there are."""
        said, values = self.conditions(reader)
        names = ", ".join(self.columns)
        keyed = " AND ".join([f"ticket.{name} = wanted.{name}" for name in self.columns] or ["1 = 1"])
        lists = ", ".join(["?::text[]"] * len(self.columns))
        source = f"unnest({lists}) AS wanted ({names})" if names else "(SELECT 1) AS wanted"
        query = (
            f"SELECT at, id, seq FROM {source} CROSS JOIN LATERAL (SELECT {self.time} AS at, id, seq FROM ticket "  # noqa: S608 - names of ours, values are bound
            f"WHERE {keyed} AND {said} {self.order(self.time)}) AS walk {self.order('at')}"
        )
        columns = [list(column) for column in zip(*self.keys, strict=True)]
        return reader.rows(query, *columns, *values, limit, limit)

    def helped(self, reader: Reader, unit: str, limit: int) -> Rows:
        """What the unit handles beside another one: few, so they are sorted. Its own are walked."""
        bare = _Walks(self.which, (), [()])
        said, values = bare.conditions(reader)
        query = (
            f"SELECT {self.time}, id, seq FROM ticket_helper JOIN ticket ON ticket.id = ticket_helper.ticket_id "  # noqa: S608 - as above
            f"WHERE ticket_helper.unit = ? AND coalesce(ticket.unit, '') <> ? AND {said} {self.order(self.time)}"
        )
        return reader.rows(query, unit, unit, *values, limit)

    def merged(self, some: Rows, others: Rows, limit: int) -> Rows:
        """Two walks as one, in order."""
        return sorted(chain(some, others), key=lambda row: row[:2], reverse=not self.which.by_due)[:limit]

    def in_turn(self, reader: Reader, limit: int) -> Rows:
        """Walk by walk, each no further than the page can still reach."""
        found: list[tuple[Any, ...]] = []
        keyed = "".join(f"{name} = ? AND " for name in self.columns)
        for key in self.keys:
            said, values = self.conditions(reader, found[-1][0] if len(found) == limit else None)
            query = f"SELECT {self.time}, id, seq FROM ticket WHERE {keyed}{said} {self.order(self.time)}"  # noqa: S608 - as above
            more = reader.rows(query, *key, *values, limit)
            if more:
                found = sorted(chain(found, more), reverse=not self.which.by_due)[:limit]
        return found


def _walks(reader: Reader, which: Inbox) -> _Walks:
    """Too many offices or states for one walk each: fewer walks, that pass over what is not asked for."""
    offices, states = which.offices, which.states
    if which.unit is not None:
        unit = which.unit
        return (
            _Walks(which, ("unit", "state"), [(unit, state) for state in states])
            if states
            else _Walks(which, ("unit",), [(unit,)])
        )
    if offices is None and states is not None and not which.by_due:
        offices = offices_present(reader)
    if offices is not None and states is not None and len(offices) * len(states) <= _WALKS:
        return _Walks(which, ("office", "state"), list(product(offices, states)))
    if which.by_due and states is not None:
        return _Walks(which, ("state",), [(state,) for state in states])
    return _Walks(which, (), [()])
