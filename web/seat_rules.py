"""What should be done about a seat: wrap-up, rings in vain, browsers that go away. Pure; `web.seat_desk` does it.

A seat's state itself is Asterisk's (see `ami.lines`). Here is only what Asterisk does not know: when wrap-up ends,
whether a browser is there, and what the seat was before it went away. What is asked of Asterisk may be lost with the
link to it: so what is owed stays in memory until the seat's line shows that it was done, and `on_time` asks again.
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
    owed_pause: str = ""
    """Why the seat is to be paused, until Asterisk shows that it is."""
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
    if line.paused or times.wrap_up_s == 0:
        return memory, ()
    return replace(memory, owed_pause=WRAP_UP_REASON), (Pause(reason=WRAP_UP_REASON),)


def on_ring_no_answer(memory: SeatMemory) -> Decision:
    """The phone rang in vain: no further callers to this seat until its agent says so."""
    owed = replace(memory, owed_pause=NO_ANSWER_REASON)
    return owed, (Pause(reason=NO_ANSWER_REASON), Notice(code="ring-no-answer"))


def on_wish(memory: SeatMemory) -> SeatMemory:
    """The agent says what the seat shall be: that holds, whatever was owed."""
    return replace(memory, was_ready=False, owed_pause="")


def on_change(
    memory: SeatMemory, before: SeatLine | None, after: SeatLine, times: SeatTimes, now: datetime
) -> Decision:
    """The seat's line changed."""
    memory, done = _shown(memory, before, after, now)
    deeds: list[Deed] = [*done]
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


def _shown(memory: SeatMemory, before: SeatLine | None, after: SeatLine, now: datetime) -> Decision:
    """What the line shows to be done is owed no more; the agent hears of it now."""
    told: list[Deed] = []
    if memory.wrap_up_ends is not None and memory.wrap_up_ends <= now and not after.paused and after.offices:
        told.append(Notice(code="wrap-up-over"))
    if memory.was_ready and before is not None and _is_away(before) and not _is_away(after):
        memory = replace(memory, was_ready=False)
        if not after.paused and after.offices:
            told.append(Notice(code="back-from-away"))
    if after.paused or (before is not None and before.paused):  # Asterisk may have paused it itself, before we asked
        memory = replace(memory, owed_pause="")
    if not after.offices:
        memory = replace(memory, gone_since=None, was_ready=False, owed_pause="")
    return memory, told


def _phone_changed(memory: SeatMemory, line: SeatLine, now: datetime) -> Decision:
    """The seat's telephone was registered or lost: lost is told after a while, back only to who heard of it."""
    if line.registered is False:
        lost = memory.browsers > 0 and line.state is not SeatState.OFFLINE
        return replace(memory, phone_lost_since=now if lost else None), ()
    told = memory.phone_lost_told and bool(line.registered)
    return replace(memory, phone_lost_since=None, phone_lost_told=False), (Notice(code="phone-back"),) if told else ()


def on_browser(memory: SeatMemory, line: SeatLine, now: datetime) -> Decision:
    """A browser of this seat connected. If it came without its telephone, that has a while to follow."""
    lost = line.registered is False and line.state is not SeatState.OFFLINE
    memory = replace(
        memory,
        browsers=memory.browsers + 1,
        gone_since=None,
        phone_lost_since=now if lost and not memory.phone_lost_told else memory.phone_lost_since,
    )
    return memory, (Pause(reason=None),) if _is_back(memory, line) else ()


def on_browser_gone(memory: SeatMemory, line: SeatLine, now: datetime) -> SeatMemory:
    """A browser of this seat went."""
    left = max(0, memory.browsers - 1)
    if left:
        return replace(memory, browsers=left, gone_since=None)
    gone_since = now if line.offices else None
    return replace(memory, browsers=0, gone_since=gone_since, phone_lost_since=None, phone_lost_told=False)


def on_time(memory: SeatMemory, line: SeatLine, times: SeatTimes, now: datetime) -> Decision:
    """Time passed: what is due now, and what was due before and has not been done yet."""
    if memory.gone_since is not None and line.offices:
        gone_s = (now - memory.gone_since).total_seconds()
        busy = line.state in (SeatState.TALKING, SeatState.RINGING)
        if gone_s >= times.offline_after_s and not busy:
            return memory, (Leave(),)
        if gone_s >= times.away_after_s and not _is_away(line) and _may_go_away(line):
            ready = line.state is SeatState.READY or line.pause_reason == WRAP_UP_REASON
            return replace(memory, was_ready=ready), (Pause(reason=AWAY_REASON),)
    if memory.owed_pause and line.offices and not line.paused:
        return memory, (Pause(reason=memory.owed_pause),)
    wrapped_up = memory.wrap_up_ends is not None and memory.wrap_up_ends <= now and line.state is SeatState.WRAP_UP
    if wrapped_up or _is_back(memory, line):
        return memory, (Pause(reason=None),)
    lost = memory.phone_lost_since
    if lost is not None and (now - lost).total_seconds() >= times.phone_lost_after_s:
        tell = line.state is not SeatState.OFFLINE
        memory = replace(memory, phone_lost_since=None, phone_lost_told=tell)
        return memory, (Notice(code="phone-gone"),) if tell else ()
    return memory, ()


def _is_away(line: SeatLine) -> bool:
    return line.paused and line.pause_reason == AWAY_REASON


def _is_back(memory: SeatMemory, line: SeatLine) -> bool:
    """It was ready, went away, and has a browser again."""
    return memory.was_ready and memory.browsers > 0 and _is_away(line)


def _may_go_away(line: SeatLine) -> bool:
    """A pause that somebody chose stays as it is: it says more than `away`."""
    return not line.paused or line.pause_reason == WRAP_UP_REASON
