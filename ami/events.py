"""What Asterisk says is happening, typed. Frozen records and one table from event name to record.

Pure: a message's headers and the time of its arrival go in, a record comes out, or None for an event that the
hotline does not use. Nothing raises: a header that is missing or malformed becomes '' or 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .channels import Channel, channel_from, seat_of
from .wire import RawEvent


@dataclass(frozen=True, slots=True)
class Event:
    """Base of all. `at` is aware: when we read it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ChannelEvent(Event):
    """Something about one leg."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class Newchannel(ChannelEvent):
    """A leg came to be."""


@dataclass(frozen=True, slots=True)
class Newstate(ChannelEvent):
    """A leg began to ring, or was answered."""


@dataclass(frozen=True, slots=True)
class Hangup(ChannelEvent):
    """A leg ended. `cause` is the Q.850 number."""

    cause: int
    cause_text: str


@dataclass(frozen=True, slots=True)
class QueueEvent(ChannelEvent):
    """A caller and a queue. The queue's name is the office's id."""

    queue: str
    position: int
    """From 1."""


@dataclass(frozen=True, slots=True)
class QueueCallerJoin(QueueEvent):
    """A caller began to wait."""


@dataclass(frozen=True, slots=True)
class QueueCallerLeave(QueueEvent):
    """A caller stopped waiting, for whatever reason."""


@dataclass(frozen=True, slots=True)
class QueueCallerAbandon(QueueEvent):
    """A caller hung up while waiting."""

    waited_s: int


@dataclass(frozen=True, slots=True)
class AgentEvent(ChannelEvent):
    """A caller, a queue and a seat. `dest` is the seat's leg."""

    dest: Channel | None
    queue: str
    seat: str
    """'' when the member is not a seat's phone."""


@dataclass(frozen=True, slots=True)
class AgentCalled(AgentEvent):
    """The queue begins to ring a seat."""


@dataclass(frozen=True, slots=True)
class AgentConnect(AgentEvent):
    """A seat took the call."""

    ring_s: int
    waited_s: int


@dataclass(frozen=True, slots=True)
class AgentComplete(AgentEvent):
    """The conversation ended. `reason`: caller, agent or transfer."""

    talked_s: int
    waited_s: int
    reason: str


@dataclass(frozen=True, slots=True)
class AgentRingNoAnswer(AgentEvent):
    """A seat's phone rang in vain, or the seat declined."""

    ring_s: float


@dataclass(frozen=True, slots=True)
class Member:
    """A seat's place in one queue, as app_queue tells it."""

    queue: str
    seat: str
    name: str
    paused: bool
    reason: str
    in_call: bool
    device: int
    """Device state: 1 idle, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 ringing, 7 ring+in use, 8 on hold."""


@dataclass(frozen=True, slots=True)
class MemberEvent(Event):
    """A member as it now is."""

    member: Member


@dataclass(frozen=True, slots=True)
class QueueMemberAdded(MemberEvent):
    """A seat was put behind a queue."""


@dataclass(frozen=True, slots=True)
class QueueMemberRemoved(MemberEvent):
    """A seat was taken from a queue."""


@dataclass(frozen=True, slots=True)
class QueueMemberPause(MemberEvent):
    """A seat was paused or unpaused."""


@dataclass(frozen=True, slots=True)
class QueueMemberStatus(MemberEvent):
    """A member's device state or counters changed."""


@dataclass(frozen=True, slots=True)
class DeviceStateChange(Event):
    """A device changed: NOT_INUSE, INUSE, BUSY, INVALID, UNAVAILABLE, RINGING, RINGINUSE, ONHOLD, UNKNOWN."""

    device: str
    state: str


@dataclass(frozen=True, slots=True)
class ContactStatus(Event):
    """A phone registered (Created, Reachable …) or went (Removed, Unreachable)."""

    endpoint: str
    status: str


@dataclass(frozen=True, slots=True)
class BridgeEvent(ChannelEvent):
    """A leg and the bridge in which legs hear each other."""

    bridge: str


@dataclass(frozen=True, slots=True)
class BridgeEnter(BridgeEvent):
    """A leg joined a bridge."""


@dataclass(frozen=True, slots=True)
class BridgeLeave(BridgeEvent):
    """A leg left a bridge."""


@dataclass(frozen=True, slots=True)
class DialBegin(Event):
    """A leg is dialled; `channel` is who dials, None for an originated call."""

    channel: Channel | None
    dest: Channel | None


@dataclass(frozen=True, slots=True)
class DialEnd(DialBegin):
    """Dialling ended: ANSWER, NOANSWER, BUSY, CANCEL, CONGESTION, CHANUNAVAIL …"""

    status: str


@dataclass(frozen=True, slots=True)
class MixMonitorStart(ChannelEvent):
    """Recording of this leg began."""


@dataclass(frozen=True, slots=True)
class MixMonitorStop(ChannelEvent):
    """Recording of this leg ended."""


@dataclass(frozen=True, slots=True)
class FullyBooted(Event):
    """Asterisk is ready, also after each sign-in."""


@dataclass(frozen=True, slots=True)
class Shutdown(Event):
    """Asterisk goes down."""


def _text(raw: RawEvent, key: str) -> str:
    value = raw.get(key, "")
    return value if isinstance(value, str) else value[-1]


def _number(raw: RawEvent, key: str) -> int:
    text = _text(raw, key)
    return int(text) if text.isascii() and text.isdigit() else 0


_NO_CHANNEL = Channel("", "", "", "", "", "", "", "")


def _leg(raw: RawEvent) -> Channel:
    return channel_from(raw) or _NO_CHANNEL


def member_from(raw: RawEvent) -> Member:
    """A member out of a QueueMember… event, or of a QueueMember line of QueueStatus (which says Location, Name)."""
    return Member(
        queue=_text(raw, "Queue"),
        seat=seat_of(_text(raw, "Interface") or _text(raw, "Location")),
        name=_text(raw, "MemberName") or _text(raw, "Name"),
        paused=_text(raw, "Paused") == "1",
        reason=_text(raw, "PausedReason"),
        in_call=_text(raw, "InCall") == "1",
        device=_number(raw, "Status"),
    )


def _hangup(raw: RawEvent, at: datetime) -> Event:
    return Hangup(at, _leg(raw), _number(raw, "Cause"), _text(raw, "Cause-txt"))


def _agent(raw: RawEvent, at: datetime) -> tuple[datetime, Channel, Channel | None, str, str]:
    return at, _leg(raw), channel_from(raw, "Dest"), _text(raw, "Queue"), seat_of(_text(raw, "Interface"))


def _ring_no_answer(raw: RawEvent, at: datetime) -> Event:
    return AgentRingNoAnswer(*_agent(raw, at), _number(raw, "RingTime") / 1000)


def _connect(raw: RawEvent, at: datetime) -> Event:
    return AgentConnect(*_agent(raw, at), _number(raw, "RingTime"), _number(raw, "HoldTime"))


def _complete(raw: RawEvent, at: datetime) -> Event:
    return AgentComplete(*_agent(raw, at), _number(raw, "TalkTime"), _number(raw, "HoldTime"), _text(raw, "Reason"))


def _abandon(raw: RawEvent, at: datetime) -> Event:
    return QueueCallerAbandon(at, _leg(raw), _text(raw, "Queue"), _number(raw, "Position"), _number(raw, "HoldTime"))


def _of_channel(kind: type[ChannelEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, _leg(raw))


def _of_queue(kind: type[QueueEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, _leg(raw), _text(raw, "Queue"), _number(raw, "Position"))


def _of_member(kind: type[MemberEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, member_from(raw))


def _of_bridge(kind: type[BridgeEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, _leg(raw), _text(raw, "BridgeUniqueid"))


READERS: Mapping[str, Callable[[RawEvent, datetime], Event | None]] = {
    "Newchannel": _of_channel(Newchannel),
    "Newstate": _of_channel(Newstate),
    "Hangup": _hangup,
    "QueueCallerJoin": _of_queue(QueueCallerJoin),
    "QueueCallerLeave": _of_queue(QueueCallerLeave),
    "QueueCallerAbandon": _abandon,
    "AgentCalled": lambda raw, at: AgentCalled(*_agent(raw, at)),
    "AgentConnect": _connect,
    "AgentComplete": _complete,
    "AgentRingNoAnswer": _ring_no_answer,
    "QueueMemberAdded": _of_member(QueueMemberAdded),
    "QueueMemberRemoved": _of_member(QueueMemberRemoved),
    "QueueMemberPause": _of_member(QueueMemberPause),
    "QueueMemberStatus": _of_member(QueueMemberStatus),
    "DeviceStateChange": lambda raw, at: DeviceStateChange(at, _text(raw, "Device"), _text(raw, "State")),
    "ContactStatus": lambda raw, at: ContactStatus(at, _text(raw, "EndpointName"), _text(raw, "ContactStatus")),
    "BridgeEnter": _of_bridge(BridgeEnter),
    "BridgeLeave": _of_bridge(BridgeLeave),
    "DialBegin": lambda raw, at: DialBegin(at, channel_from(raw), channel_from(raw, "Dest")),
    "DialEnd": lambda raw, at: DialEnd(at, channel_from(raw), channel_from(raw, "Dest"), _text(raw, "DialStatus")),
    "MixMonitorStart": _of_channel(MixMonitorStart),
    "MixMonitorStop": _of_channel(MixMonitorStop),
    "FullyBooted": lambda raw, at: FullyBooted(at),
    "Shutdown": lambda raw, at: Shutdown(at),
}
"""Event name -> reader. What is not here is not parsed at all."""

WANTED = frozenset(READERS)


def typed(raw: RawEvent, at: datetime) -> Event | None:
    """The record for one message; None for events that the hotline does not use."""
    reader = READERS.get(_text(raw, "Event"))
    return None if reader is None else reader(raw, at)
