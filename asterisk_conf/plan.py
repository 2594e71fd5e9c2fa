"""All that rendering a site's Asterisk needs, as frozen records. Pure: `hotline.app` builds it, `render` reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from asterisk_conf.errors import PlanError
from asterisk_conf.installed import Asterisk
from routing.outbound import Outbound
from routing.plan import Plan, Seat

_SOCKET_PATH_LIMIT = 107
"""Bytes of a UNIX socket's path (sockaddr_un), less the final NUL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where one Asterisk listens, and where our programs do. Explicit everywhere, so that no name is looked up."""

    bind: str = "127.0.0.1"
    sip_port: int
    http_port: int
    ami_port: int
    agi_host: str = "127.0.0.1"
    agi_port: int
    rtp_first: int
    rtp_last: int
    external: str | None = None
    """The address that trunks and phones outside our network see, if it is not `bind`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """Passwords, made once a site (RUN/secrets.json)."""

    ami: str
    """Of the AMI user `hotline`, the only one: the desk's."""
    seats: Mapping[str, str]
    """Seat id -> SIP password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRules:
    """How queues ring and speak. Seconds throughout."""

    ring_s: int = 20
    """How long one seat rings before it counts as unanswered and is paused."""
    retry_s: int = 1
    announce_every_s: int = 45
    """Position and estimated wait."""
    offer_every_s: int = 30
    """The offer to press 1."""
    usual_talk_s: int = 180
    """How long a call is taken to last where none has ended yet."""
    unstaffed_s: int = 60
    """How long a caller who chose to wait waits, where nobody is signed in, before they are asked again."""
    wrapup_guard_s: int = 2
    """No new call within this time after one: our program sets the visible wrap-up state meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The part of the run folder (docs/design.md) that Asterisk uses."""

    root: Path

    @property
    def asterisk(self) -> Path:
        """All that is Asterisk's own."""
        return self.root / "asterisk"

    @property
    def etc(self) -> Path:
        """The rendered configuration."""
        return self.asterisk / "etc"

    @property
    def log(self) -> Path:
        """Its logs, and CEL and the queue log as files."""
        return self.asterisk / "log"

    @property
    def lib(self) -> Path:
        """What it keeps between runs, music on hold and its data folder."""
        return self.asterisk / "lib"

    @property
    def spool(self) -> Path:
        """Its spool; our recordings go elsewhere (`incoming`)."""
        return self.asterisk / "spool"

    @property
    def run(self) -> Path:
        """Its process id and control socket."""
        return self.asterisk / "run"

    @property
    def data(self) -> Path:
        """Asterisk's data folder: its own documentation linked, our sounds."""
        return self.asterisk / "lib" / "data"

    @property
    def incoming(self) -> Path:
        """Where Asterisk writes recordings of calls."""
        return self.root / "recordings" / "incoming"

    @property
    def messages(self) -> Path:
        """Where Asterisk writes messages that callers leave."""
        return self.root / "recordings" / "messages"

    @property
    def fallback(self) -> Path:
        """The program that Asterisk starts when the AGI server is away."""
        return self.root / "fallback"

    def folders(self) -> tuple[Path, ...]:
        """Every folder that must exist before Asterisk starts."""
        return (
            self.etc, self.log / "cel-custom", self.lib / "moh", self.spool, self.run, self.data / "sounds",
            self.incoming, self.messages,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephonyPlan:
    """One site's Asterisk. Raises PlanError when its parts contradict each other."""

    routing: Plan
    run: Run
    asterisk: Asterisk
    addresses: Addresses
    secrets: Secrets
    queue: QueueRules = field(default_factory=QueueRules)
    sounds: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)
    """Language -> sound name (dialplan.contract.Sound, NUMBER_SOUNDS) -> audio file (.sln, .wav, .alaw)."""
    program_limit_s: int = 7200
    """No flow holds a caller longer: the guard against a program that hangs. Who waits or talks is not timed."""
    silent_caller_s: int = 60
    """A caller's telephone that sends no audio for this long is gone: the call ends."""
    silent_seat_s: int = 15
    """A seat's telephone that sends no audio for this long is gone: its caller goes back into the queue."""
    desk_phones: frozenset[str] = frozenset()
    """Seats with an ordinary SIP telephone instead of the browser's."""
    outbound: Outbound | None = None
    """By what and where seats may call out; None: they may not."""

    def __post_init__(self) -> None:
        for seat in self.seats:
            if seat.id not in self.secrets.seats:
                raise PlanError(f"Seat {seat.id} has no SIP password.", place="secrets.json, seats")
        if self.outbound is not None and self.outbound.trunk not in self.routing.trunks:
            raise PlanError(f"The outbound trunk {self.outbound.trunk!r} is not one of the site's trunks.")
        if self.addresses.rtp_first >= self.addresses.rtp_last:
            raise PlanError("The RTP port range is empty.", place="addresses, rtp_first and rtp_last")
        control = bytes(self.run.run / "asterisk.ctl")
        if len(control) > _SOCKET_PATH_LIMIT:
            raise PlanError(
                f"The run folder's path is too long for Asterisk's control socket ({len(control)} bytes, "
                f"{_SOCKET_PATH_LIMIT} are possible).",
                place=str(self.run.root), mend="Set HOTLINE_HOME to a folder with a shorter path.",
            )  # fmt: skip

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Every seat of every office, in the plan's order."""
        return tuple(seat for office in self.routing.offices.values() for seat in office.seats)

    @property
    def media_address(self) -> str:
        """The address in our SDP."""
        return self.addresses.external or self.addresses.bind
