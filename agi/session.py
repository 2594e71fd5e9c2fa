"""One FastAGI connection on the event loop: bytes through `AgiConnection`, one task for the flow, time limits.

Nothing here knows what a flow says. Time limits are two numbers on the session; the server's sweep reads them, so that
a command costs no timer.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Final, cast

from agi.asterisk_call import AsteriskCall
from agi.call_facts import call_facts
from agi.errors import RemoteProtocolError
from agi.events import Ended, Environment, HungUp, Reply
from agi.protocol import AgiConnection
from dialplan.contract import Script
from ivr_flows.call import CallerHungUp, CallLost

if TYPE_CHECKING:
    from agi.server import AgiServer, Flow

_NEVER: Final = math.inf


class Session(asyncio.Protocol):
    """One connection. It is the `Exchange` of its own call."""

    def __init__(self, server: AgiServer) -> None:
        self._server = server
        self._loop = server.loop
        self._connection = AgiConnection()
        self._transport: asyncio.Transport
        self._waiter: asyncio.Future[Reply] | None = None
        self._task: asyncio.Task[None] | None = None
        self._started = False
        self._gone = False
        """No command can be sent any more."""
        self._closed = False
        """The transport has ended too."""
        self.hung_up = False
        """Asterisk said that the caller has gone."""
        self.call_id = ""
        self.running = False
        """Whether a flow runs here."""
        self.reply_due = _NEVER
        """Loop time at which the pending reply (or the opening block) is too late."""
        self.ends_at = _NEVER
        """Loop time at which the whole session is cut."""

    def execute(self, line: bytes, limit_s: float) -> Awaitable[Reply]:
        """Send one command; the awaitable brings its reply. See `agi.asterisk_line.Exchange`."""
        if self._gone:
            raise self._loss("the connection has ended")
        self._transport.write(self._connection.send(line))
        loop = self._loop
        self.reply_due = loop.time() + limit_s
        self._waiter = waiter = loop.create_future()
        return waiter

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self.reply_due = self._server.admit(self)

    def data_received(self, data: bytes) -> None:
        try:
            events = self._connection.feed(data)
        except RemoteProtocolError as error:
            self._server.note_trouble(self, error.code, str(error))
            self.cut(str(error))
            return
        for event in events:
            if type(event) is Reply:
                self.reply_due = _NEVER
                waiter, self._waiter = self._waiter, None
                if waiter is not None and not waiter.done():
                    waiter.set_result(event)
            elif type(event) is Environment:
                self._begin(event)
            elif type(event) is HungUp:
                self.hung_up = True

    def eof_received(self) -> bool:
        ended = self._connection.feed_eof()
        if ended and isinstance(ended[0], Ended):
            self._lose("Asterisk closed the connection")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self._connection.feed_eof()
        self._lose("the connection broke" if exc else "the connection was closed")
        self._closed = True
        if self.running:
            self.ends_at = min(self.ends_at, self._server.loop.time() + self._server.limits.aftermath_s)
        else:
            self._server.release(self)

    def late(self, now: float) -> str | None:
        """Why this session must be cut now, or None."""
        if now >= self.ends_at:
            return "session-limit"
        return "reply-limit" if now >= self.reply_due else None

    def cut(self, why: str, *, whole: bool = False) -> None:
        """End the connection. The flow gets `CallLost`; with `whole`, it is cancelled wherever it hangs."""
        self._lose(why)
        if whole and self._task is not None:
            self._task.cancel(why)
            if not self._started:  # a task cancelled before its first step runs no `finally`
                self._finish()
        self._transport.close()

    def _begin(self, environment: Environment) -> None:
        self.reply_due = _NEVER
        name = environment.script
        if name == Script.PING:
            self._transport.close()
            return
        facts = call_facts(environment, script=name, arguments=environment.arguments)
        self.call_id = facts.call_id
        script = self._server.script(self, name)
        if script is None:
            self._transport.close()
            return
        self.running = True
        self.ends_at = self._server.loop.time() + self._server.limits.session_s
        call = AsteriskCall(self, facts, beep=self._server.beep)
        self._task = self._server.loop.create_task(self._run(script, call))

    async def _run(self, script: Flow, call: AsteriskCall) -> None:
        self._started = True
        name = call.facts.script
        try:
            await script(call)
        except CallerHungUp:
            pass
        except CallLost as error:
            self._server.note_trouble(self, "call-lost", str(error), script=name)
        except Exception as error:  # a flow's own bug: the dialplan goes on with its fallback
            self._server.note_failure(self, name, error)
        finally:
            self._finish()

    def _finish(self) -> None:
        self.running = False
        self.ends_at = _NEVER
        self._transport.close()
        self._server.finished(self, closed=self._closed)

    def _lose(self, why: str) -> None:
        self._gone = True
        self.reply_due = _NEVER
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(self._loss(why))

    def _loss(self, why: str) -> CallerHungUp | CallLost:
        return CallerHungUp() if self.hung_up else CallLost(why)
