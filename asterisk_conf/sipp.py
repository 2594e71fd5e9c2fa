"""Test calls: SIPp signals, an `RtpPeer` speaks, listens and presses keys. Every call ends by itself.

`SippCaller` is somebody who dials; `desk.SippSeat` is a desk telephone that answers. Used by `make call` and the tests.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from asterisk_conf.program import Program
from asterisk_conf.rtp import RtpPeer, read_audio
from asterisk_conf.sipp_process import SippProcess

_REFUSALS = (400, 401, 403, 404, 407, 408, 480, 482, 484, 486, 488, 500, 501, 502, 503, 504, 600, 603)
_SET_UP_LIMIT_S = 60.0
_END_LIMIT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEvent:
    """One thing that happened to a test call: seconds since dialling, what, and detail."""

    at_s: float
    what: str
    """dialled, ringing, answered, key, heard, hanging-up (we), hung-up (they), refused, ended."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """How a test call went."""

    events: tuple[CallEvent, ...]
    heard: Path | None
    """WAV of what the caller heard."""
    heard_s: float
    exit_code: int
    """SIPp's own verdict: 0 = as expected."""

    def when(self, what: str) -> float | None:
        """Seconds since dialling of the first such event."""
        return next((event.at_s for event in self.events if event.what == what), None)

    @property
    def answered(self) -> bool:
        """Whether the call was answered."""
        return self.when("answered") is not None

    @property
    def refused(self) -> int | None:
        """The SIP status of a refusal."""
        return next((int(event.detail) for event in self.events if event.what == "refused"), None)

    @property
    def ended_by(self) -> str:
        """`caller`, `hotline`, `refused` or `lost`."""
        whats = {event.what for event in self.events}
        return next(
            (
                who
                for what, who in (("hung-up", "hotline"), ("hanging-up", "caller"), ("refused", "refused"))
                if what in whats
            ),
            "lost",
        )


@dataclass(slots=True, kw_only=True)
class SippCaller:
    """One caller. `await caller.call()` dials, talks, presses, and returns the report."""

    program: Program
    """SIPp (`asterisk_conf.programs.ensure_sipp`)."""
    target: tuple[str, int]
    """Asterisk's SIP address and port."""
    folder: Path
    """Where the scenario, logs and the WAV of what was heard are written."""
    dialed: str = "12385"
    caller: str = "13955101234"
    """What stands in From; `anonymous` for a hidden number."""
    source: str = "127.0.0.2"
    """Our own address; a trunk's, to be taken for the trunk."""
    port: int = 0
    """Our SIP port; 0 = a free one."""
    audio: Path | None = None
    """What the caller says (WAV 16 bit mono, .sln, .alaw), from the moment of answer."""
    keys: Sequence[tuple[float, str]] = ()
    """(seconds after answer, key)."""
    length_s: float = 10.0
    """Hang up this long after answer, unless the hotline does first."""
    display: str = ""
    headers: Sequence[str] = ()
    """More SIP header lines, as they stand."""
    on_event: Callable[[CallEvent], None] | None = None
    _events: list[CallEvent] = field(default_factory=list)
    _began: float = 0.0
    _sipp: SippProcess | None = None
    _peer: RtpPeer | None = None

    async def call(self) -> CallReport:
        """Place the call and see it through. TestCallError when SIPp itself cannot run."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._began = time.monotonic()
        peer = self._peer = RtpPeer(read_audio(self.audio) if self.audio else b"")
        port = await peer.open(self.source)
        sipp = SippProcess(program=self.program, folder=self.folder, name="caller", port=self.port)
        self._sipp = sipp
        values = {
            "dialed": self.dialed, "caller": self.caller, "display": f'"{self.display}" ' if self.display else "",
            "headers": list(self.headers), "audio_port": port, "length_ms": round(self.length_s * 1000),
            "refusals": _REFUSALS,
        }  # fmt: skip
        limit_s = self.length_s + _SET_UP_LIMIT_S
        try:
            await sipp.start("caller.xml.j2", values, target=self.target, source=self.source, calls=1)
            self._note("dialled", self.dialed)
            async with asyncio.TaskGroup() as tasks:
                pressing: list[asyncio.Task[None]] = []
                async for line in sipp.lines(limit_s=limit_s):
                    what, _, detail = line.partition(" ")
                    self._note(what, detail)
                    if what == "answered":
                        peer.talk(self.target[0], int(detail))
                        pressing.append(tasks.create_task(self._press(peer)))
                for task in pressing:
                    task.cancel()
            code = await sipp.wait(limit_s=_END_LIMIT_S)
        finally:
            await sipp.stop()
            peer.close()
        self._note("ended", str(code))
        heard = self.folder / "heard.wav"
        heard_s = peer.save(heard)
        return CallReport(events=tuple(self._events), heard=heard, heard_s=heard_s, exit_code=code)

    def hang_up(self) -> None:
        """Hang up now (or give up dialling); `call` returns soon after."""
        if self._sipp is not None:
            self._sipp.hang_up()

    @property
    def events(self) -> tuple[CallEvent, ...]:
        """What has happened so far."""
        return tuple(self._events)

    def heard(self) -> list[int]:
        """What the caller has heard so far: 16-bit samples at 8 kHz."""
        return list(self._peer.heard()) if self._peer is not None else []

    def press(self, key: str) -> None:
        """Press a key now."""
        if self._peer is not None:
            self._peer.press(key)
            self._note("key", key)

    async def _press(self, peer: RtpPeer) -> None:
        answered = time.monotonic()
        for at_s, key in sorted(self.keys):
            await asyncio.sleep(max(0.0, answered + at_s - time.monotonic()))
            peer.press(key)
            self._note("key", key)

    def _note(self, what: str, detail: str) -> None:
        event = CallEvent(at_s=round(time.monotonic() - self._began, 3), what=what, detail=detail)
        self._events.append(event)
        if self.on_event is not None:
            self.on_event(event)
