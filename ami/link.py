"""What a link to Asterisk's manager is made of: its address, its limits, its health, and one connection of panoramisk.

How the link is kept is `ami.client`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from panoramisk.manager import Manager

NEVER = 10**9
NOT_TWICE = ("login", "ping", "queueadd", "queueremove", "queuepause", "hangup", "originate", "redirect")
"""Actions that panoramisk may never send again by itself (it never may: see above; this is the second lock)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiAddress:
    """Where the manager listens and who we are to it."""

    host: str
    port: int
    username: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiLimits:
    """How long to wait for what, in seconds."""

    connect_s: float = 3.0
    action_s: float = 5.0
    list_s: float = 10.0
    ping_every_s: float = 3.0
    ping_answer_s: float = 2.0
    first_retry_s: float = 0.1
    longest_retry_s: float = 5.0
    booted_s: float = 1.0
    """How long after sign-in to wait for FullyBooted before asking for the state all the same."""
    rejections: int = 3
    rejected_s: float = 15.0
    """Sign-ins refused at least so often and for so long before `run` gives up with LoginRejectedError. An Asterisk
    that starts or stops refuses everybody for a moment: that is no wrong secret."""
    gap_resync_s: float = 2.0
    """Least time between two resyncs because of gaps."""
    beat_s: float = 0.05
    """What nobody waits for is read together at beats of the clock; nobody notices so little."""
    queue: int = 100_000
    """Most events held for a slow reader; then they are dropped and a resync follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AmiHealth:
    """A snapshot of the link for `hotline status` and metrics."""

    up: bool
    why: str
    since: datetime
    messages: int
    events: int
    reconnects: int
    resyncs: int
    missed: int
    dropped: int
    queued: int
    asterisk: str


class OneConnection(Manager):  # type: ignore[misc]  # panoramisk is untyped
    """panoramisk's Manager for the life of one connection: losing it is reported, not mended here."""

    def __init__(self, on_lost: Callable[[Exception | None], None], **config: Any) -> None:
        super().__init__(ping_delay=NEVER, ping_interval=NEVER, forgetable_actions=NOT_TWICE, **config)
        self.pinger: asyncio.TimerHandle | None
        self._tell_lost = on_lost

    def connection_lost(self, exc: Exception | None) -> None:
        if self.pinger:
            self.pinger.cancel()
            self.pinger = None
        self._connected = False
        self._tell_lost(exc)
