"""What should be done about a seat: wrap-up, rings in vain, browsers that go away. Pure; `web.seat_desk` does it.

A seat's state itself is Asterisk's (see `ami.lines`). Here is only what Asterisk does not know: when wrap-up ends,
whether a browser is there, and what the seat was before it went away.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ami.lines import AWAY_REASON, NO_ANSWER_REASON, WRAP_UP_REASON, SeatLine, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTimes:
    """The site's times, in seconds."""

    wrap_up_s: int = 60
    """0: no wrap-up, the next call may follow at once."""
    away_after_s: float = 10.0
    """A browser gone for so long pauses the seat."""
    offline_after_s: float = 120.0
    """And for so long takes it from its queue."""
    phone_lost_after_s: float = 3.0
    """A telephone gone for so long is told; a page that loads anew has its own back sooner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMemory:
    """What we remember of one seat beside Asterisk's state."""

    browsers: int = 0
    gone_since: datetime | None = None
    """When the last browser went; None while one is there, or when the seat is offline anyway."""
    was_ready: bool = False
    """Whether to make it ready when the browser comes back."""
    wrap_up_ends: datetime | None = None
    last_call: str = ""
    """The call of the wrap-up."""
    phone_lost_since: datetime | None = None
    """When a browser that is there was first seen without the telephone it had; None while all is well."""
    phone_lost_told: bool = False
    """Whether the agent has heard of it, and is to hear when it is back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Pause the seat for a reason; None: unpause it."""

    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """Take the seat from its queues."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Tell the seat's browsers; `code` is one of web.texts."""

    code: str


Deed = Pause | Leave | Notice
Decision = tuple[SeatMemory, Sequence[Deed]]


def on_answered(memory: SeatMemory, line: SeatLine, call_id: str, times: SeatTimes) -> Decision:
    """The seat took a call. It is paused for wrap-up already now, so that no call can slip in between."""
    memory = replace(memory, last_call=call_id, wrap_up_ends=None)
    return memory, () if line.paused or times.wrap_up_s == 0 else (Pause(reason=WRAP_UP_REASON),)


def on_ring_no_answer(memory: SeatMemory) -> Decision:
    """The phone rang in vain: no further callers to this seat until its agent says so."""
    return memory, (Pause(reason=NO_ANSWER_REASON), Notice(code="ring-no-answer"))


def on_change(
    memory: SeatMemory, before: SeatLine | None, after: SeatLine, times: SeatTimes, now: datetime
) -> Decision:
    """The seat's line changed."""
    deeds: list[Deed] = []
    if after.state is SeatState.WRAP_UP:
        if memory.wrap_up_ends is None:
            memory = replace(memory, wrap_up_ends=now + timedelta(seconds=times.wrap_up_s))
            if times.wrap_up_s == 0:
                deeds.append(Pause(reason=None))
    elif memory.wrap_up_ends is not None:
        memory = replace(memory, wrap_up_ends=None)
    if after.call_id:
        memory = replace(memory, last_call=after.call_id)
    if before is not None and before.registered is not after.registered:
        memory, told = _phone_changed(memory, after, now)
        deeds.extend(told)
    if after.offices and not memory.browsers and memory.gone_since is None:
        memory = replace(memory, gone_since=now)
    return memory, deeds


def _phone_changed(memory: SeatMemory, line: SeatLine, now: datetime) -> Decision:
    """The seat's telephone was registered or lost: lost is told after a while, back only to who heard of it."""
    if line.registered is False:
        lost = memory.browsers > 0 and line.state is not SeatState.OFFLINE
        return replace(memory, phone_lost_since=now if lost else None), ()
    told = memory.phone_lost_told and bool(line.registered)
    return replace(memory, phone_lost_since=None, phone_lost_told=False), (Notice(code="phone-back"),) if told else ()


def on_browser(memory: SeatMemory, line: SeatLine, now: datetime) -> Decision:
    """A browser of this seat connected. If it came without its telephone, that has a while to follow."""
    back = memory.was_ready and line.paused and line.pause_reason == AWAY_REASON
    lost = line.registered is False and line.state is not SeatState.OFFLINE
    memory = replace(
        memory,
        browsers=memory.browsers + 1,
        gone_since=None,
        was_ready=False,
        phone_lost_since=now if lost and not memory.phone_lost_told else memory.phone_lost_since,
    )
    return memory, (Pause(reason=None), Notice(code="back-from-away")) if back else ()


def on_browser_gone(memory: SeatMemory, line: SeatLine, now: datetime) -> SeatMemory:
    """A browser of this seat went."""
    left = max(0, memory.browsers - 1)
    if left:
        return replace(memory, browsers=left, gone_since=None)
    gone_since = now if line.offices else None
    return replace(memory, browsers=0, gone_since=gone_since, phone_lost_since=None, phone_lost_told=False)


def on_time(memory: SeatMemory, line: SeatLine, times: SeatTimes, now: datetime) -> Decision:
    """Time passed: what is due now."""
    if memory.gone_since is not None and line.offices:
        gone_s = (now - memory.gone_since).total_seconds()
        busy = line.state in (SeatState.TALKING, SeatState.RINGING)
        if gone_s >= times.offline_after_s and not busy:
            return replace(memory, gone_since=None, was_ready=False, wrap_up_ends=None), (Leave(),)
        if gone_s >= times.away_after_s and line.pause_reason != AWAY_REASON and _may_go_away(line):
            ready = line.state is SeatState.READY or line.pause_reason == WRAP_UP_REASON
            return replace(memory, was_ready=ready, wrap_up_ends=None), (Pause(reason=AWAY_REASON),)
    if memory.wrap_up_ends is not None and memory.wrap_up_ends <= now and line.state is SeatState.WRAP_UP:
        return replace(memory, wrap_up_ends=None), (Pause(reason=None), Notice(code="wrap-up-over"))
    lost = memory.phone_lost_since
    if lost is not None and (now - lost).total_seconds() >= times.phone_lost_after_s:
        tell = line.state is not SeatState.OFFLINE
        memory = replace(memory, phone_lost_since=None, phone_lost_told=tell)
        return memory, (Notice(code="phone-gone"),) if tell else ()
    return memory, ()


def next_time(memory: SeatMemory, line: SeatLine, times: SeatTimes) -> datetime | None:
    """When `on_time` should be asked again; None when nothing is due."""
    due: list[datetime] = []
    if memory.phone_lost_since is not None:
        due.append(memory.phone_lost_since + timedelta(seconds=times.phone_lost_after_s))
    if memory.wrap_up_ends is not None:
        due.append(memory.wrap_up_ends)
    if memory.gone_since is not None and line.offices:
        away = line.pause_reason == AWAY_REASON or not _may_go_away(line)
        due.append(memory.gone_since + timedelta(seconds=times.offline_after_s if away else times.away_after_s))
    return min(due, default=None)


def _may_go_away(line: SeatLine) -> bool:
    """A pause that somebody chose stays as it is: it says more than `away`."""
    return not line.paused or line.pause_reason == WRAP_UP_REASON
