"""What the live board shows: one line for each call and each seat, and the changes between two states.

Pure records. How lines come out of events stands in `ami.board`.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from store.folded import CallState

from .records import record


class SeatState(StrEnum):
    """States of a seat (座席状态), as docs/design.md names them."""

    OFFLINE = "offline"
    """签出: behind no queue."""
    READY = "ready"
    """就绪"""
    PAUSED = "paused"
    """示忙, with a reason."""
    RINGING = "ringing"
    """振铃"""
    TALKING = "talking"
    """通话"""
    WRAP_UP = "wrap-up"
    """话后整理"""


WRAP_UP_REASON = "wrap-up"
"""The pause reason that makes a seat's state WRAP_UP."""
NO_ANSWER_REASON = "no-answer"
AWAY_REASON = "away"


@record
class CallLine:
    """One live call. `office` is the queue it waits in, or was taken from; '' while still in the flow."""

    id: str
    caller: str
    """Digits as the trunk context let them through; '' for a hidden number."""
    dialed: str
    trunk: str
    state: CallState
    arrived_at: datetime
    office: str = ""
    position: int = 0
    """Place in the queue from 1; 0 when not waiting."""
    queued_at: datetime | None = None
    """Since when it waits in this queue."""
    waits_since: datetime | None = None
    """Since when it waits in queues at all, or waits again since a seat had it."""
    answered_at: datetime | None = None
    seat: str = ""
    """Who talks, or talked last."""
    ringing: tuple[str, ...] = ()
    """Seats whose phones ring for this call."""
    reason: str = ""
    """The routing evidence's code, out of the handover."""
    language: str = ""


@record
class SeatLine:
    """One seat. `offices` are the queues it stands behind (empty = offline)."""

    id: str
    office: str
    """Where the site file puts it."""
    state: SeatState
    since: datetime
    reason: str = ""
    """Why paused; '' in every other state."""
    call_id: str = ""
    offices: tuple[str, ...] = ()
    registered: bool | None = None
    """Whether its phone is there; None when Asterisk has not said."""
    paused: bool = False
    """What app_queue holds, also while talking: then it is what follows."""
    pause_reason: str = ""


@record
class CallChange:
    """A call came (`before` None), changed, or ended (`after.state` is ENDED)."""

    before: CallLine | None
    after: CallLine


@record
class SeatChange:
    """A seat's line changed."""

    before: SeatLine | None
    after: SeatLine


Change = CallChange | SeatChange
