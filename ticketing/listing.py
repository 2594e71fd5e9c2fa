"""Which tickets a list shows, and in which order: an inbox, what a search found, or the tickets of a call.

    TicketFilter(offices=("hefei",), states=(State.HANDLING,), sort="due", due_before=tonight)   # an inbox
    TicketFilter(offices=("hefei",), q="轮椅坡道")                                                  # a search

Rows and cursors only; what of a ticket is shown is `ticketing.reading`'s. How the database finds them: `store.inbox`
and `store.search`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from store.at_once import Reader
from store.calls import number_hash
from store.errors import BadCursor
from store.inbox import Inbox, page_of
from store.keys import Keys
from store.lines import Line, lines_at, lines_of, lines_of_call
from store.paging import cursor_of
from store.persons import name_hash
from store.search.due import due_of
from store.search.finding import found_among, found_by
from store.search.wanted import Wanted, needles_of
from ticketing.states import State

_After = tuple[datetime, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Which tickets; None means any.

    `q` is looked for anywhere in number, title, situation, appeal and answer, small and capital, wide and narrow
    letters alike; a caller's number and whole name are found too. `sort` "due": only tickets whose clocks run, what is
    due (or overdue) first. "created": all, the newest first.
    """

    offices: tuple[str, ...] | None = None
    states: tuple[State, ...] | None = None
    unit: str | None = None
    """The key of the handling unit that has them (`store.handling`). Not together with `call_id`."""
    call_id: str | None = None
    q: str | None = None
    due_before: datetime | None = None
    """Due before this time, what is overdue included."""
    sort: Literal["created", "due"] = "created"


def rows_of(
    reader: Reader, keys: Keys, which: TicketFilter, *, limit: int, after: _After | None
) -> tuple[Sequence[Line], str | None]:
    """A page of rows and the cursor of the next one, or None at the end. BadCursor. `after`: what a cursor says."""
    wanted = _wanted(keys, which)
    rows: Sequence[Line]
    if which.call_id is not None:
        rows = _of_call(reader, which, wanted, after)
    elif wanted.needles and which.sort == "created":
        return _found(reader, wanted, limit, after)
    elif wanted.needles:
        rows = lines_of(reader, due_of(reader, wanted, _inbox(which, after), limit=limit + 1))
    else:
        rows = page_of(reader, _inbox(which, after), limit=limit + 1)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], cursor_of(_time(which, last), last.id)


def _found(reader: Reader, wanted: Wanted, limit: int, after: _After | None) -> tuple[Sequence[Line], str | None]:
    """A page of a search. Its cursor names the place in the index."""
    seqs = found_by(reader, wanted if after is None else replace(wanted, below=_place(after)), limit + 1)
    rows = lines_at(reader, seqs[:limit])
    more = cursor_of(rows[-1].created_at, str(seqs[limit - 1])) if len(seqs) > limit and rows else None
    return rows, more


def _of_call(reader: Reader, which: TicketFilter, wanted: Wanted, after: _After | None) -> list[Line]:
    """The few tickets of a call."""
    rows = [row for row in lines_of_call(reader, which.call_id or "") if _fits(row, which)]
    if wanted.needles:
        kept = set(found_among(reader, wanted, [row.seq for row in rows if row.seq is not None]))
        rows = [row for row in rows if row.seq in kept]
    due = which.sort == "due"
    rows.sort(key=lambda row: (_time(which, row), row.id), reverse=not due)
    return [row for row in rows if after is None or ((_time(which, row), row.id) > after) is due]


def _fits(row: Line, which: TicketFilter) -> bool:
    return (
        (which.offices is None or row.office in which.offices)
        and (which.states is None or row.state in which.states)
        and (which.sort == "created" or row.due_at is not None)
        and (which.due_before is None or (row.due_at is not None and row.due_at < which.due_before))
    )


def _time(which: TicketFilter, row: Line) -> datetime:
    return (which.sort == "due" and row.due_at) or row.created_at


def _wanted(keys: Keys, which: TicketFilter) -> Wanted:
    words = (which.q or "").strip()
    digits = "".join(sign for sign in words if sign not in " -")
    return Wanted(
        needles=needles_of(which.q or ""),
        caller_hashes=(number_hash(keys, digits),) if digits.removeprefix("+").isdigit() else (),
        name_hashes=(name_hash(keys, words),),
        offices=which.offices,
        states=_values(which.states),
        unit=which.unit,
        due_before=which.due_before,
    )


def _place(after: _After) -> int:
    if not after[1].isdecimal():
        raise BadCursor("this cursor belongs to another list; ask for the first page again")
    return int(after[1])


def _inbox(which: TicketFilter, after: _After | None) -> Inbox:
    """Every state by its name where that lets the database walk an index."""
    any_state = which.states is None and (which.offices is not None or which.sort == "due")
    return Inbox(
        offices=which.offices,
        states=_values(tuple(State) if any_state else which.states),
        unit=which.unit,
        by_due=which.sort == "due",
        due_before=which.due_before,
        after=after,
    )


def _values(states: tuple[State, ...] | None) -> tuple[str, ...] | None:
    return None if states is None else tuple(state.value for state in states)
