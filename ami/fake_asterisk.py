"""A telephone exchange in memory that tells its story as Asterisk's manager would: for tests, benches and demos.

It knows callers, queues and seats, emits the raw headers of each event, and can list its present state. It answers
no network: `ami.fake_server` does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dialplan.contract import Action, Handover, Hop, Variable

from .channels import interface_of
from .fake_outgoing import FakeOutgoing
from .fake_parts import FakeLeg, FakeMember, Headers


class FakeAsterisk(FakeOutgoing):
    """The exchange. Every verb emits its events, in Asterisk's order, through `emit`."""

    def __init__(self, emit: Callable[[str, Headers], None], queues: Sequence[str], seats: Mapping[str, str]) -> None:
        self.emit = emit
        self.queues = tuple(queues)
        self.seats = dict(seats)
        self.legs: dict[str, FakeLeg] = {}
        self.waiting: dict[str, list[str]] = {queue: [] for queue in queues}
        self.members: dict[tuple[str, str], FakeMember] = {}
        self.devices: dict[str, str] = dict.fromkeys(seats, "UNAVAILABLE")
        self.global_variables: dict[str, str] = {}
        self._serial = 0

    def _leg(
        self, name: str, linkedid: str = "", *, caller: str, caller_name: str = "", context: str, exten: str
    ) -> FakeLeg:
        self._serial += 1
        uniqueid = f"1795000000.{self._serial}"
        leg = FakeLeg(f"PJSIP/{name}-{self._serial:08x}", uniqueid, linkedid or uniqueid, caller, caller_name)
        leg.context, leg.exten = context, exten
        self.legs[uniqueid] = leg
        self.emit("Newchannel", leg.headers())
        return leg

    def _state(self, leg: FakeLeg, state: str) -> None:
        leg.state = state
        self.emit("Newstate", leg.headers())

    # -- callers ------------------------------------------------------------------------------------------------

    def arrive(self, caller: str, dialed: str = "12385", *, trunk: str = "trunk", name: str = "") -> str:
        """A trunk delivers a call; its id."""
        leg = self._leg(trunk, caller=caller, caller_name=name, exten=dialed, context="from-trunk")
        leg.variables = {
            Variable.CALL.value: leg.uniqueid,
            Variable.DIALED.value: dialed,
            Variable.CALLER.value: caller,
            Variable.TRUNK.value: trunk,
        }
        self._state(leg, "Up")
        return leg.uniqueid

    def join(self, call: str, queue: str, *, evidence: str = "dialed-area") -> None:
        """The flow handed over: the caller begins to wait."""
        leg = self.legs[call]
        handover = Handover(action=Action.QUEUE, reason=evidence, chain=(Hop(office=queue, seconds=60),))
        leg.variables[Variable.HANDOVER.value] = handover.pack()
        self._enter(leg, queue)

    def _enter(self, leg: FakeLeg, queue: str) -> None:
        leg.queue = queue
        self.waiting[queue].append(leg.uniqueid)
        place = str(len(self.waiting[queue]))
        self.emit("QueueCallerJoin", [*leg.headers(), ("Queue", queue), ("Position", place), ("Count", place)])

    def leave(self, call: str, *, abandoned: bool = False) -> None:
        """The caller stops waiting."""
        leg = self.legs[call]
        queue, leg.queue = leg.queue, ""
        place = self.waiting[queue].index(call) + 1
        self.waiting[queue].remove(call)
        if abandoned:
            self.emit(
                "QueueCallerAbandon",
                [
                    *leg.headers(),
                    ("Queue", queue),
                    ("Position", str(place)),
                    ("OriginalPosition", "1"),
                    ("HoldTime", "7"),
                ],
            )
        self.emit(
            "QueueCallerLeave",
            [*leg.headers(), ("Queue", queue), ("Position", str(place)), ("Count", str(len(self.waiting[queue])))],
        )

    def ring(self, call: str, seat: str) -> str:
        """The queue rings a seat; the id of the seat's leg."""
        caller = self.legs[call]
        dest = self._leg(seat, call, caller=seat, context="from-seat", exten="s")
        self.emit("AgentCalled", self._agent(caller, dest, seat))
        self._state(dest, "Ringing")
        self.devices[seat] = "RINGING"
        return dest.uniqueid

    def _agent(self, caller: FakeLeg, dest: FakeLeg, seat: str) -> Headers:
        queue = caller.queue or next(iter(self.queues))
        about = [("Queue", queue), ("MemberName", seat), ("Interface", interface_of(seat))]
        return [*caller.headers(), *dest.headers("Dest"), *about]

    def answer(self, leg: str) -> None:
        """A ringing seat takes the call; others that ring for it stop."""
        dest = self.legs[leg]
        caller, seat = self.legs[dest.linkedid], self._seat(dest)
        self._state(dest, "Up")
        self.devices[seat] = "INUSE"
        for other in self._ringing(caller.uniqueid):
            self.hang_up(other, cause=26)
        about = self._agent(caller, dest, seat)
        self.leave(caller.uniqueid)
        self.emit("AgentConnect", [*about, ("RingTime", "3"), ("HoldTime", "5")])
        for joined in (dest, caller):
            joined.bridge = f"bridge-{caller.uniqueid}"
            self.emit("BridgeEnter", [("BridgeUniqueid", joined.bridge), *joined.headers()])

    def no_answer(self, leg: str) -> None:
        """A seat lets it ring."""
        dest = self.legs[leg]
        caller, seat = self.legs[dest.linkedid], self._seat(dest)
        self.emit("AgentRingNoAnswer", [*self._agent(caller, dest, seat), ("RingTime", "15000")])
        self.hang_up(leg, cause=19)

    def finish(self, call: str) -> None:
        """A conversation ends and everybody hangs up."""
        self.hang_up(self._part(call))
        self.hang_up(call)

    def _part(self, call: str) -> str:
        """Caller and seat hear each other no more; the seat's leg."""
        caller = self.legs[call]
        dest = next(leg for leg in self.legs.values() if leg.linkedid == call and leg.uniqueid != call)
        for leg in (dest, caller):
            bridge, leg.bridge = leg.bridge, ""
            self.emit("BridgeLeave", [("BridgeUniqueid", bridge), *leg.headers()])
        return dest.uniqueid

    def set_variable(self, call: str, name: str, value: str) -> bool:
        """A channel variable is set; False when there is no such caller."""
        if call in self.legs:
            self.legs[call].variables[name] = value
        return call in self.legs

    def hand_on(self, leg: str) -> bool:
        """A seat's leg passes its caller on to the first queue of the handover; False when it is gone."""
        if leg not in self.legs:
            return False
        caller = self.legs[self.legs[leg].linkedid]
        self.hang_up(self._part(caller.uniqueid))
        self._enter(caller, Handover.unpack(caller.variables[Variable.HANDOVER.value]).chain[0].office)
        return True

    def break_line(self, leg: str) -> bool:
        """A seat's leg ends as a broken line and its caller goes back to the seat's queue; False when it is gone."""
        if leg not in self.legs:
            return False
        caller = self.legs[self.legs[leg].linkedid]
        office = self.seats[self._seat(self.legs[leg])]
        self.hang_up(self._part(caller.uniqueid), cause=41)
        self._enter(caller, office)
        return True

    def abandon(self, call: str) -> None:
        """A waiting caller hangs up."""
        for leg in self._ringing(call):
            self.hang_up(leg, cause=26)
        if self.legs[call].queue:
            self.leave(call, abandoned=True)
        self.hang_up(call)

    def hang_up(self, uniqueid: str, *, cause: int = 16) -> None:
        """One leg ends."""
        leg = self.legs.pop(uniqueid)
        self.emit("Hangup", [*leg.headers(), ("Cause", str(cause)), ("Cause-txt", "Normal Clearing")])
        seat = self._seat(leg)
        if seat in self.seats and self.devices[seat] != "UNAVAILABLE":
            self.devices[seat] = "NOT_INUSE"

    def _ringing(self, call: str) -> list[str]:
        return [u for u, leg in self.legs.items() if leg.linkedid == call and u != call and leg.state != "Up"]

    @staticmethod
    def _seat(leg: FakeLeg) -> str:
        return leg.name[6:].rpartition("-")[0]

    # -- seats --------------------------------------------------------------------------------------------------

    def register(self, seat: str) -> None:
        """A phone registers."""
        self.devices[seat] = "NOT_INUSE"
        self._peer(seat, "Reachable")

    def unregister(self, seat: str) -> None:
        """A phone's registration ends."""
        self.devices[seat] = "UNAVAILABLE"
        self._peer(seat, "Unreachable")

    def _peer(self, seat: str, status: str) -> None:
        self.emit("PeerStatus", [("ChannelType", "PJSIP"), ("Peer", interface_of(seat)), ("PeerStatus", status)])

    def add(self, queue: str, seat: str, *, paused: bool = False, reason: str = "") -> bool:
        """Put a seat behind a queue; False when it is there."""
        if (queue, seat) in self.members:
            return False
        member = self.members[queue, seat] = FakeMember(queue, seat, paused, reason)
        self.emit("QueueMemberAdded", member.headers())
        return True

    def remove(self, queue: str, seat: str) -> bool:
        """Take it away; False when it is not there."""
        member = self.members.pop((queue, seat), None)
        if member is not None:
            self.emit("QueueMemberRemoved", member.headers())
        return member is not None

    def pause(self, seat: str, *, paused: bool, reason: str = "", queue: str | None = None) -> bool:
        """Pause or unpause it; False when it is nowhere."""
        held = [m for m in self.members.values() if m.seat == seat and queue in (None, m.queue)]
        for member in held:
            member.paused, member.reason = paused, reason if paused else ""
            self.emit("QueueMemberPause", member.headers())
        return bool(held)

    # -- lists --------------------------------------------------------------------------------------------------

    def queue_status(self) -> list[tuple[str, Headers]]:
        """The list that answers QueueStatus."""
        lines: list[tuple[str, Headers]] = []
        for queue in self.queues:
            lines.append(("QueueParams", [("Queue", queue), ("Strategy", "leastrecent")]))
            lines += [("QueueMember", m.headers(listed=True)) for m in self.members.values() if m.queue == queue]
            for place, call in enumerate(self.waiting[queue], 1):
                leg = self.legs[call]
                entry = [("Queue", queue), ("Position", str(place)), ("Channel", leg.name), ("Uniqueid", call)]
                lines.append(("QueueEntry", [*entry, ("CallerIDNum", leg.caller), ("Wait", "4")]))
        return lines

    def channel_list(self) -> list[tuple[str, Headers]]:
        """The list that answers CoreShowChannels."""
        return [
            ("CoreShowChannel", [*leg.headers(), ("Duration", "00:00:09"), ("BridgeId", leg.bridge)])
            for leg in self.legs.values()
        ]

    def device_list(self) -> list[tuple[str, Headers]]:
        """The list that answers DeviceStateList."""
        return [
            ("DeviceStateChange", [("Device", interface_of(seat)), ("State", state)])
            for seat, state in self.devices.items()
        ]
