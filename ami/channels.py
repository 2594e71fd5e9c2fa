"""How Asterisk's names become ours: channel names and interfaces to seats, call variables to the call id.

Pure string work, bounded and total: nothing here raises for what Asterisk may send.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from dialplan.contract import NO_TAG, Variable, read_tag

from .records import record
from .wire import RawEvent


@record
class Channel:
    """One call leg as an event shows it. `uniqueid` names it for ever; `linkedid` is the call it belongs to."""

    name: str
    uniqueid: str
    linkedid: str
    state: str
    """Down, Ring, Ringing, Up, Busy …"""
    caller: str
    connected: str
    context: str
    exten: str
    variables: Mapping[str, str] = field(default_factory=lambda: NO_TAG)
    """Our channel variables, those that are set: the call's tag (`dialplan.contract.TAG`)."""

    @property
    def call_id(self) -> str:
        """The call this leg belongs to: the inherited variable where it is set, else the linkedid."""
        return self.variables.get(Variable.CALL) or self.linkedid or self.uniqueid

    @property
    def endpoint(self) -> str:
        """The SIP endpoint's name: `hefei-01` of `PJSIP/hefei-01-0000002a`; '' for other technologies."""
        return endpoint_of(self.name)


def endpoint_of(channel: str) -> str:
    """`PJSIP/hefei-01-0000002a` -> `hefei-01`; '' when it is no PJSIP channel."""
    if not channel.startswith("PJSIP/"):
        return ""
    return channel[6:].rpartition("-")[0]


def seat_of(interface: str) -> str:
    """A queue member's interface or a device to the seat's id: `PJSIP/hefei-01` -> `hefei-01`; '' otherwise."""
    if not interface.startswith("PJSIP/"):
        return ""
    return interface[6:].partition("/")[0]


def interface_of(seat: str) -> str:
    """The reverse of `seat_of`: what app_queue calls this seat's phone."""
    return f"PJSIP/{seat}"


def channel_from(raw: RawEvent, prefix: str = "") -> Channel | None:
    """The leg that the headers with `prefix` ('' or 'Dest') describe; None when there is none."""
    uniqueid = raw.get(prefix + "Uniqueid", "")
    if not uniqueid:
        return None
    get = raw.get
    return Channel(
        get(prefix + "Channel", ""),
        uniqueid,
        get(prefix + "Linkedid", ""),
        get(prefix + "ChannelStateDesc", ""),
        get(prefix + "CallerIDNum", ""),
        get(prefix + "ConnectedLineNum", ""),
        get(prefix + "Context", ""),
        get(prefix + "Exten", ""),
        read_tag(get(prefix + "AccountCode", "")),
    )
