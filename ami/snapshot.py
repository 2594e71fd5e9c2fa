"""The whole present state as Asterisk lists it, and the events that tell of the link itself.

Pure: the lists of QueueStatus, CoreShowChannels and DeviceStateList become one record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from .channels import Channel, channel_from
from .events import Event, Member
from .reading import member_from
from .records import record
from .wire import RawEvent


@record
class Waiting:
    """A caller in a queue."""

    queue: str
    position: int
    uniqueid: str
    caller: str
    since: datetime


@record
class LiveChannel:
    """A leg and the bridge it is in ('' = none), with the time it came to be."""

    channel: Channel
    bridge: str
    since: datetime


@record
class Snapshot:
    """What Asterisk says when asked for everything."""

    channels: tuple[LiveChannel, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    members: tuple[Member, ...] = ()
    devices: tuple[tuple[str, str], ...] = ()
    """(device, state): NOT_INUSE, INUSE, BUSY, RINGING, ONHOLD, UNAVAILABLE, INVALID, UNKNOWN …"""
    queues: tuple[str, ...] = ()


@record
class Resync(Event):
    """The present state, asked for anew. `since` are the events that came while the lists were being written:
    they were delivered already, and are given again because the lists may be older than they are."""

    snapshot: Snapshot
    since: tuple[Event, ...] = ()
    why: str = "connected"


@record
class LinkChanged(Event):
    """The link to Asterisk came up or went down. `why` is an error's code, '' when up."""

    up: bool
    why: str = ""


@record
class Gap(Event):
    """Events were missed: `missed` by their sequence numbers. A Resync follows."""

    missed: int


def snapshot_from(
    queue_status: Sequence[RawEvent],
    channel_list: Sequence[RawEvent],
    device_list: Sequence[RawEvent],
    now: datetime,
) -> Snapshot:
    """The three lists to one record; lines that are no list items are passed over."""
    return Snapshot(
        channels=tuple(_live(raw, now) for raw in channel_list if raw.get("Event") == "CoreShowChannel"),
        waiting=tuple(_waiting(raw, now) for raw in queue_status if raw.get("Event") == "QueueEntry"),
        members=tuple(member_from(raw) for raw in queue_status if raw.get("Event") == "QueueMember"),
        queues=tuple(str(raw["Queue"]) for raw in queue_status if raw.get("Event") == "QueueParams"),
        devices=tuple(
            (str(raw.get("Device", "")), str(raw.get("State", "")))
            for raw in device_list
            if raw.get("Event") == "DeviceStateChange"
        ),
    )


def _live(raw: RawEvent, now: datetime) -> LiveChannel:
    channel = channel_from(raw) or Channel("", "", "", "", "", "", "", "")
    return LiveChannel(channel, str(raw.get("BridgeId", "")), now - _duration(str(raw.get("Duration", ""))))


def _waiting(raw: RawEvent, now: datetime) -> Waiting:
    return Waiting(
        queue=str(raw.get("Queue", "")),
        position=_whole(str(raw.get("Position", ""))),
        uniqueid=str(raw.get("Uniqueid", "")),
        caller=str(raw.get("CallerIDNum", "")),
        since=now - timedelta(seconds=_whole(str(raw.get("Wait", "")))),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _duration(text: str) -> timedelta:
    parts = [_whole(part) for part in text.split(":")]
    if len(parts) != 3:
        return timedelta()
    return timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2])
