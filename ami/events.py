"""What Asterisk says is happening: a frozen record for each event that the hotline uses. Nothing is read here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .channels import Channel


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
class PeerStatus(Event):
    """An endpoint's first contact registered (`there`), or its last one went."""

    peer: str
    """`PJSIP/hefei-01`, as a queue member's interface."""
    there: bool


@dataclass(frozen=True, slots=True)
class BridgeEnter(ChannelEvent):
    """A leg joined a bridge, in which legs hear each other. A seat's leg leaves it by hanging up."""

    bridge: str


@dataclass(frozen=True, slots=True)
class DialEnd(Event):
    """Dialling ended: ANSWER, NOANSWER, BUSY, CANCEL, CONGESTION, CHANUNAVAIL …"""

    channel: Channel | None
    """Who dialled; None for an originated call."""
    status: str


@dataclass(frozen=True, slots=True)
class OriginateFailed(Event):
    """A seat's phone could not be rung, or was not taken, for a call that the desk wanted placed."""

    call_id: str


@dataclass(frozen=True, slots=True)
class FullyBooted(Event):
    """Asterisk is ready, also after each sign-in."""


@dataclass(frozen=True, slots=True)
class Shutdown(Event):
    """Asterisk goes down."""
