"""The beats of the clock: what need not be done at once is done at the next one, together with whatever waits for it.

Work that is done for many things in one go costs a good deal less than one by one, and the beats are the same for all
who keep to them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


def until_beat(now: float, every_s: float) -> float:
    """Seconds from `now` (the event loop's time) to the next beat, of those that come `every_s` seconds."""
    return every_s - now % every_s


class AtBeat:
    """Does `work` at the next beat after it was asked for, once however often it was asked meanwhile."""

    def __init__(self, work: Callable[[], None], every_s: float) -> None:
        self._work = work
        self._every_s = every_s
        self._timer: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        """Have it done. Needs a running event loop."""
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(until_beat(loop.time(), self._every_s), self._do)

    def drop(self) -> None:
        """It is not needed any more; until it is asked for again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _do(self) -> None:
        self._timer = None
        self._work()
