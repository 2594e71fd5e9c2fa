"""The link to Asterisk's manager: sign in, keep it alive, bring it back, ask and be told. panoramisk's Manager inside.

One panoramisk Manager serves one connection; this class makes the next one. So nothing is sent again behind our
back: an action whose connection breaks fails with `LinkLostError`, and its asker decides. What events mean is
not known here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from panoramisk.manager import Manager
from panoramisk.message import Message

from .errors import (
    AmiError,
    BadActionValueError,
    LinkLostError,
    LoginRejectedError,
    NoAnswerError,
    NotConnectedError,
    RefusedError,
)
from .events import Event, FullyBooted
from .link import AmiAddress, AmiHealth, AmiLimits, OneConnection
from .reading import URGENT, WANTED, typed
from .sequence import SequenceWatch
from .snapshot import Gap, LinkChanged, Resync, snapshot_from
from .wire import RawEvent, WholeMessages

log = logging.getLogger(__name__)

Fields = Mapping[str, str | int | Sequence[str]]
"""An action's headers beside Action and ActionID."""
_NOT_STARTED = "not-started"


class AmiClient:
    """Start `run()` as a task, read `events()`, send `action()`s."""

    def __init__(self, address: AmiAddress, *, now: Callable[[], datetime], limits: AmiLimits | None = None) -> None:
        self._address = address
        self._now = now
        self._limits = limits or AmiLimits()
        self._queue: deque[Event] = deque()
        self._wake = asyncio.Event()
        self._manager: Manager | None = None
        self._protocol: WholeMessages | None = None
        self._lost: asyncio.Future[Exception | None] | None = None
        self._sequence = SequenceWatch()
        self._recent: list[Event] | None = None
        self._resync_wanted = asyncio.Event()
        self._resync_why = ""
        self._up = False
        self._why = _NOT_STARTED
        self._since = now()
        self._counts = dict.fromkeys(("messages", "events", "reconnects", "resyncs", "missed", "dropped"), 0)

    async def events(self) -> AsyncIterator[Event]:
        """Everything in order, for ever: typed events, LinkChanged, Gap, Resync. For one reader."""
        while True:
            while self._queue:
                yield self._queue.popleft()
            self._wake.clear()
            await self._wake.wait()

    def health(self) -> AmiHealth:
        """How the link is now."""
        asterisk = (self._protocol.version if self._protocol is not None else None) or ""
        messages = self._counts["messages"] + (self._protocol.messages if self._protocol is not None else 0)
        return AmiHealth(
            **{**self._counts, "messages": messages},
            up=self._up,
            why=self._why,
            since=self._since,
            queued=len(self._queue),
            asterisk=asterisk,
        )

    async def action(self, name: str, fields: Fields | None = None, *, timeout_s: float | None = None) -> Message:
        """Send one action and wait for its answer. Raises an AmiError: see `ami.errors`."""
        return await self._ask(name, fields or {}, as_list=False, timeout_s=timeout_s or self._limits.action_s)

    async def listing(
        self, name: str, fields: Fields | None = None, *, timeout_s: float | None = None
    ) -> list[RawEvent]:
        """Send an action that answers with a list; its events without the first answer and the end mark."""
        answer = await self._ask(name, fields or {}, as_list=None, timeout_s=timeout_s or self._limits.list_s)
        return [dict(message.items()) for message in answer[1:-1]] if isinstance(answer, list) else []

    def resync(self, why: str) -> None:
        """Ask for the whole state again, soon."""
        self._resync_why = why
        self._resync_wanted.set()

    async def run(self) -> None:
        """Connect and stay connected until cancelled. LoginRejectedError when Asterisk does not know us."""
        delay, rejected, since = self._limits.first_retry_s, 0, 0.0
        now = asyncio.get_running_loop().time
        while True:
            why = "ami-not-connected"
            try:
                await self._one_connection()
                rejected, why = 0, "ami-link-lost"
            except LoginRejectedError as error:
                rejected, since = rejected + 1, since if rejected else now()
                why = error.code
                log.error("AMI sign-in rejected", extra={"action": "ami-login-rejected", "times": rejected})
                if rejected >= self._limits.rejections and now() - since >= self._limits.rejected_s:
                    self._down(why)
                    raise
            except (OSError, TimeoutError, AmiError) as error:
                log.warning("AMI link failed", extra={"action": "ami-connect-failed", "error": str(error)})
            finally:
                await self._drop()
            if self._up:
                delay = self._limits.first_retry_s
            self._down(why)
            await asyncio.sleep(delay)
            delay = min(delay * 2, self._limits.longest_retry_s)
            self._counts["reconnects"] += 1

    async def _one_connection(self) -> None:
        """From connect to loss. Returns when an established link was lost."""
        await self._connect()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._keep_asking()), group.create_task(self._keep_synced())]
            assert self._lost is not None  # noqa: S101  # made by _connect
            await self._lost
            for task in tasks:
                task.cancel()

    async def _connect(self) -> None:
        loop = asyncio.get_running_loop()
        self._lost = lost = loop.create_future()
        self._resync_wanted.clear()

        def on_lost(exc: Exception | None) -> None:
            if not lost.done():
                lost.set_result(exc)

        address = self._address
        manager = OneConnection(on_lost, loop=loop, username=address.username, secret=address.secret)
        manager.register_event("FullyBooted", self._fully_booted)
        async with asyncio.timeout(self._limits.connect_s):
            made = await loop.create_connection(
                lambda: WholeMessages(
                    self._take,
                    wanted=WANTED,
                    on_number=self._count,
                    on_lost=on_lost,
                    beat_s=self._limits.beat_s,
                    urgent=URGENT,
                ),
                address.host,
                address.port,
            )
        self._protocol, self._manager = made[1], manager
        done: asyncio.Future[Any] = loop.create_future()
        done.set_result(made)
        manager.connection_made(done)
        await self._sign_in(manager, lost)

    async def _sign_in(self, manager: Manager, lost: asyncio.Future[Exception | None]) -> None:
        login: asyncio.Future[Message] = manager.authenticated_future
        await asyncio.wait({login, lost}, timeout=self._limits.action_s, return_when=asyncio.FIRST_COMPLETED)
        if not login.done():
            raise LinkLostError("Login") if lost.done() else NoAnswerError("Login", self._limits.action_s)
        if not login.result().success:
            place = f"{self._address.host}:{self._address.port}"
            raise LoginRejectedError(self._address.username, place)
        self._sequence.reconnected()

    def _down(self, why: str) -> None:
        if self._up or self._why == _NOT_STARTED:  # not for each try that fails meanwhile
            self._up, self._since = False, self._now()
            self._put(LinkChanged(self._since, False, why))
        self._why = why

    async def _drop(self) -> None:
        """Close what is open; every action that still waits learns of it through `_lost`."""
        if self._lost is not None and not self._lost.done():
            self._lost.set_result(None)
        if self._manager is not None:
            self._manager.close()
        if self._protocol is not None:
            self._counts["messages"] += self._protocol.messages
            self._protocol = None
        self._manager = None
        self._recent = None

    async def _keep_asking(self) -> None:
        """The watchdog: Asterisk that does not answer a ping in time is as good as gone, connected or not."""
        while True:
            await asyncio.sleep(self._limits.ping_every_s)
            if missed := self._sequence.settle():
                self._note_gap(missed)
            try:
                await self.action("Ping", timeout_s=self._limits.ping_answer_s)
            except AmiError as error:
                log.warning("AMI is deaf", extra={"action": "ami-deaf", "error": error.code})
                if self._lost is not None and not self._lost.done():
                    self._lost.set_result(error)
                return

    def _fully_booted(self, _manager: Manager, _message: Message) -> None:
        self.resync("fully-booted")

    async def _keep_synced(self) -> None:
        await self._booted()
        while True:
            await self._resync_wanted.wait()
            self._resync_wanted.clear()
            try:
                await self._resync_once(self._resync_why)
            except AmiError as error:
                log.warning("AMI resync failed", extra={"action": "ami-resync-failed", "error": str(error)})
                if self._lost is not None and not self._lost.done():
                    self._lost.set_result(error)
                return
            await asyncio.sleep(self._limits.gap_resync_s if self._resync_why == "gap" else 0)

    async def _booted(self) -> None:
        """Wait for FullyBooted, but not for ever: an AMI user without the class `system` is never told."""
        try:
            async with asyncio.timeout(self._limits.booted_s):
                await self._resync_wanted.wait()
        except TimeoutError:
            self.resync("signed-in")

    async def _resync_once(self, why: str) -> None:
        self._recent = []
        try:
            queues = await self.listing("QueueStatus")
            channels = await self.listing("CoreShowChannels")
            devices = await self.listing("DeviceStateList")
            since = tuple(self._recent or ())
        finally:
            self._recent = None
        now = self._now()
        if not self._up:
            self._up, self._why, self._since = True, "", now
            self._put(LinkChanged(now, True))
        self._counts["resyncs"] += 1
        self._put(Resync(now, snapshot_from(queues, channels, devices, now), since, why))

    def _take(self, raw: RawEvent) -> None:
        """Called by the protocol for every event: only queues."""
        event = typed(raw, self._now())
        if event is None:
            return
        self._counts["events"] += 1
        if self._recent is not None and not isinstance(event, FullyBooted):
            self._recent.append(event)
        self._put(event)

    def _count(self, number: int) -> None:
        if missed := self._sequence.missed(number):
            self._note_gap(missed)

    def _note_gap(self, missed: int) -> None:
        log.warning("AMI events were lost", extra={"action": "ami-gap", "events": missed})
        self._counts["missed"] += missed
        self._put(Gap(self._now(), missed))
        self.resync("gap")

    def _put(self, event: Event) -> None:
        if len(self._queue) >= self._limits.queue:
            self._counts["dropped"] += len(self._queue)
            self._queue.clear()
            self.resync("reader-too-slow")
        self._queue.append(event)
        self._wake.set()

    async def _ask(self, name: str, fields: Fields, *, as_list: bool | None, timeout_s: float) -> Any:
        for key, value in fields.items():
            for text in (key, *((value,) if isinstance(value, str | int) else value)):
                if any(bad in str(text) for bad in "\r\n\0"):
                    raise BadActionValueError(name, key)
        manager, protocol, lost = self._manager, self._protocol, self._lost
        if manager is None or protocol is None or lost is None or lost.done():
            raise NotConnectedError(name, f"the link is down ({self._why})")
        future = manager.send_action({"Action": name, **fields}, as_list=as_list)
        try:
            await asyncio.wait({future, lost}, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            protocol.forget(future)
        if not future.done():
            raise LinkLostError(name) if lost.done() else NoAnswerError(name, timeout_s)
        answer = future.result()
        first = answer[0] if isinstance(answer, list) else answer
        if not first.success:
            raise RefusedError(name, str(first.message))
        return answer
