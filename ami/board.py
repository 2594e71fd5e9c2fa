"""The live board: what Asterisk's events add up to. A fold with no clock and no I/O: `apply` takes one event.

Kept are only things that Asterisk itself has: legs, queue entries, members, registrations. What people see (lines of
calls and seats) is derived from those and never stored apart from its cause, so that a resync, which replaces
them all, always ends in the truth, whatever was lost, doubled or late before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from routing.outbound import is_outgoing
from store.folded import CallState

from . import events as e
from .channels import Channel, seat_of
from .derive import Leg, SeatFacts, call_line, outgoing_line, seat_line
from .lines import CallChange, CallLine, Change, SeatChange, SeatLine
from .queues import Queues
from .snapshot import LinkChanged, Resync, Snapshot

NO_CHANGES: tuple[Change, ...] = ()
GONE_KEPT = 512


class Board:
    """Calls, queues and seats at this moment. Not thread-safe; one reader feeds it."""

    def __init__(self, seats: Mapping[str, str], now: datetime) -> None:
        """`seats`: seat id -> office id, from the site file. Nothing else counts as a seat."""
        self._home = dict(seats)
        self._legs: dict[str, Leg] = {}
        """uniqueid -> leg"""
        self._of_call: dict[str, set[str]] = {}
        """call id -> uniqueids of its legs"""
        self._of_seat: dict[str, set[str]] = {}
        """seat id -> uniqueids of its legs"""
        self._gone: dict[str, None] = {}
        """uniqueids that hung up lately, oldest first: what still arrives about them must not bring them back"""
        self._queues = Queues()
        self._members: dict[str, dict[str, e.Member]] = {seat: {} for seat in seats}
        """seat -> queue -> member"""
        self._registered: dict[str, bool] = {}
        """seat -> whether its telephone is there, where that is known"""
        self.calls: dict[str, CallLine] = {}
        self.seats: dict[str, SeatLine] = {
            seat: seat_line(seat, office, SeatFacts(), None, now) for seat, office in seats.items()
        }
        self.up = False
        self.synced = False
        """Whether the present state was read over the link as it is."""
        self.down_at: datetime | None = None
        """When the link was last lost."""

    def apply(self, event: e.Event) -> tuple[Change, ...]:
        """Fold one event; what people see differently now. Unknown events change nothing."""
        handler = _HANDLERS.get(type(event))
        return NO_CHANGES if handler is None else handler(self, event)

    def waiting(self, office: str) -> tuple[CallLine, ...]:
        """Who waits in the office's queue, first first."""
        lines = (self.calls.get(call_id) for call_id in self._calls_of(self._queues.waiting(office)))
        return tuple(line for line in lines if line is not None)

    def talking(self) -> int:
        """How many calls are with a seat at this moment."""
        return sum(line.state is CallState.TALKING for line in self.calls.values())

    def leg_of(self, seat: str, call_id: str) -> str | None:
        """The leg by which this seat talks in this call, joined with the other side; None when it does not (yet)."""
        legs = (self._legs[one] for one in self._of_seat.get(seat, ()))
        return next((leg.uniqueid for leg in legs if leg.call_id == call_id and leg.up and leg.bridge), None)

    # -- legs ---------------------------------------------------------------------------------------------------

    def _leg(self, channel: Channel, at: datetime) -> Leg:
        """The leg of this channel, made when it is new to us, brought up to date with what the event shows."""
        leg = self._legs.get(channel.uniqueid)
        if leg is None and channel.uniqueid in self._gone:
            return Leg(channel.uniqueid, channel.call_id, "", at)
        if leg is None:
            seat = channel.endpoint if channel.endpoint in self._home else ""
            leg = Leg(channel.uniqueid, channel.call_id, seat, at)
            self._legs[leg.uniqueid] = leg
            self._of_call.setdefault(leg.call_id, set()).add(leg.uniqueid)
            if seat:
                self._of_seat.setdefault(seat, set()).add(leg.uniqueid)
        elif leg.call_id != channel.call_id and channel.linkedid:
            self._move(leg, channel.call_id)
        leg.see(channel, at)
        return leg

    def _move(self, leg: Leg, call_id: str) -> None:
        """A transfer joined two calls: the leg belongs to the older one now."""
        self._of_call.get(leg.call_id, set()).discard(leg.uniqueid)
        leg.call_id = call_id
        self._of_call.setdefault(call_id, set()).add(leg.uniqueid)

    def _seen(self, event: Any) -> tuple[Change, ...]:
        leg = self._leg(event.channel, event.at)
        return self._refresh((leg.call_id,), (leg.seat,), event.at)

    def _bridge(self, event: Any) -> tuple[Change, ...]:
        leg = self._leg(event.channel, event.at)
        leg.bridge = event.bridge
        return self._refresh((leg.call_id,), (leg.seat,), event.at)

    def _hangup(self, event: Any) -> tuple[Change, ...]:
        others = self._calls_of(self._queues.leave(event.channel.uniqueid))
        self._gone[event.channel.uniqueid] = None
        if len(self._gone) > GONE_KEPT:
            del self._gone[next(iter(self._gone))]
        leg = self._legs.pop(event.channel.uniqueid, None)
        if leg is None:
            return NO_CHANGES
        legs = self._of_call.get(leg.call_id, set())
        legs.discard(leg.uniqueid)
        if not legs:
            self._of_call.pop(leg.call_id, None)
        if leg.seat:
            self._of_seat.get(leg.seat, set()).discard(leg.uniqueid)
        return self._refresh((leg.call_id, *others), (leg.seat,), event.at)

    # -- queues -------------------------------------------------------------------------------------------------

    def _join(self, event: Any) -> tuple[Change, ...]:
        leg = self._leg(event.channel, event.at)
        if leg.uniqueid not in self._legs:
            return NO_CHANGES
        left_behind = self._queues.leave(leg.uniqueid)
        behind = self._queues.join(leg.uniqueid, event.queue, event.position, event.at)
        leg.office = event.queue
        return self._refresh((leg.call_id, *self._calls_of((*left_behind, *behind))), (), event.at)

    def _leave(self, event: Any) -> tuple[Change, ...]:
        others = self._calls_of(self._queues.leave(event.channel.uniqueid, event.queue))
        return self._refresh((event.channel.call_id, *others), (), event.at)

    def _calls_of(self, legs: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._legs[u].call_id for u in legs if u in self._legs)

    # -- seats --------------------------------------------------------------------------------------------------

    def _agent(self, event: Any) -> tuple[Change, ...]:
        leg = self._leg(event.channel, event.at)
        seat = ""
        if event.dest is not None:
            seat = self._leg(event.dest, event.at).seat
        if not leg.office:
            leg.office = event.queue
        return self._refresh((leg.call_id,), (seat or event.seat,), event.at)

    def _member(self, event: Any) -> tuple[Change, ...]:
        member: e.Member = event.member
        held = self._members.get(member.seat)
        if held is None:
            return NO_CHANGES
        held[member.queue] = member
        return self._refresh((), (member.seat,), event.at)

    def _removed(self, event: Any) -> tuple[Change, ...]:
        held = self._members.get(event.member.seat)
        if held is None:
            return NO_CHANGES
        held.pop(event.member.queue, None)
        return self._refresh((), (event.member.seat,), event.at)

    def _peer(self, event: Any) -> tuple[Change, ...]:
        seat = seat_of(event.peer)
        if seat not in self._home:
            return NO_CHANGES
        self._registered[seat] = event.there  # what a seat does is told by its legs
        return self._refresh((), (seat,), event.at)

    # -- the whole ----------------------------------------------------------------------------------------------

    def _resync(self, event: Any) -> tuple[Change, ...]:
        self._replace(event.snapshot, event.at)
        self.synced = True
        changes = list(self._refresh({*self._of_call, *self.calls}, self._home, event.at))
        for late in event.since:
            changes.extend(self.apply(late))
        return tuple(changes)

    def _replace(self, snapshot: Snapshot, at: datetime) -> None:
        known = self._legs
        self._legs, self._of_call, self._of_seat, self._gone = {}, {}, {}, {}
        for live in snapshot.channels:
            leg = self._leg(live.channel, live.since)
            leg.bridge = live.bridge
            if (before := known.get(leg.uniqueid)) is not None:
                leg.remember(before)
        self._queues = Queues(snapshot.waiting)
        for entry in snapshot.waiting:
            if (waits := self._legs.get(entry.uniqueid)) is not None:
                waits.office = entry.queue
        self._members = {seat: {} for seat in self._home}
        for member in snapshot.members:
            if member.seat in self._members:
                self._members[member.seat][member.queue] = member
        states = {seat: state for device, state in snapshot.devices if (seat := seat_of(device)) in self._home}
        self._registered = {seat: self._is_there(seat, state) for seat, state in states.items()}

    def _is_there(self, seat: str, state: str) -> bool:
        """A device in a call is in use, also when its registration is gone: then what was known before holds."""
        if state in ("UNAVAILABLE", "INVALID", "NOT_INUSE"):
            return state == "NOT_INUSE"
        return self._registered.get(seat, True)

    def _link(self, event: Any) -> tuple[Change, ...]:
        self.up = event.up
        if not event.up:
            self.synced, self.down_at = False, event.at
        return NO_CHANGES

    # -- deriving -----------------------------------------------------------------------------------------------

    def _refresh(self, calls: Iterable[str], seats: Iterable[str], at: datetime) -> tuple[Change, ...]:
        """Derive the lines of these calls, and of these seats and those the calls' legs belong to, anew."""
        changes: list[Change] = []
        for call_id in dict.fromkeys(calls):
            change = self._refresh_call(call_id, at)
            if change is not None:
                changes.append(change)
        for seat in dict.fromkeys(seats):
            if seat in self._home:
                before = self.seats[seat]
                after = self._seat(seat, before, at)
                if after is not before:
                    self.seats[seat] = after
                    changes.append(SeatChange(before, after))
        return tuple(changes)

    def _refresh_call(self, call_id: str, at: datetime) -> CallChange | None:
        before = self.calls.get(call_id)
        first = self._legs.get(call_id)
        if first is None or (first.seat and not is_outgoing(call_id)):
            if before is None:
                return None
            del self.calls[call_id]
            return CallChange(before, call_line(before, None, (), joined=None, position=0, at=at))
        if first.seat:
            return self._refresh_outgoing(before, first, at)
        joined, position = self._queues.place(call_id)
        others = tuple(self._legs[u] for u in self._of_call.get(call_id, ()) if u != call_id)
        after = call_line(before, first, others, joined=joined, position=position, at=at)
        if after == before:
            return None
        self.calls[call_id] = after
        return CallChange(before, after)

    def _refresh_outgoing(self, before: CallLine | None, first: Leg, at: datetime) -> CallChange | None:
        others = tuple(self._legs[u] for u in self._of_call.get(first.call_id, ()) if u != first.uniqueid)
        after = outgoing_line(before, first, others, at)
        if after == before:
            return None
        self.calls[first.call_id] = after
        return CallChange(before, after)

    def _seat(self, seat: str, before: SeatLine, at: datetime) -> SeatLine:
        facts = SeatFacts(
            legs=tuple(self._legs[u] for u in self._of_seat.get(seat, ())),
            members=tuple(self._members[seat].values()),
            registered=self._registered.get(seat),
        )
        return seat_line(seat, self._home[seat], facts, before, at)


_HANDLERS: Mapping[type[e.Event], Callable[[Board, Any], tuple[Change, ...]]] = {
    e.Newchannel: Board._seen,
    e.Newstate: Board._seen,
    e.Hangup: Board._hangup,
    e.QueueCallerJoin: Board._join,
    e.QueueCallerLeave: Board._leave,
    e.QueueCallerAbandon: Board._leave,
    e.AgentCalled: Board._agent,
    e.AgentConnect: Board._agent,
    e.QueueMemberAdded: Board._member,
    e.QueueMemberPause: Board._member,
    e.QueueMemberRemoved: Board._removed,
    e.PeerStatus: Board._peer,
    e.BridgeEnter: Board._bridge,
    Resync: Board._resync,
    LinkChanged: Board._link,
}
"""What each kind of event does to the board; the others do nothing."""
