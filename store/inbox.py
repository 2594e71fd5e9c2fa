"""Tickets of offices and states in order of due time, or the newest first: a page at a time, however many there are.

A database walks an index in order only for one office and one state at a time. So a page is put together from one
short walk for each, which the statement names; a walk stops after a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, product
from typing import Any

from sqlalchemy import Row, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from store.one_of import one_of
from store.tables.ticket import Ticket
from store.types import UtcDateTime

LINE: tuple[InstrumentedAttribute[Any], ...] = (
    Ticket.id,
    Ticket.number,
    Ticket.version,
    Ticket.state,
    Ticket.title,
    Ticket.office,
    Ticket.origin_call_id,
    Ticket.person_id,
    Ticket.created_at,
    Ticket.updated_at,
    Ticket.due_at,
    Ticket.seq,
)
"""What a list shows of a ticket."""

_WALKS = 64
"""Walks in one statement; with more of them, planning would cost more than it saves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Which tickets; None means any. `by_due`: those with a due time, the first due first; else all, the newest first.

    `after`: (time, id) of the last row seen.
    """

    offices: tuple[str, ...] | None = None
    states: tuple[str, ...] | None = None
    by_due: bool = False
    due_before: datetime | None = None
    after: tuple[datetime, str] | None = None


async def page_of(session: AsyncSession, which: Inbox, *, limit: int) -> Sequence[Row[Any]]:
    """At most `limit` tickets (`LINE`), in order."""
    walks = await _walks(session, which)
    if not walks:
        return ()
    time, down = ("due_at", "") if which.by_due else ("created_at", " DESC")
    order = f"ORDER BY at{down}, id{down} LIMIT :most"
    inner, bounds = f"ORDER BY {time}{down}, id{down} LIMIT :most", _bounds(which, time)
    parts = " UNION ALL ".join(
        f"SELECT * FROM (SELECT id, {time} AS at FROM ticket "  # noqa: S608 - names of ours, values are bound
        f"WHERE {walk.sql(number)} AND {bounds} {inner}) AS w{number}"
        for number, walk in enumerate(walks)
    )
    values: dict[str, Any] = {"most": limit}
    for number, walk in enumerate(walks):
        values |= walk.values(number)
    if which.after is not None:
        values |= {"after": which.after[0], "key": which.after[1]}
    if which.due_before is not None:
        values["before"] = which.due_before
    times = [bindparam(name, type_=UtcDateTime()) for name in ("after", "before") if name in values]
    query = text(f"SELECT id FROM ({parts}) AS walks {order}")  # noqa: S608 - as above
    found = await session.scalars(query.bindparams(*times), values)
    return await lines_of(session, found.all())


async def lines_of(session: AsyncSession, ids: Sequence[str]) -> Sequence[Row[Any]]:
    """What a list shows of these tickets, in this order."""
    if not ids:
        return ()
    rows = {row.id: row for row in await session.execute(select(*LINE).where(one_of(session, Ticket.id, ids)))}
    return [rows[key] for key in ids if key in rows]


async def offices_present(session: AsyncSession) -> tuple[str, ...]:
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
    return tuple(await session.scalars(text(query)))


@dataclass(frozen=True, slots=True)
class _Walk:
    """Offices and states that one walk passes through; one of each, where an index is to be walked in order."""

    offices: tuple[str, ...] | None
    states: tuple[str, ...] | None

    def sql(self, number: int) -> str:
        said = [f"{name} IN ({', '.join(f':{mark}' for mark in marks)})" for name, marks in self._marks(number)]
        return " AND ".join(said) or "1 = 1"

    def values(self, number: int) -> dict[str, str]:
        named = {"office": self.offices or (), "state": self.states or ()}
        pairs = (zip(marks, named[name], strict=True) for name, marks in self._marks(number))
        return dict(chain.from_iterable(pairs))

    def _marks(self, number: int) -> list[tuple[str, list[str]]]:
        both = (("office", self.offices), ("state", self.states))
        return [
            (name, [f"{name}{number}_{place}" for place in range(len(values))])
            for name, values in both
            if values is not None
        ]


async def _walks(session: AsyncSession, which: Inbox) -> list[_Walk]:
    """The walks of a page. Too many offices or states for that: one walk that passes over what is not asked for."""
    offices, states = which.offices, which.states
    if offices == () or states == ():
        return []
    if offices is None and states is not None:
        if which.by_due:
            return [_Walk(None, (state,)) for state in states]
        offices = await offices_present(session)
    if offices is not None and states is not None and len(offices) * len(states) <= _WALKS:
        return [_Walk((office,), (state,)) for office, state in product(offices, states)]
    if which.by_due and states is not None:
        return [_Walk(offices, (state,)) for state in states]
    return [_Walk(which.offices, which.states)]


def _bounds(which: Inbox, time: str) -> str:
    bounds = ["due_at IS NOT NULL"] if which.by_due else ["1 = 1"]
    if which.due_before is not None:
        bounds.append("due_at < :before")
    if which.after is not None:
        bounds.append(f"({time}, id) {'>' if which.by_due else '<'} (:after, :key)")
    return " AND ".join(bounds)
