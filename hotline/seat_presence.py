"""Keeps when seats were at their places: looks at the board every second, writes every half minute.

Calls never wait for it: it reads what the board holds already, in a task of its own. What a killed process had not
written yet, half a minute at most, is lost; the next one begins where it looks first.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ami.board import Board
from ami.presence import Presence
from store import seat_spans
from store.engine import Database

log = structlog.get_logger()

LOOK_S = 1.0
LOOKS_A_WRITE = 30
WRITE_LIMIT_S = 5.0


@dataclass(slots=True, kw_only=True)
class SeatPresence:
    """One for a process that has the board. Give `run()` a task."""

    database: Database
    board: Board
    now: Callable[[], datetime]
    _presence: Presence = field(default_factory=Presence)

    async def run(self) -> None:
        """Until cancelled; then what is not written yet is."""
        looks = 0
        try:
            while True:
                self.look()
                looks += 1
                if looks % LOOKS_A_WRITE == 0:
                    await self.keep()
                await asyncio.sleep(LOOK_S)
        finally:
            await self.keep()

    def look(self) -> None:
        """Take in the board as it is; nothing while Asterisk cannot be asked."""
        if self.board.synced:
            self._presence.look(self.board.seats.values(), self.now())

    async def keep(self) -> None:
        """Write what is new. What cannot be written is told and tried again."""
        spans = self._presence.unkept()
        if not spans:
            return
        try:
            async with asyncio.timeout(WRITE_LIMIT_S), self.database.write() as session:
                await seat_spans.keep(session, spans)
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            log.error("seats' times wait", action="seat-spans-failed", why=type(error).__name__)
        else:
            self._presence.kept(spans)
