"""Which tickets a list shows, and in which order: an inbox, what a search found, or the tickets of a call.

    TicketFilter(offices=("hefei",), states=(State.HANDLING,), sort="due", due_before=tonight)   # an inbox
    TicketFilter(offices=("hefei",), q="轮椅坡道")                                                  # a search

Rows and cursors only; what of a ticket is shown is `ticketing.reading`'s. How the database finds them: `store.inbox`
and `store.search`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, literal, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from store.calls import number_hash
from store.engine import keys_of
from store.errors import BadCursor
from store.inbox import LINE, Inbox, page_of
from store.one_of import one_of
from store.paging import cursor_of, place_of
from store.persons import name_hash
from store.search.finding import find
from store.search.wanted import Wanted, needles_of
from store.tables.person import Person
from store.tables.search import TicketText
from store.tables.ticket import Ticket, TicketCall
from ticketing.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets; None means any.

    `q` is looked for anywhere in number, title, situation, appeal and answer, small and capital, wide and narrow
    letters alike; a caller's number and whole name are found too. `sort` "due": only tickets whose clocks run, what is
    due (or overdue) first. "created": all, the newest first.
    """

    offices: tuple[str, ...] | None = None
    states: tuple[State, ...] | None = None
    call_id: str | None = None
    q: str | None = None
    due_before: datetime | None = None
    """Due before this time, what is overdue included."""
    sort: Literal["created", "due"] = "created"


async def rows_of(
    session: AsyncSession, which: TicketFilter, *, limit: int, cursor: str | None
) -> tuple[Sequence[Row[Any]], str | None]:
    """A page of rows and the cursor of the next one, or None at the end. BadCursor."""
    needles = needles_of(which.q or "")
    if needles and which.call_id is None and which.sort == "created":
        return await _found(session, which, needles, limit=limit, cursor=cursor)
    after = place_of(cursor) if cursor is not None else None
    if needles or which.call_id is not None:
        rows = (await session.execute(_walked(session, which, needles, after).limit(limit + 1))).all()
    else:
        rows = await page_of(session, _inbox(which, after), limit=limit + 1)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], cursor_of((which.sort == "due" and last.due_at) or last.created_at, last.id)


async def _found(
    session: AsyncSession, which: TicketFilter, needles: tuple[str, ...], *, limit: int, cursor: str | None
) -> tuple[Sequence[Row[Any]], str | None]:
    """A page of a search. Its cursor names the place in the index."""
    wanted = _wanted(session, which, needles, below=_place(cursor) if cursor is not None else None)
    seqs = await find(session, wanted, limit=limit + 1)
    if not seqs:
        return (), None
    query = select(*LINE).join(TicketText, TicketText.ticket_id == Ticket.id)
    query = query.where(one_of(session, TicketText.seq, seqs[:limit])).order_by(TicketText.seq.desc())
    rows = (await session.execute(query)).all()
    more = cursor_of(rows[-1].created_at, str(seqs[limit - 1])) if len(seqs) > limit and rows else None
    return rows, more


def _wanted(session: AsyncSession, which: TicketFilter, needles: tuple[str, ...], *, below: int | None) -> Wanted:
    keys, words = keys_of(session), (which.q or "").strip()
    digits = "".join(sign for sign in words if sign not in " -")
    return Wanted(
        needles=needles,
        caller_hashes=(number_hash(keys, digits),) if digits.removeprefix("+").isdigit() else (),
        name_hashes=(name_hash(keys, words),),
        offices=which.offices,
        states=_values(which.states),
        due_before=which.due_before,
        below=below,
    )


def _place(cursor: str) -> int:
    key = place_of(cursor)[1]
    if not key.isdecimal():
        raise BadCursor("this cursor belongs to another list; ask for the first page again")
    return int(key)


def _inbox(which: TicketFilter, after: tuple[datetime, str] | None) -> Inbox:
    """Every state by its name where that lets the database walk an index."""
    any_state = which.states is None and (which.offices is not None or which.sort == "due")
    return Inbox(
        offices=which.offices,
        states=_values(tuple(State) if any_state else which.states),
        by_due=which.sort == "due",
        due_before=which.due_before,
        after=after,
    )


def _walked(
    session: AsyncSession, which: TicketFilter, needles: tuple[str, ...], after: tuple[datetime, str] | None
) -> Select[Any]:
    """Tickets of one call, or a search in the order of due times: every candidate is looked at."""
    time = Ticket.due_at if which.sort == "due" else Ticket.created_at
    wanted = _wanted(session, which, needles, below=None)
    query = select(*LINE).where(*wanted.conditions())
    if which.call_id is not None:
        query = query.where(Ticket.id.in_(select(TicketCall.ticket_id).where(TicketCall.call_id == which.call_id)))
    if needles:
        query = query.where(_any_of(session, wanted))
    place = None if after is None else tuple_(literal(after[0], time.type), literal(after[1]))
    if which.sort == "due":
        query = query.where(Ticket.due_at.is_not(None)).order_by(Ticket.due_at, Ticket.id)
        return query if place is None else query.where(tuple_(time, Ticket.id) > place)
    query = query.order_by(time.desc(), Ticket.id.desc())
    return query if place is None else query.where(tuple_(time, Ticket.id) < place)


def _any_of(session: AsyncSession, wanted: Wanted) -> ColumnElement[bool]:
    named = select(Person.id).where(Person.name_hash.in_(wanted.name_hashes))
    texts = select(TicketText.ticket_id).where(TicketText.ticket_id == Ticket.id)
    held = texts.where(wanted.in_text(session.get_bind().dialect.name)).exists()
    return or_(held, Ticket.person_id.in_(named), Ticket.caller_hash.in_(wanted.caller_hashes))


def _values(states: tuple[State, ...] | None) -> tuple[str, ...] | None:
    return None if states is None else tuple(state.value for state in states)
