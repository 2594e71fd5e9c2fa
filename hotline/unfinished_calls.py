"""Calls out that nobody ended: the desk died between writing one down and ringing the seat, so no exchange tells of it.

What Asterisk had a leg of is ended by its files (`hotline.ledger`); the rest is ended here, after a while.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ami.board import Board
from ami.outgoing import never_placed
from store.calls import unfinished_outgoing
from store.engine import Database
from store.facts import CallFact

log = structlog.get_logger()

EVERY_S = 60.0
PATIENCE = timedelta(minutes=3)
"""Longer than the ledger takes to read Asterisk's files."""


@dataclass(slots=True, kw_only=True)
class UnfinishedCalls:
    """Hands the missing ends to `put`."""

    database: Database
    board: Board
    put: Callable[[Sequence[CallFact]], None]
    now: Callable[[], datetime]

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.error("unfinished calls wait", action="unfinished-failed", why=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """End those that do not live; while Asterisk cannot be asked, none."""
        if not self.board.up:
            return
        now = self.now()
        async with self.database.read() as session:
            found = await unfinished_outgoing(session, before=now - PATIENCE)
        self.put([never_placed(call_id, now) for call_id in found if call_id not in self.board.calls])
