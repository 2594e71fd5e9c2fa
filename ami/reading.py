"""From an AMI message to its record: one table from event name to reader.

Pure: a message's headers and the time of its arrival go in, a record comes out, or None for an event that the
hotline does not use. Nothing raises: a header that is missing or malformed becomes '' or 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from .channels import Channel, channel_from, seat_of
from .events import (
    AgentCalled,
    AgentConnect,
    AgentRingNoAnswer,
    BridgeEnter,
    ChannelEvent,
    Event,
    FullyBooted,
    Hangup,
    Member,
    MemberEvent,
    Newchannel,
    Newstate,
    OriginateFailed,
    PeerStatus,
    QueueCallerAbandon,
    QueueCallerJoin,
    QueueCallerLeave,
    QueueEvent,
    QueueMemberAdded,
    QueueMemberPause,
    QueueMemberRemoved,
    Shutdown,
)
from .wire import RawEvent


def _text(raw: RawEvent, key: str) -> str:
    return raw.get(key, "")


def _number(raw: RawEvent, key: str) -> int:
    text = _text(raw, key)
    return int(text) if text.isascii() and text.isdigit() else 0


_THERE = {"Reachable": True, "Unreachable": False}
"""What PeerStatus says of a PJSIP endpoint."""

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
    )


def _hangup(raw: RawEvent, at: datetime) -> Event:
    return Hangup(at, _leg(raw), _number(raw, "Cause"), _text(raw, "Cause-txt"))


def _agent(raw: RawEvent, at: datetime) -> tuple[datetime, Channel, Channel | None, str, str]:
    return at, _leg(raw), channel_from(raw, "Dest"), _text(raw, "Queue"), seat_of(_text(raw, "Interface"))


def _ring_no_answer(raw: RawEvent, at: datetime) -> Event:
    return AgentRingNoAnswer(*_agent(raw, at), _number(raw, "RingTime") / 1000)


def _connect(raw: RawEvent, at: datetime) -> Event:
    return AgentConnect(*_agent(raw, at), _number(raw, "RingTime"), _number(raw, "HoldTime"))


def _abandon(raw: RawEvent, at: datetime) -> Event:
    return QueueCallerAbandon(at, _leg(raw), _text(raw, "Queue"), _number(raw, "Position"), _number(raw, "HoldTime"))


def _originated(raw: RawEvent, at: datetime) -> Event | None:
    return OriginateFailed(at, _text(raw, "Uniqueid")) if _text(raw, "Response") == "Failure" else None


def _peer(raw: RawEvent, at: datetime) -> Event | None:
    there = _THERE.get(_text(raw, "PeerStatus"))
    return None if there is None else PeerStatus(at, _text(raw, "Peer"), there)


def _of_channel(kind: type[ChannelEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, _leg(raw))


def _of_queue(kind: type[QueueEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, _leg(raw), _text(raw, "Queue"), _number(raw, "Position"))


def _of_member(kind: type[MemberEvent]) -> Callable[[RawEvent, datetime], Event]:
    return lambda raw, at: kind(at, member_from(raw))


READERS: Mapping[str, Callable[[RawEvent, datetime], Event | None]] = {
    "Newchannel": _of_channel(Newchannel),
    "Newstate": _of_channel(Newstate),
    "Hangup": _hangup,
    "QueueCallerJoin": _of_queue(QueueCallerJoin),
    "QueueCallerLeave": _of_queue(QueueCallerLeave),
    "QueueCallerAbandon": _abandon,
    "AgentCalled": lambda raw, at: AgentCalled(*_agent(raw, at)),
    "AgentConnect": _connect,
    "AgentRingNoAnswer": _ring_no_answer,
    "QueueMemberAdded": _of_member(QueueMemberAdded),
    "QueueMemberRemoved": _of_member(QueueMemberRemoved),
    "QueueMemberPause": _of_member(QueueMemberPause),
    "PeerStatus": _peer,
    "BridgeEnter": lambda raw, at: BridgeEnter(at, _leg(raw), _text(raw, "BridgeUniqueid")),
    "OriginateResponse": _originated,
    "FullyBooted": lambda raw, at: FullyBooted(at),
    "Shutdown": lambda raw, at: Shutdown(at),
}
"""Event name -> reader. What is not here is not parsed at all."""

WANTED = frozenset(READERS)
URGENT = ("AgentCalled",)
"""A seat's phone begins to ring: the agent is shown who calls before they can lift it."""


def typed(raw: RawEvent, at: datetime) -> Event | None:
    """The record for one message; None for events that the hotline does not use."""
    reader = READERS.get(_text(raw, "Event"))
    return None if reader is None else reader(raw, at)
