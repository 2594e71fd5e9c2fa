"""What became of a running clock: stops, extensions, suspensions, limits set by law or promise. Pure.

An extension counts only if it was asked for before the clock ran out and the regulation allows one more; a limit or
suspension only if the regulation yields to its basis. What does not count is noted with the article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ticketing.clocks.deadline import Suspension, deadline
from ticketing.clocks.event import Event, Matter
from ticketing.clocks.notes import NoteCode, note
from ticketing.clocks.state import Deadline
from ticketing.pack import Clock, EventKind, Extension, Limit, Pack
from workdays.calendar import Calendar
from workdays.zone import local


@dataclass(slots=True, kw_only=True)
class Changes:
    """The clock while its events are gone through; `deadline` is None while suspended."""

    deadline: Deadline | None
    stopped: datetime | None = None
    extra: tuple[Limit, ...] = ()
    suspended: tuple[Suspension, ...] = ()
    still_since: datetime | None = None
    asked: datetime | None = None
    extensions: int = 0
    set_until: datetime | None = None
    notes: tuple[str, ...] = ()
    """What was not heeded, or what overrode the limit (`ticketing.clocks.notes`)."""

    def note(self, code: NoteCode, article: str, about: str = "") -> None:
        """Keep a remark."""
        self.notes += (note(code, article, about),)


def extension_length(clock: Clock, extension: Extension) -> Limit | None:
    """How long one extension may be; None when each grant names its own length."""
    return clock.limit if extension.at_first_limit else extension.limit


def changes_of(
    clock: Clock,
    later: Sequence[Event],
    matter: Matter,
    started: datetime,
    first: Deadline,
    pack: Pack,
    calendar: Calendar,
) -> Changes:
    """Go through the events after the start until one stops the clock."""
    changes = Changes(deadline=first)
    for event in later:
        if event.kind in clock.stop:
            changes.stopped = event.at
            break
        if event.kind in _HEEDED and event.clock in (None, clock.id) and _heed(changes, event, clock, matter):
            changes.deadline = _recount(changes, clock, started, pack, calendar)
    return changes


_HEEDED = frozenset(
    (
        EventKind.EXTENSION_ASKED,
        EventKind.EXTENSION_GRANTED,
        EventKind.SUSPENDED,
        EventKind.RESUMED,
        EventKind.LIMIT_SET,
    )
)


def _recount(changes: Changes, clock: Clock, started: datetime, pack: Pack, calendar: Calendar) -> Deadline | None:
    if changes.still_since is not None:
        return None
    counted = deadline(clock, started, calendar, pack.closes, changes.extra, changes.suspended)
    return counted if changes.set_until is None else replace(counted, due=changes.set_until, warn_at=None)


def _heed(changes: Changes, event: Event, clock: Clock, matter: Matter) -> bool:
    """Take the event in. Whether the deadline must be counted anew."""
    if event.kind is EventKind.EXTENSION_ASKED:
        changes.asked = event.at
        return False
    if event.kind is EventKind.EXTENSION_GRANTED:
        return _extend(changes, event, clock, matter)
    if event.kind is EventKind.LIMIT_SET:
        return _set_limit(changes, event, clock)
    return _suspend(changes, event, clock)


def _extend(changes: Changes, event: Event, clock: Clock, matter: Matter) -> bool:
    extension = clock.extension
    if extension is None:
        if event.clock == clock.id:
            changes.note(NoteCode.NO_EXTENSION, clock.article)
        return False
    asked = changes.asked or event.at
    due = changes.deadline.due if changes.deadline else None
    if extension.before_expiry and due is not None and asked > due:
        changes.note(NoteCode.ASKED_LATE, extension.article)
        return False
    most = extension.most_complex if matter.complex else extension.most
    if most is not None and changes.extensions >= most:
        changes.note(NoteCode.TOO_MANY, extension.article, str(most))
        return False
    return _lengthen(changes, event, clock, extension)


def _lengthen(changes: Changes, event: Event, clock: Clock, extension: Extension) -> bool:
    length = extension_length(clock, extension)
    if length is None:
        if event.until is None and event.length is None:
            changes.note(NoteCode.NO_NEW_LIMIT, extension.article)
            return False
        length = event.length
    elif event.length is not None and event.length.unit is length.unit:
        length = min(length, event.length, key=lambda limit: limit.number)
    changes.extensions += 1
    changes.asked = None
    if length is not None:
        changes.extra += (length,)
    else:
        changes.set_until = local(event.until) if event.until else None
    return True


def _set_limit(changes: Changes, event: Event, clock: Clock) -> bool:
    if event.until is None or event.basis not in clock.yields_to:
        changes.note(NoteCode.LIMIT_NOT_HEEDED, clock.article, event.basis)
        return False
    changes.set_until = local(event.until)
    changes.note(NoteCode.LIMIT_OVERRIDES, clock.article, event.basis)
    return True


def _suspend(changes: Changes, event: Event, clock: Clock) -> bool:
    if event.kind is EventKind.SUSPENDED:
        if event.basis not in clock.yields_to:
            changes.note(NoteCode.NOT_SUSPENDED, clock.article, event.basis)
            return False
        changes.still_since = changes.still_since or event.at
        return True
    if changes.still_since is None:
        return False
    changes.suspended += ((changes.still_since, event.at),)
    changes.still_since = None
    return True
