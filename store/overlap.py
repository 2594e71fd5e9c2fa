"""Writes that go out one after the other, each while the next is prepared: the database works while we compute."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any


class Overlap:
    """`async with Overlap() as writing: await writing.send(…)`. What fails is raised by the next `send` or the end."""

    def __init__(self) -> None:
        self._last: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Overlap:
        return self

    async def send(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin this when what was sent before is done; come back as soon as it has begun."""
        try:
            await self.done()
        except BaseException:
            work.close()
            raise
        self._last = asyncio.create_task(work)
        await asyncio.sleep(0)

    async def done(self) -> None:
        """Wait for what was sent."""
        last, self._last = self._last, None
        if last is None:
            return
        try:
            await last
        except asyncio.CancelledError:
            await _ended(last)
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            await self.done()
        elif self._last is not None:
            await _ended(self._last)


async def _ended(task: asyncio.Task[None]) -> None:
    """End it and wait until it has: nothing may still use the connection."""
    task.cancel()
    await asyncio.wait([task])
