"""What the facts of a call add up to: state, outcome, the seats' parts. Shapes only; the folding is in `fold`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class CallState(StrEnum):
    """Where a call stands, live and on record (design.md, `Call.state`)."""

    FLOW = "flow"
    """Hears prompts, or is on the way between two queues."""
    QUEUED = "queued"
    RINGING = "ringing"
    """A seat's phone rings; in a call out that of the seat who calls."""
    DIALING = "dialing"
    """The seat calls out and is there; the citizen's phone rings, or they hear the notice."""
    TALKING = "talking"
    ENDED = "ended"


class Outcome(StrEnum):
    """How a call came out (design.md, `Call.outcome`)."""

    ANSWERED = "answered"
    ABANDONED = "abandoned"
    MESSAGE = "message"
    CALLBACK = "callback"
    TOLD_CLOSED = "told-closed"
    FAILED = "failed"
    # of calls that seats place, beside ANSWERED and FAILED:
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    """The seat hung up before the citizen answered."""
    LEFT_EARLY = "left-early"
    """The citizen answered, and one of both hung up before they could talk."""
    SEAT_NO_ANSWER = "seat-no-answer"
    """The seat's own phone was not taken."""


@dataclass(slots=True, kw_only=True)
class LegState:
    """One seat's part in the call."""

    seat: str
    office: str | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    left_at: datetime | None = None
    talked_s: float | None = None
    outcome: str | None = None
    """`answered`, `no-answer`, `caller-left`, or None while it lasts."""


@dataclass(slots=True, kw_only=True)
class Folded:
    """What the facts say so far. `caller` is the number in the clear: seal it before it is stored."""

    call_id: str
    arrived_at: datetime
    dialed: str | None = None
    trunk: str | None = None
    channel: str | None = None
    caller: str | None = None
    area_code: str | None = None
    area_name: str | None = None
    office: str | None = None
    evidence: str | None = None
    reason: str | None = None
    language: str | None = None
    state: CallState = CallState.FLOW
    outcome: Outcome | None = None
    queued_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    waited_s: float | None = None
    talked_s: float | None = None
    seat: str | None = None
    cause: int | None = None
    recording_path: str | None = None
    legs: list[LegState] = field(default_factory=list)
    message_left: bool = False
    callback_asked: bool = False
    failed: bool = False
    lost: bool = False
    open: bool | None = None
    dialing: bool = False
    dial: str | None = None
    far_cause: int | None = None
