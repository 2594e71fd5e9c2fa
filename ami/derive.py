"""From what Asterisk has (legs, members, registrations) to what people see (a line).

Pure functions; the tables of legs and lines stand in `ami.board`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dialplan.contract import Handover, Variable
from routing.outbound import is_outgoing
from store.folded import CallState

from .channels import Channel
from .events import Member
from .lines import NO_ANSWER_REASON, WRAP_UP_REASON, CallLine, SeatLine, SeatState
from .records import record

AUTOPAUSE_REASON = "Auto-Pause"
"""What app_queue itself writes when `autopause` is on."""


@dataclass(slots=True)
class Leg:
    """One channel as the board remembers it."""

    uniqueid: str
    call_id: str
    seat: str
    """The seat whose phone this is, '' for callers and trunks."""
    since: datetime
    state: str = ""
    caller: str = ""
    dialed: str = ""
    trunk: str = ""
    reason: str = ""
    language: str = ""
    handover: str = ""
    bridge: str = ""
    office: str = ""
    up_at: datetime | None = None

    @property
    def up(self) -> bool:
        """Answered."""
        return self.state == "Up"

    @property
    def placed_by_seat(self) -> bool:
        """The seat dialled a colleague: not a hotline call."""
        return bool(self.seat) and self.uniqueid == self.call_id and not self.calls_out

    @property
    def calls_out(self) -> bool:
        """The desk rings this seat so that it can call somebody (外呼)."""
        return bool(self.seat) and is_outgoing(self.uniqueid)

    def see(self, channel: Channel, at: datetime) -> None:
        """Take over what an event shows. Legs only go forward: an old event does not take Up back."""
        if channel.state and self.state != "Up":
            self.state = channel.state
            if channel.state == "Up":
                self.up_at = at
        if self.seat:
            return
        if not self.dialed:
            self.dialed = channel.exten
        if Variable.CALL in channel.variables:
            # Before the trunk context has set these, CallerIDNum and Exten are the caller's to choose.
            self.caller = channel.variables.get(Variable.CALLER, "")
            self.dialed = channel.variables.get(Variable.DIALED, self.dialed)
            self.trunk = channel.variables.get(Variable.TRUNK, self.trunk)
            packed = channel.variables.get(Variable.HANDOVER, "")
            if packed and packed != self.handover:
                self._unpack(packed)

    def _unpack(self, packed: str) -> None:
        self.handover = packed
        try:
            handover = Handover.unpack(packed)
        except ValueError:
            return
        self.reason, self.language = handover.reason, handover.language

    def remember(self, before: Leg) -> None:
        """After a resync: keep what Asterisk's lists do not say."""
        self.since = before.since
        self.up_at = before.up_at or self.up_at
        self.office = before.office
        for name in ("caller", "dialed", "trunk", "reason", "language"):
            if not getattr(self, name):
                setattr(self, name, getattr(before, name))


@record
class SeatFacts:
    """What Asterisk knows of one seat."""

    legs: Sequence[Leg] = ()
    members: Sequence[Member] = ()
    registered: bool | None = None


def call_line(
    before: CallLine | None,
    first: Leg | None,
    others: Sequence[Leg],
    *,
    joined: tuple[str, datetime] | None,
    position: int,
    at: datetime,
) -> CallLine:
    """The line of a call from its first leg (None: the caller is gone), its other legs and its place in a queue."""
    if first is None:
        assert before is not None  # noqa: S101  # the board asks for an end only of calls it shows
        return replace(before, state=CallState.ENDED, position=0, ringing=())
    seats = [leg for leg in others if leg.seat]
    talking = min((leg for leg in seats if leg.up), key=lambda leg: leg.uniqueid, default=None)
    ringing = tuple(sorted(leg.seat for leg in seats if not leg.up))
    answered_at = before.answered_at if before is not None else None
    if talking is not None and answered_at is None:
        answered_at = talking.up_at or at
    return CallLine(
        id=first.call_id,
        caller=first.caller,
        dialed=first.dialed,
        trunk=first.trunk,
        state=_call_state(talking, ringing, joined),
        arrived_at=first.since,
        office=first.office,
        position=position,
        queued_at=joined[1] if joined is not None else (before.queued_at if before is not None else None),
        waits_since=_waits_since(before, joined[1] if joined is not None else None),
        answered_at=answered_at,
        seat=talking.seat if talking is not None else (before.seat if before is not None else ""),
        ringing=ringing,
        reason=first.reason,
        language=first.language,
    )


def _waits_since(before: CallLine | None, joined_at: datetime | None) -> datetime | None:
    """From the first queue on, through others and through what is said in between; anew after a seat."""
    if before is None or before.waits_since is None:
        return joined_at
    since, had = before.waits_since, before.answered_at
    handed_on = joined_at is not None and had is not None and since <= had < joined_at
    return joined_at if handed_on else since


def outgoing_line(before: CallLine | None, first: Leg, others: Sequence[Leg], at: datetime) -> CallLine:
    """The line of a call out: from the seat's own leg, and those of whom it calls."""
    talks = first.up and bool(first.bridge)
    answered_at = before.answered_at if before is not None else None
    return CallLine(
        id=first.call_id,
        caller=next((leg.caller for leg in others if leg.caller), before.caller if before is not None else ""),
        dialed="",
        trunk="",
        state=CallState.TALKING if talks else CallState.DIALING if first.up else CallState.RINGING,
        arrived_at=first.since,
        answered_at=answered_at or (at if talks else None),
        seat=first.seat,
        ringing=() if first.up else (first.seat,),
    )


def _call_state(talking: Leg | None, ringing: tuple[str, ...], joined: object) -> CallState:
    if talking is not None:
        return CallState.TALKING
    if ringing:
        return CallState.RINGING
    return CallState.QUEUED if joined is not None else CallState.FLOW


def seat_line(seat: str, office: str, facts: SeatFacts, before: SeatLine | None, at: datetime) -> SeatLine:
    """A seat's line; the very object `before` when nothing is different."""
    paused = any(member.paused for member in facts.members)
    pause_reason = _pause_reason(facts.members) if paused else ""
    state, call_id = _seat_state(facts, paused=paused, pause_reason=pause_reason)
    line = SeatLine(
        id=seat,
        office=office,
        state=state,
        since=at,
        reason=pause_reason if state in (SeatState.PAUSED, SeatState.WRAP_UP) else "",
        call_id=call_id,
        offices=tuple(sorted(member.queue for member in facts.members)),
        registered=facts.registered,
        paused=paused,
        pause_reason=pause_reason,
    )
    if before is None:
        return line
    if (before.state, before.reason, before.call_id) == (line.state, line.reason, line.call_id):
        line = replace(line, since=before.since)
    return before if line == before else line


def _pause_reason(members: Sequence[Member]) -> str:
    reason = next((member.reason for member in members if member.paused and member.reason), "")
    return NO_ANSWER_REASON if reason == AUTOPAUSE_REASON else reason


def _seat_state(facts: SeatFacts, *, paused: bool, pause_reason: str) -> tuple[SeatState, str]:
    answered = min((leg for leg in facts.legs if leg.up), key=lambda leg: leg.uniqueid, default=None)
    if answered is not None:
        return SeatState.TALKING, "" if answered.placed_by_seat else answered.call_id
    if any(leg.placed_by_seat for leg in facts.legs):
        return SeatState.TALKING, ""
    ringing = min(facts.legs, key=lambda leg: leg.uniqueid, default=None)
    if ringing is not None:
        return SeatState.RINGING, ringing.call_id
    if not facts.members:
        return SeatState.OFFLINE, ""
    if paused:
        return (SeatState.WRAP_UP if pause_reason == WRAP_UP_REASON else SeatState.PAUSED), ""
    return SeatState.READY, ""
