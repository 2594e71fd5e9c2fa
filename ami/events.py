"""What Asterisk says is happening: a record for each event that the hotline uses. Nothing is read here."""

from __future__ import annotations

from datetime import datetime

from .channels import Channel
from .records import record


@record
class Event:
    """Base of all. `at` is aware: when we read it."""

    at: datetime


@record
class ChannelEvent(Event):
    """Something about one leg."""

    channel: Channel


@record
class Newchannel(ChannelEvent):
    """A leg came to be."""


@record
class Newstate(ChannelEvent):
    """A leg began to ring, or was answered."""


@record
class Hangup(ChannelEvent):
    """A leg ended. `cause` is the Q.850 number."""

    cause: int
    cause_text: str


@record
class QueueEvent(ChannelEvent):
    """A caller and a queue. The queue's name is the office's id."""

    queue: str
    position: int
    """From 1."""


@record
class QueueCallerJoin(QueueEvent):
    """A caller began to wait."""


@record
class QueueCallerLeave(QueueEvent):
    """A caller stopped waiting, for whatever reason."""


@record
class QueueCallerAbandon(QueueEvent):
    """A caller hung up while waiting."""

    waited_s: int


@record
class AgentEvent(ChannelEvent):
    """A caller, a queue and a seat. `dest` is the seat's leg."""

    dest: Channel | None
    queue: str
    seat: str
    """'' when the member is not a seat's phone."""


@record
class AgentCalled(AgentEvent):
    """The queue begins to ring a seat."""


@record
class AgentConnect(AgentEvent):
    """A seat took the call."""

    ring_s: int
    waited_s: int


@record
class AgentRingNoAnswer(AgentEvent):
    """A seat's phone rang in vain, or the seat declined."""

    ring_s: float


@record
class Member:
    """A seat's place in one queue, as app_queue tells it."""

    queue: str
    seat: str
    name: str
    paused: bool
    reason: str


@record
class MemberEvent(Event):
    """A member as it now is."""

    member: Member


@record
class QueueMemberAdded(MemberEvent):
    """A seat was put behind a queue."""


@record
class QueueMemberRemoved(MemberEvent):
    """A seat was taken from a queue."""


@record
class QueueMemberPause(MemberEvent):
    """A seat was paused or unpaused."""


@record
class PeerStatus(Event):
    """An endpoint's first contact registered (`there`), or its last one went."""

    peer: str
    """`PJSIP/hefei-01`, as a queue member's interface."""
    there: bool


@record
class BridgeEnter(ChannelEvent):
    """A leg joined a bridge, in which legs hear each other. A seat's leg leaves it by hanging up."""

    bridge: str


@record
class OriginateFailed(Event):
    """A seat's phone could not be rung, or was not taken, for a call that the desk wanted placed."""

    call_id: str


@record
class FullyBooted(Event):
    """Asterisk is ready, also after each sign-in."""


@record
class Shutdown(Event):
    """Asterisk goes down."""
