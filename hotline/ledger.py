"""What Asterisk wrote to disk is the truth: its CEL file and queue log are read again, at the start and now and then,
and whatever AMI missed (we were away, a link broke, events were dropped) is taken in.

Facts have the same ids as the live reader's, so reading a call twice changes nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from ami.replay import Replayed, replay
from store.facts import CallFact
from workdays.zone import SHANGHAI

log = structlog.get_logger()

EVERY_S = 300.0
"""A look that nobody asked for. Whoever finds that something was missed asks for one (`soon`)."""
OVERLAP_BYTES = 256 * 1024
"""How far before the last look we read again: calls that were still going on then need their beginnings."""
SLACK = timedelta(seconds=2)


@dataclass(slots=True, kw_only=True)
class Ledger:
    """Reads `cel` (CSV) and `queue_log`; hands facts to `put`."""

    cel: Path
    queue_log: Path
    seats: Collection[str]
    put: Callable[[Sequence[CallFact]], None]
    now: Callable[[], datetime]
    _read_to: dict[Path, int] = field(default_factory=dict)
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Until cancelled. The first look reads everything that is on disk."""
        while True:
            try:
                await self.look()
            except OSError as error:
                log.error("Asterisk's records cannot be read", action="ledger-failed", why=str(error))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY_S):
                    await self._wanted.wait()
            self._wanted.clear()

    def soon(self) -> None:
        """Look at once: something may have been missed."""
        self._wanted.set()

    async def look(self) -> Replayed:
        """Read what is new, with an overlap, and hand it over."""
        found = await asyncio.to_thread(self._read)
        self.put(self._on_our_clock(found.facts))
        if found.damaged:
            log.warning("damaged lines passed over", action="ledger-damaged", count=found.damaged)
        return found

    def _read(self) -> Replayed:
        return replay(self._lines(self.cel), self._lines(self.queue_log), self.seats)

    def _lines(self, path: Path) -> list[str]:
        """Whole lines from a little before where the last look ended; a rotated file from its start."""
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return []
        before = self._read_to.get(path, 0)
        start = max(0, before - OVERLAP_BYTES) if before <= size else 0
        with path.open("rb") as file:
            file.seek(start)
            block = file.read(size - start)
        whole = block.rfind(b"\n") + 1
        self._read_to[path] = start + whole
        lines = block[:whole].decode("utf-8", "replace").splitlines()
        return lines[1:] if start else lines

    def _on_our_clock(self, facts: Sequence[CallFact]) -> list[CallFact]:
        """Asterisk's clock is the machine's; ours may be set (tests, rehearsals)."""
        shift = self.now() - datetime.now(SHANGHAI)
        if abs(shift) < SLACK:
            return list(facts)
        return [replace(fact, at=fact.at + shift) for fact in facts]
