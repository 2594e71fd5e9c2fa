"""How a clock stands: the answer of `run` and `foresee`, with everything that explains it. Frozen records only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ticketing.pack import Clock
from workdays.day import Day


class Status(StrEnum):
    """Where a clock is."""

    RUNNING = "running"
    WARNED = "warned"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due time and how it was counted. In time means: up to and including `due`."""

    due: datetime
    warn_at: datetime | None
    counted: tuple[date, ...] = ()
    skipped: tuple[Day, ...] = ()
    """Days passed over; each says why."""
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """One clock of one ticket at one moment."""

    clock: Clock
    """The pack's entry: id, article, limit, what follows its expiry."""
    started: datetime
    deadline: Deadline | None
    """None while suspended."""
    first_due: datetime
    """As it was before any extension, suspension or set limit."""
    status: Status
    late: bool
    """Overdue now, or stopped after it was due."""
    stopped: datetime | None = None
    extensions: int = 0
    notes: tuple[str, ...] = ()
    """What was not heeded and why, or what overrode the limit; `ticketing.clocks.notes.tell` says it in words."""

    @property
    def due(self) -> datetime | None:
        """When it is due, aware; None while suspended."""
        return self.deadline.due if self.deadline else None
