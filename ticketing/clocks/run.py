"""`clocks`: which limits run on a ticket, and how each stands now. Pure: `(pack, events so far, calendar, now)`.

Several packs run on one ticket by calling this once for each. How a single limit is counted lives in `deadline`,
what became of extensions and suspensions in `changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from ticketing.clocks.changes import Changes, changes_of
from ticketing.clocks.deadline import deadline
from ticketing.clocks.event import Event, Matter
from ticketing.clocks.state import ClockState, Deadline, Status
from ticketing.pack import Clock, Pack
from workdays.calendar import Calendar


def matter_of(events: Iterable[Event]) -> Matter:
    """What the events say of the matter, the latest word counting."""
    nature: str | None = None
    complex_matter = urgent = False
    for event in events:
        nature = nature if event.nature is None else event.nature
        complex_matter = complex_matter if event.complex is None else event.complex
        urgent = urgent if event.urgent is None else event.urgent
    return Matter(nature=nature, complex=complex_matter, urgent=urgent)


def holds(clock: Clock, matter: Matter) -> bool:
    """Whether this entry is meant for this matter. A matter without a nature is no consultation yet."""
    condition = clock.condition
    return (
        (condition.natures is None or matter.nature in condition.natures)
        and (matter.nature not in condition.not_natures)
        and (condition.complex is None or condition.complex == matter.complex)
        and (condition.urgent is None or condition.urgent == matter.urgent)
    )


def clocks(*, pack: Pack, events: Sequence[Event], calendar: Calendar, now: datetime) -> tuple[ClockState, ...]:
    """Every clock of `pack` that has started, in the pack's order. A later start of the same clock replaces it."""
    so_far = sorted((event for event in events if event.at <= now), key=_at)
    matter = matter_of(so_far)
    return tuple(
        _state(clock, so_far, number, matter, pack, calendar, now) for clock, number in _started(pack, so_far, matter)
    )


def _at(event: Event) -> datetime:
    return event.at


def _started(pack: Pack, events: Sequence[Event], matter: Matter) -> Iterator[tuple[Clock, int]]:
    """For each clock id the entry that holds, with the position of the event that started it last."""
    best: dict[str, tuple[Clock, int]] = {}
    starts = {event.kind: number for number, event in enumerate(events)}
    for clock in pack.clocks:
        number = -1
        for kind in clock.start:
            if kind in starts:
                number = max(number, starts[kind])
        if number >= 0 and holds(clock, matter) and (clock.id not in best or number > best[clock.id][1]):
            best[clock.id] = (clock, number)
    return iter(best.values())


def _state(
    clock: Clock,
    events: Sequence[Event],
    number: int,
    matter: Matter,
    pack: Pack,
    calendar: Calendar,
    now: datetime,
) -> ClockState:
    started = events[number].at
    first = deadline(clock, started, calendar, pack.closes)
    changes = changes_of(clock, events[number + 1 :], matter, started, first, pack, calendar)
    stopped = changes.stopped
    status, late = _status(changes, stopped, now)
    return ClockState(
        clock=clock,
        started=started,
        deadline=changes.deadline,
        first_due=first.due,
        status=status,
        late=late,
        stopped=stopped,
        extensions=changes.extensions,
        notes=changes.notes,
    )


def _status(changes: Changes, stopped: datetime | None, now: datetime) -> tuple[Status, bool]:
    end: Deadline | None = changes.deadline
    if stopped is not None:
        return Status.STOPPED, end is not None and stopped > end.due
    if end is None:
        return Status.SUSPENDED, False
    if now > end.due:
        return Status.OVERDUE, True
    return (Status.WARNED if end.warn_at is not None and now >= end.warn_at else Status.RUNNING), False
