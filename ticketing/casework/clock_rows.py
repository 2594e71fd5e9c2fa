"""The clocks of a case as its rows keep them, its due time, and when time is next to look at it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ticketing.casework.case import Case, ClockKey
from ticketing.clocks.state import ClockState, Status
from ticketing.life.bars import Present
from ticketing.life.effects import effects, next_at
from ticketing.life.rules import Rules
from ticketing.pack import Pack

COLUMNS = (
    "article", "started", "first_due", "due", "warn_at", "stopped", "status", "late", "extensions", "provisional",
    "notes",
)  # fmt: skip
_STARTED, _DUE = COLUMNS.index("started"), COLUMNS.index("due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that is another than the one written down before."""

    regulation: str
    clock: str
    article: str
    was: datetime | None
    now: datetime | None
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is to be written: rows that are new or other than before, keys of rows that are no more."""

    rows: tuple[tuple[ClockKey, tuple[Any, ...]], ...]
    gone: tuple[ClockKey, ...]
    moved: tuple[Moved, ...]
    due_at: datetime | None
    next_at: datetime | None


def settle(case: Case, presents: tuple[Present, ...], rules: Rules, *, at_once: bool) -> Settled:
    """`at_once`: the scheduler is to look at the ticket now, for something is due that was not done."""
    rows, moved, left = [], [], set(case.clocks)
    for present in presents:
        for state in present.clocks:
            key, values = (present.pack.id, state.clock.id), _values(state)
            before = case.clocks.get(key)
            left.discard(key)
            if before == values:
                continue
            rows.append((key, values))
            if before is not None and _moves(before, state):
                moved.append(_moved(present.pack, state, before[_DUE]))
    return Settled(
        rows=tuple(rows),
        gone=tuple(left),
        moved=tuple(moved),
        due_at=_due(presents),
        next_at=presents[0].now if at_once else _next(presents, rules),
    )


def due_effects(presents: tuple[Present, ...], rules: Rules) -> bool:
    """Whether time has something to do with the ticket now, or had."""
    return any(
        effect.clock is not None or not number
        for number, present in enumerate(presents)
        for effect in effects(present, patience=rules.patience)
    )


def _values(state: ClockState) -> tuple[Any, ...]:
    deadline = state.deadline
    return (
        state.clock.article,
        state.started,
        state.first_due,
        state.due,
        deadline.warn_at if deadline else None,
        state.stopped,
        state.status.value,
        state.late,
        state.extensions,
        deadline.provisional if deadline else False,
        list(state.notes),
    )


def _moves(before: tuple[Any, ...], state: ClockState) -> bool:
    """The same run of the clock has another due time."""
    return before[_STARTED] == state.started and before[_DUE] != state.due and state.status is not Status.STOPPED


def _moved(pack: Pack, state: ClockState, was: datetime | None) -> Moved:
    return Moved(
        regulation=pack.id,
        clock=state.clock.id,
        article=state.clock.article,
        was=was,
        now=state.due,
        provisional=state.deadline.provisional if state.deadline else False,
    )


def _next(presents: tuple[Present, ...], rules: Rules) -> datetime | None:
    moments = [next_at(present, patience=rules.patience) for present in presents]
    return min((moment for moment in moments if moment is not None), default=None)


def _due(presents: tuple[Present, ...]) -> datetime | None:
    """The next due time of what still runs; the earliest of what is late. A right that lapsed is nothing late."""
    return min((state.due for state in _running(presents) if state.due is not None), default=None)


def _running(presents: tuple[Present, ...]) -> Iterator[ClockState]:
    return (
        state
        for present in presents
        for state in present.clocks
        if state.status is not Status.STOPPED
        and not (state.status is Status.OVERDUE and present.pack.is_right(state.clock.id))
    )
