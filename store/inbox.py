"""Tickets of offices and states in order of due time, or the newest first: a page at a time, however many there are.

A database walks an index in order only for one office and one state at a time. So a page is put together from one
short walk for each, which the statement names; a walk stops after a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, text, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from store.tables.ticket import Ticket

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


async def page_of(session: AsyncSession, which: Inbox, *, limit: int) -> Sequence[Ticket]:
    """At most `limit` tickets, in order."""
    walks = await _walks(session, which)
    if len(walks) == 1:
        return (await session.scalars(_ordered(which, select(Ticket).where(*walks[0])).limit(limit))).all()
    if not walks:
        return ()
    columns = (Ticket.id.label("id"), _time(which).label("at"))
    short = [_ordered(which, select(*columns).where(*walk)).limit(limit).subquery() for walk in walks]
    every = union_all(*(select(one) for one in short)).subquery()
    order = (every.c.at, every.c.id) if which.by_due else (every.c.at.desc(), every.c.id.desc())
    ids = (await session.scalars(select(every.c.id).order_by(*order).limit(limit))).all()
    rows = {row.id: row for row in await session.scalars(select(Ticket).where(Ticket.id.in_(ids)))}
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


async def _walks(session: AsyncSession, which: Inbox) -> list[list[ColumnElement[bool]]]:
    """The conditions of each walk. Too many offices or states for that: one walk that passes over what is not asked."""
    offices, states = which.offices, which.states
    if offices is None and states is not None:
        if which.by_due:
            return [[Ticket.state == state] for state in states]
        offices = await offices_present(session)
    if offices is not None and states is not None and len(offices) * len(states) <= _WALKS:
        return [[Ticket.office == office, Ticket.state == state] for office, state in product(offices, states)]
    if which.by_due and states is not None:
        inside = Ticket.office.in_(offices or ())
        return [[Ticket.state == state, inside] for state in states]
    conditions: list[ColumnElement[bool]] = []
    if which.offices is not None:
        conditions.append(Ticket.office.in_(which.offices))
    if which.states is not None:
        conditions.append(Ticket.state.in_(which.states))
    return [conditions]


def _time(which: Inbox) -> Any:
    return Ticket.due_at if which.by_due else Ticket.created_at


def _ordered(which: Inbox, query: Select[Any]) -> Select[Any]:
    """In order, from the place after `after` on."""
    time = _time(which)
    place = None
    if which.after is not None:
        place = tuple_(literal(which.after[0], time.type), literal(which.after[1]))
    if which.due_before is not None:
        query = query.where(Ticket.due_at < which.due_before)
    if which.by_due:
        query = query.where(Ticket.due_at.is_not(None)).order_by(Ticket.due_at, Ticket.id)
        return query if place is None else query.where(tuple_(time, Ticket.id) > place)
    query = query.order_by(time.desc(), Ticket.id.desc())
    return query if place is None else query.where(tuple_(time, Ticket.id) < place)
