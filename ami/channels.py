"""How Asterisk's names become ours: channel names and interfaces to seats, call variables to the call id.

Pure string work, bounded and total: nothing here raises for what Asterisk may send.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dialplan.contract import Variable

from .wire import RawEvent

NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
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
    variables: Mapping[str, str] = field(default_factory=dict)
    """Our channel variables (manager.conf `channelvars`), those that are set."""

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
    variables = get(prefix + "ChanVariable")
    return Channel(
        get(prefix + "Channel", ""),  # type: ignore[arg-type]  # only ChanVariable is ever repeated
        uniqueid,  # type: ignore[arg-type]
        get(prefix + "Linkedid", ""),  # type: ignore[arg-type]
        get(prefix + "ChannelStateDesc", ""),  # type: ignore[arg-type]
        get(prefix + "CallerIDNum", ""),  # type: ignore[arg-type]
        get(prefix + "ConnectedLineNum", ""),  # type: ignore[arg-type]
        get(prefix + "Context", ""),  # type: ignore[arg-type]
        get(prefix + "Exten", ""),  # type: ignore[arg-type]
        NOTHING if variables is None else _variables(variables),
    )


def _variables(sent: str | list[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in (sent,) if isinstance(sent, str) else sent:
        name, _, value = line.partition("=")
        if value:
            found[name] = value
    return found
