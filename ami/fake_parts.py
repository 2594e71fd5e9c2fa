"""What a fake exchange is made of: legs and queue members, each as Asterisk's manager writes it. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field

from dialplan.contract import TAG

from .channels import interface_of

Headers = list[tuple[str, str]]


@dataclass(slots=True)
class FakeLeg:
    """One channel of the fake exchange."""

    name: str
    uniqueid: str
    linkedid: str
    caller: str = ""
    caller_name: str = ""
    exten: str = ""
    context: str = ""
    state: str = "Down"
    bridge: str = ""
    queue: str = ""
    dials: str = ""
    """The number that this leg of a seat will call."""
    variables: dict[str, str] = field(default_factory=dict)

    def headers(self, prefix: str = "") -> Headers:
        """What Asterisk writes of a channel in every event about it."""
        codes = {"Down": "0", "Ring": "4", "Ringing": "5", "Up": "6"}
        return [
            (prefix + "Channel", self.name),
            (prefix + "ChannelState", codes[self.state]),
            (prefix + "ChannelStateDesc", self.state),
            (prefix + "CallerIDNum", self.caller),
            (prefix + "CallerIDName", self.caller_name),
            (prefix + "ConnectedLineNum", "<unknown>"),
            (prefix + "ConnectedLineName", "<unknown>"),
            (prefix + "Language", "zh"),
            (prefix + "AccountCode", self.account_code),
            (prefix + "Context", self.context),
            (prefix + "Exten", self.exten),
            (prefix + "Priority", "1"),
            (prefix + "Uniqueid", self.uniqueid),
            (prefix + "Linkedid", self.linkedid),
        ]

    @property
    def account_code(self) -> str:
        """The call's tag, as the dialplan writes it."""
        return "|".join(self.variables.get(name, "") for name in TAG) if self.variables else ""


@dataclass(slots=True)
class FakeMember:
    """A seat behind a queue."""

    queue: str
    seat: str
    paused: bool = False
    reason: str = ""

    def headers(self, *, listed: bool = False) -> Headers:
        """As a QueueMember… event shows it, or as QueueStatus lists it."""
        return [
            ("Queue", self.queue),
            ("Name" if listed else "MemberName", self.seat),
            ("Location" if listed else "Interface", interface_of(self.seat)),
            ("StateInterface", interface_of(self.seat)),
            ("Membership", "dynamic"),
            ("Penalty", "0"),
            ("CallsTaken", "0"),
            ("InCall", "0"),
            ("Status", "1"),
            ("Paused", "1" if self.paused else "0"),
            ("PausedReason", self.reason),
        ]
