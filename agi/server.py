"""The FastAGI server: listens, bounds what runs, cuts what is late, stops gently.

One `Session` a connection, one task a call. No flow and no protocol detail may live here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

import structlog

from agi.session import Session
from ivr_flows.call import Call

Flow = Callable[[Call], Awaitable[None]]
"""One script: talks with one caller and ends by handing over."""

_log = structlog.get_logger("agi")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of the server. Times in seconds."""

    sessions: int = 400
    """Calls in a flow at once; more are refused, and Asterisk's fallback serves them."""
    spare_connections: int = 64
    """Connections beyond those, for pings and for peers that have not said who they are."""
    environment_s: float = 5.0
    """For the opening block."""
    session_s: float = 900.0
    """For a whole flow, whatever it waits for."""
    aftermath_s: float = 5.0
    """For a flow to write down what happened after its connection has gone."""
    sweep_s: float = 0.25
    """How often lateness is looked for."""


class AgiServer:
    """`await start(host, port)`, then calls are served until `await stop(grace_s)`."""

    def __init__(self, *, scripts: Mapping[str, Flow], limits: Limits | None = None, beep: str = "beep") -> None:
        self.limits = limits or Limits()
        self.beep = beep
        self.loop: asyncio.AbstractEventLoop
        self.served = 0
        """Flows begun since the start."""
        self.calls = 0
        """Flows running now."""
        self._scripts = dict(scripts)
        self._sessions: set[Session] = set()
        self._idle = asyncio.Event()
        """No connection is open and no flow runs."""
        self._idle.set()
        self._server: asyncio.Server | None = None
        self._sweeper: asyncio.TimerHandle | None = None

    async def start(self, host: str, port: int) -> tuple[str, int]:
        """Listen; returns the address in use (`port` 0 = any free one)."""
        self.loop = asyncio.get_running_loop()
        self._server = await self.loop.create_server(lambda: Session(self), host, port, backlog=512)
        self._sweeper = self.loop.call_later(self.limits.sweep_s, self._sweep)
        bound: tuple[str, int] = self._server.sockets[0].getsockname()[:2]
        return bound

    async def stop(self, grace_s: float = 5.0) -> None:
        """Take no more calls; let flows finish for `grace_s`; cut the rest (Asterisk's fallback takes them)."""
        if self._server is None:
            return
        self._server.close()
        await self._drain(grace_s)
        for session in list(self._sessions):
            session.cut("the server stops", whole=True)
        await self._drain(2.0)
        if self._sweeper is not None:
            self._sweeper.cancel()
        self._server = None

    def admit(self, session: Session) -> float:
        """A new connection: returns the loop time by which it must have said who it is. Too many are cut at once."""
        self._sessions.add(session)
        self._idle.clear()
        if len(self._sessions) > self.limits.sessions + self.limits.spare_connections:
            self.note_trouble(session, "too-many-connections", f"{len(self._sessions)} connections")
            session.cut("too many connections")
        return self.loop.time() + self.limits.environment_s

    def script(self, session: Session, name: str) -> Flow | None:
        """The flow of this name, or None when there is none or no room for it: the call then falls through."""
        flow = self._scripts.get(name)
        if flow is None:
            self.note_trouble(session, "unknown-script", f"no script {name[:40]!r}", script=name[:40])
        elif self.calls >= self.limits.sessions:
            self.note_trouble(session, "too-many-sessions", f"{self.calls} calls in a flow", script=name)
            return None
        else:
            self.served += 1
            self.calls += 1
        return flow

    def finished(self, session: Session, *, closed: bool) -> None:
        """The flow has ended; its connection may have gone before."""
        self.calls -= 1
        if closed:
            self.release(session)

    def release(self, session: Session) -> None:
        """The connection has gone."""
        self._sessions.discard(session)
        if not self._sessions:
            self._idle.set()

    def note_trouble(self, session: Session, code: str, why: str, script: str = "") -> None:
        """Log what ended a session too early. `why` never holds what a caller said or dialled."""
        _log.warning("session ended early", action=code, call_id=session.call_id, why=why, script=script)

    def note_failure(self, session: Session, script: str, error: Exception) -> None:
        """Log a flow's own failure, with its traceback."""
        _log.error("flow failed", action="flow-failed", call_id=session.call_id, script=script, exc_info=error)

    def _sweep(self) -> None:
        now = self.loop.time()
        for session in list(self._sessions):
            why = session.late(now)
            if why is not None:
                self.note_trouble(session, why, "cut by its time limit")
                session.cut(why, whole=why == "session-limit")
        self._sweeper = self.loop.call_later(self.limits.sweep_s, self._sweep)

    async def _drain(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)
