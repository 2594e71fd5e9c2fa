"""What a new calendar does to open deadlines: a late holiday notice moves them, and each move is told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ticketing.clocks.event import Event
from ticketing.clocks.run import clocks
from ticketing.clocks.state import ClockState, Status
from ticketing.pack import Pack
from workdays.calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A deadline that moved, for the audit entry: which clock, from when to when, by which article."""

    clock: str
    article: str
    was: datetime | None
    now: datetime | None
    provisional: bool
    """Whether it may move again."""


def recount(
    *, pack: Pack, events: Sequence[Event], before: Calendar, after: Calendar, now: datetime
) -> tuple[Moved, ...]:
    """The deadlines of clocks still open at `now` that differ between the two calendars."""
    was = clocks(pack=pack, events=events, calendar=before, now=now)
    becomes = clocks(pack=pack, events=events, calendar=after, now=now)
    return tuple(_moved(old, new) for old, new in zip(was, becomes, strict=True) if _differs(old, new))


def _differs(old: ClockState, new: ClockState) -> bool:
    return new.status is not Status.STOPPED and old.due != new.due


def _moved(old: ClockState, new: ClockState) -> Moved:
    return Moved(
        clock=new.clock.id,
        article=new.clock.article,
        was=old.due,
        now=new.due,
        provisional=new.deadline.provisional if new.deadline else False,
    )
