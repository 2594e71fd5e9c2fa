"""AMI events to call facts for the store. Pure: one event in, the facts that follow out; ids as in `ami.story`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from dialplan.contract import Context, Variable
from routing.outbound import is_outgoing
from store.facts import CallFact, FactKind, fact_id

from . import events as e
from .channels import Channel
from .lines import CallLine
from .outgoing import OutgoingStory
from .snapshot import Resync
from .story import Story, plain_number


def arrival_facts(line: CallLine) -> list[CallFact]:
    """What the board knows of a live call, for a store that has not heard of it yet (the screen pop is quicker)."""
    data = {"dialed": line.dialed, "caller": plain_number(line.caller) or None, "trunk": line.trunk or None}
    facts = [_fact(FactKind.ARRIVED, line, line.arrived_at, data)]
    if line.office and line.queued_at is not None:
        facts.append(_fact(FactKind.QUEUED, line, line.queued_at, {"office": line.office}, line.office, "1"))
    return facts


def _fact(kind: FactKind, line: CallLine, at: Any, data: Mapping[str, Any], *about: str) -> CallFact:
    return CallFact(id=fact_id(line.id, kind, *about), call_id=line.id, at=at, kind=kind, data=data)


class FactReader:
    """Give it every event in order. Calls from seat to seat are no hotline calls and leave no fact."""

    def __init__(self, seats: Collection[str]) -> None:
        self._seats = frozenset(seats)
        self._story = Story()
        self._outgoing = OutgoingStory()

    def read(self, event: e.Event) -> list[CallFact]:
        """The facts that follow from one event."""
        handler = _HANDLERS.get(type(event))
        return [] if handler is None else handler(self, event)

    def _is_seat(self, channel: Channel) -> bool:
        return channel.endpoint in self._seats

    def _caller(self, channel: Channel, at: Any) -> bool:
        """Whether this leg is a hotline caller's; remembers what it shows of them."""
        if self._is_seat(channel) or channel.uniqueid != channel.call_id:
            return False
        ours = Variable.CALL in channel.variables
        if not ours and channel.context not in _OUR_CONTEXTS:
            return False
        get = channel.variables.get
        self._story.seen(
            channel.uniqueid,
            at,
            dialed=get(Variable.DIALED, "") if ours else "",
            caller=get(Variable.CALLER, "") if ours else "",
            trunk=get(Variable.TRUNK, ""),
            channel=channel.name,
        )
        return True

    def _seen(self, event: Any) -> list[CallFact]:
        channel = event.channel
        if not self._caller(channel, event.at):
            return self._leg_of_call_out(channel, event.at)
        return self._story.arrived(channel.uniqueid, event.at) if Variable.CALL in channel.variables else []

    def _leg_of_call_out(self, channel: Channel, at: datetime) -> list[CallFact]:
        """What a leg tells while it lives; the citizen's may be told of as ended after the call itself."""
        if is_outgoing(channel.uniqueid):
            return self._seat_calls_out(channel, at)
        if is_outgoing(channel.call_id) and channel.state == "Up":
            return self._outgoing.citizen_answered(channel.call_id)
        return []

    def _seat_calls_out(self, channel: Channel, at: datetime) -> list[CallFact]:
        return self._outgoing.seat_seen(channel.uniqueid, channel.endpoint, at, up=channel.state == "Up")

    def _originate_failed(self, event: Any) -> list[CallFact]:
        if not is_outgoing(event.call_id) or event.call_id in self._outgoing.calls:
            return []  # a leg that came to be tells of its own end
        return self._outgoing.ended(event.call_id, event.at, None)

    def _join(self, event: Any) -> list[CallFact]:
        self._caller(event.channel, event.at)
        return self._story.queued(event.channel.call_id, event.at, event.queue, event.position)

    def _abandon(self, event: Any) -> list[CallFact]:
        return self._story.abandoned(event.channel.call_id, event.at, float(event.waited_s), event.queue)

    def _called(self, event: Any) -> list[CallFact]:
        if event.dest is None or not event.seat:
            return []
        self._caller(event.channel, event.at)
        return self._story.rings(event.channel.call_id, event.dest.uniqueid, event.seat, event.at, event.queue)

    def _connected(self, event: Any) -> list[CallFact]:
        if event.dest is None or not event.seat:
            return []
        facts = self._called(event)
        return facts + self._story.answered(event.dest.uniqueid, event.at, float(event.waited_s))

    def _no_answer(self, event: Any) -> list[CallFact]:
        if event.dest is None:
            return []
        return self._story.no_answer(event.dest.uniqueid, event.at, event.ring_s)

    def _enter(self, event: Any) -> list[CallFact]:
        story = self._outgoing if is_outgoing(event.channel.uniqueid) else self._story
        return story.bridged(event.channel.uniqueid, event.at)

    def _hangup(self, event: Any) -> list[CallFact]:
        channel = event.channel
        if is_outgoing(channel.call_id):
            return self._outgoing_leg_gone(event)
        if self._is_seat(channel):
            return self._story.leg_ended(channel.uniqueid, event.at)
        if not self._caller(channel, event.at):
            return []
        if Variable.CALL not in channel.variables:
            self._story.seen(channel.uniqueid, event.at, dialed=channel.exten, caller=channel.caller)
        return self._story.ended(channel.uniqueid, event.at, event.cause, event.cause_text)

    def _outgoing_leg_gone(self, event: Any) -> list[CallFact]:
        channel = event.channel
        if channel.uniqueid == channel.call_id:
            return self._outgoing.ended(channel.uniqueid, event.at, event.cause, event.cause_text)
        answered = self._outgoing.citizen_answered(channel.call_id) if channel.state == "Up" else []
        return answered + self._outgoing.citizen_gone(channel.call_id, event.cause)

    def _resync(self, event: Any) -> list[CallFact]:
        """Who is there and was not known. Who was known and is gone, Asterisk's files tell of: they say since when."""
        facts: list[CallFact] = []
        channels = [live.channel for live in event.snapshot.channels]
        since = {live.channel.uniqueid: live.since for live in event.snapshot.channels}
        there = {channel.uniqueid for channel in channels}
        for call_id in self._story.calls - there:
            self._story.forget(call_id)
        for call_id in self._outgoing.calls - there:
            self._outgoing.forget(call_id)
        for leg in sorted(set(self._story.legs) - there):
            facts += self._story.leg_ended(leg, event.at)
        seats_first = sorted(event.snapshot.channels, key=lambda live: live.channel.uniqueid != live.channel.call_id)
        for live in seats_first:  # of calls out: the seat's leg is the first, and gives the call its id
            facts += self._leg_of_call_out(live.channel, live.since)
            if is_outgoing(live.channel.uniqueid):
                facts += self._outgoing.bridged(live.channel.uniqueid, event.at) if live.bridge else []
        for channel in channels:
            if self._caller(channel, since[channel.uniqueid]) and Variable.CALL in channel.variables:
                facts += self._story.arrived(channel.uniqueid, event.at)
        for live in event.snapshot.channels:
            if self._is_seat(live.channel) and live.channel.call_id in self._story.calls:
                leg, seat = live.channel.uniqueid, live.channel.endpoint
                facts += self._story.rings(live.channel.call_id, leg, seat, live.since)
                if live.channel.state == "Up" and live.bridge:
                    facts += self._story.bridged(leg, event.at)
        return facts


_OUR_CONTEXTS = frozenset(context.value for context in Context if context not in (Context.SEAT, Context.OUTBOUND))

_HANDLERS: Mapping[type[e.Event], Callable[[FactReader, Any], list[CallFact]]] = {
    e.Newchannel: FactReader._seen,
    e.Newstate: FactReader._seen,
    e.QueueCallerJoin: FactReader._join,
    e.QueueCallerAbandon: FactReader._abandon,
    e.AgentCalled: FactReader._called,
    e.AgentConnect: FactReader._connected,
    e.AgentRingNoAnswer: FactReader._no_answer,
    e.OriginateFailed: FactReader._originate_failed,
    e.BridgeEnter: FactReader._enter,
    e.Hangup: FactReader._hangup,
    Resync: FactReader._resync,
}
