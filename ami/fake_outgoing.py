"""Calls out on the fake exchange: a seat's phone rings, is taken, and a citizen is called. Mixed into `FakeAsterisk`.

The order of events and what they hold were seen on Asterisk 22.10.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable

from dialplan.contract import Context, NotReached, Variable

from .channels import interface_of
from .fake_parts import FakeLeg, Headers

_CAUSES = {
    "BUSY": NotReached.BUSY,
    "NOANSWER": NotReached.NO_ANSWER,
    "REJECTED": NotReached.REJECTED,
    "CANCEL": 16,
}
"""How the seat's leg ends when dialling the citizen came out so."""


class FakeOutgoing(ABC):
    """The verbs of a call out, for an exchange that has legs."""

    emit: Callable[[str, Headers], None]
    legs: dict[str, FakeLeg]
    devices: dict[str, str]
    _serial: int

    @abstractmethod
    def hang_up(self, uniqueid: str, *, cause: int = 16) -> None:
        """One leg ends."""

    def originate(self, seat: str, call: str, number: str) -> None:
        """The desk wants a call placed; a phone that is not there is told of at once."""
        if self.devices[seat] == "UNAVAILABLE":
            self.emit("OriginateResponse", [("Response", "Failure"), ("Reason", "0"), ("Uniqueid", call)])
            return
        self._serial += 1
        leg = FakeLeg(f"{interface_of(seat)}-{self._serial:08x}", call, call, seat, context=Context.SEAT, exten="s")
        leg.dials = number
        self.legs[call] = leg
        self.emit("Newchannel", leg.headers())
        leg.state = "Ringing"
        self.emit("Newstate", leg.headers())
        self.devices[seat] = "BUSY"

    def take(self, call: str) -> str:
        """The seat takes its phone and the citizen's rings; the id of the citizen's leg."""
        leg = self.legs[call]
        leg.state, leg.context, leg.exten = "Up", Context.OUTBOUND, leg.dials
        self.emit("Newstate", leg.headers())
        self.emit("OriginateResponse", [("Response", "Success"), ("Reason", "4"), ("Uniqueid", call)])
        leg.variables = {Variable.CALL.value: call, Variable.CALLER.value: leg.dials}
        self._serial += 1
        far = FakeLeg(f"PJSIP/trunk-x-{self._serial:08x}", f"1795000000.{self._serial}", call, "0", exten=leg.dials)
        far.variables = dict(leg.variables)
        self.legs[far.uniqueid] = far
        self.emit("Newchannel", far.headers())
        far.state = "Ringing"
        self.emit("Newstate", far.headers())
        return far.uniqueid

    def answers(self, far: str) -> None:
        """The citizen answers; both hear the notice."""
        self.legs[far].state = "Up"
        self.emit("Newstate", self.legs[far].headers())

    def reached(self, far: str) -> None:
        """The citizen answers; both hear each other."""
        leg = self.legs[far]
        seat = self.legs[leg.linkedid]
        self.answers(far)
        for one in (leg, seat):
            one.bridge = f"bridge-{leg.linkedid}"
            self.emit("BridgeEnter", [*one.headers(), ("BridgeUniqueid", one.bridge)])

    def not_reached(self, far: str, status: str, cause: int) -> None:
        """The citizen is not reached; the call is over. Without a cause (0), their leg's last event lacks it."""
        leg = self.legs[far]
        call = leg.linkedid
        self.hang_up(far, cause=cause)
        self.hang_up(call, cause=_CAUSES.get(status, NotReached.FAILED))

    def over(self, call: str) -> None:
        """A talk ends; all legs go."""
        for leg in [leg for leg in self.legs.values() if leg.linkedid == call and leg.bridge]:
            self.emit("BridgeLeave", [*leg.headers(), ("BridgeUniqueid", leg.bridge)])
        for uniqueid in [u for u, leg in self.legs.items() if leg.linkedid == call and u != call]:
            self.hang_up(uniqueid)
        self.hang_up(call)
