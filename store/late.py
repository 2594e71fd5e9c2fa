"""One timer for all who wait for an answer: a timer for each would cost more than what they wait for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any


class Late:
    """Tells those who have waited for `limit_s` an error. They are watched in the order in which they came."""

    def __init__(self, limit_s: float, error: Callable[[], Exception]) -> None:
        self._limit_s = limit_s
        self._error = error
        self._waiting: deque[tuple[float, asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    def watch(self, answer: asyncio.Future[Any]) -> None:
        """From now on."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self._limit_s
        self._waiting.append((until, answer))
        if self._timer is None:
            self._timer = loop.call_at(until, self._tell)

    def forget_answered(self) -> None:
        """Call it when some were answered; with the last one the timer goes too."""
        while self._waiting and self._waiting[0][1].done():
            self._waiting.popleft()
        if self._timer is not None and not self._waiting:
            self._timer.cancel()
            self._timer = None

    def _tell(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting and self._waiting[0][0] <= loop.time():
            _, answer = self._waiting.popleft()
            if not answer.done():
                answer.set_exception(self._error())
        self._timer = loop.call_at(self._waiting[0][0], self._tell) if self._waiting else None
