"""What happened to a ticket, as its clocks need to know it. A frozen record; computing lives in `run`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ticketing.pack import EventKind, Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event. What an event does not say about the matter stays as an earlier one said it."""

    kind: EventKind
    at: datetime
    """Aware."""
    nature: str | None = None
    complex: bool | None = None
    urgent: bool | None = None
    clock: str | None = None
    """For extensions, suspensions and set limits: the clock meant; None: every one that may."""
    until: datetime | None = None
    """For `limit-set` and extensions `as-granted`: the new due time."""
    length: Limit | None = None
    """For a granted extension that is shorter than the regulation allows."""
    basis: str = ""
    """For `suspended` and `limit-set`: `statutory`, `promised` or `filed-case`."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"event {self.kind} has a naive time {self.at}; add +08:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a limit may depend on."""

    nature: str | None = None
    complex: bool = False
    urgent: bool = False
