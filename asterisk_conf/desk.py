"""A telephone that is called, for tests: a seat's, which registers, or a citizen's behind a trunk, which does not.

It rings, answers (or lets it ring, or refuses), talks. SIPp signals, `RtpPeer` speaks.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from asterisk_conf.errors import TestCallError
from asterisk_conf.program import Program
from asterisk_conf.rtp import RtpPeer, read_audio
from asterisk_conf.sipp import CallEvent
from asterisk_conf.sipp_process import SippProcess

_REGISTER_LIMIT_S = 15.0
_LIFE_LIMIT_S = 3600.0
"""A bench of many rounds has its telephones for so long."""


@dataclass(slots=True, kw_only=True)
class SippSeat:
    """One seat with an ordinary SIP telephone; handles one call at a time, one after the other."""

    program: Program
    target: tuple[str, int]
    folder: Path
    seat: str
    password: str | None
    """None: there is nobody to register with."""
    source: str = "127.0.0.3"
    port: int = 0
    """Where it listens; 0: on a free port."""
    audio: Path | None = None
    """What the agent says, from the moment of answer."""
    answer_after_s: float = 0.2
    """Rings this long first; make it longer than the queue's ring time to let it ring."""
    talk_s: float = 60.0
    """Hangs up this long after answering, unless the other side does first."""
    refuses_with: int = 0
    """The SIP status with which it refuses every call (486 busy, 603 declined); 0: it does not."""
    on_event: Callable[[CallEvent], None] | None = None
    events: list[CallEvent] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _process: SippProcess | None = None
    _peer: RtpPeer | None = None

    @asynccontextmanager
    async def signed_in(self) -> AsyncIterator[SippSeat]:
        """Registered and taking calls inside the block; the SIPp process is ended after it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        peer = self._peer = RtpPeer(read_audio(self.audio) if self.audio else b"")
        phone = self._process = SippProcess(program=self.program, folder=self.folder, name="phone")
        listening: asyncio.Task[None] | None = None
        try:
            values = {
                "seat": self.seat, "audio_port": await peer.open(self.source),
                "answer_after_ms": round(self.answer_after_s * 1000), "length_ms": round(self.talk_s * 1000),
                "refuses_with": self.refuses_with,
            }  # fmt: skip
            phone.port = self.port if self.password is None else await self._register()
            await phone.start("seat.xml.j2", values, target=self.target, source=self.source, calls=0)
            listening = asyncio.create_task(self._listen(phone, peer))
            yield self
        finally:
            if listening is not None:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)
            await phone.stop()
            peer.close()

    async def cut_the_cable(self) -> None:
        """Vanish in mid-call: no BYE, no audio."""
        assert self._process is not None and self._peer is not None  # noqa: S101 - inside signed_in
        await self._process.stop()
        self._peer.close()

    async def unregister(self) -> None:
        """Take the registration back, also in mid-call."""
        await self._register(expires_s=0)

    async def happened(self, what: str, *, count: int = 1, limit_s: float = 20.0) -> CallEvent:
        """Wait until `what` (ringing with To and From, cancelled, answered, hung-up) has happened `count` times."""
        async with asyncio.timeout(limit_s):
            while True:
                found = [event for event in self.events if event.what == what]
                if len(found) >= count:
                    return found[count - 1]
                self._changed.clear()
                await self._changed.wait()

    def heard(self) -> list[int]:
        """What the agent has heard so far: 16-bit samples at 8 kHz."""
        return list(self._peer.heard()) if self._peer is not None else []

    async def _register(self, expires_s: int = round(_LIFE_LIMIT_S)) -> int:
        register = SippProcess(program=self.program, folder=self.folder, name="register")
        values = {"seat": self.seat, "password": self.password, "expires": expires_s}
        await register.start("register.xml.j2", values, target=self.target, source=self.source, calls=1)
        code = await register.wait(limit_s=_REGISTER_LIMIT_S)
        if code != 0:
            raise TestCallError(f"Seat {self.seat} could not register (SIPp's code {code}).", place=str(self.folder))
        return register.port

    async def _listen(self, phone: SippProcess, peer: RtpPeer) -> None:
        async for line in phone.lines(limit_s=_LIFE_LIMIT_S):
            what, _, detail = line.partition(" ")
            if what == "answered":
                peer.talk(self.target[0], int(detail))
            elif what in ("hung-up", "hanging-up"):
                peer.hush()
            event = CallEvent(at_s=round(time.monotonic(), 3), what=what, detail=detail)
            self.events.append(event)
            self._changed.set()
            if self.on_event is not None:
                self.on_event(event)
