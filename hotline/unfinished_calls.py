"""Calls that nobody ended. The exchange broke down under them, or the desk died before it rang a seat for a call out.

What Asterisk has written an end of is ended by its files (`hotline.ledger`); what is gone without one is ended here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ami.board import Board
from store.calls import unfinished
from store.engine import Database
from store.facts import CallFact, FactKind, fact_id

log = structlog.get_logger()

EVERY_S = 15.0
PATIENCE = timedelta(minutes=2)
"""How long a call must be gone from Asterisk. At each look but the first the ledger is asked to read its files."""


@dataclass(slots=True, kw_only=True)
class UnfinishedCalls:
    """Hands the missing ends to `put`. `missed` is called before: Asterisk's files may tell them."""

    database: Database
    board: Board
    put: Callable[[Sequence[CallFact]], None]
    missed: Callable[[], None]
    now: Callable[[], datetime]
    _gone_since: dict[str, datetime] = field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError) as error:
                log.error("unfinished calls wait", action="unfinished-failed", why=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """End those that are gone for long enough; while Asterisk cannot be asked, none."""
        async with self.database.read() as session:
            heard_of = await unfinished(session)
        if not self.board.synced:
            self._gone_since.clear()
            return
        now = self.now()
        gone = heard_of.keys() - self.board.calls.keys()
        if gone & self._gone_since.keys():  # at the first look its end may just be on its way
            self.missed()
        self._gone_since = {call_id: self._gone_since.get(call_id, now) for call_id in sorted(gone)}
        over = [call_id for call_id, since in self._gone_since.items() if now - since >= PATIENCE]
        if over:
            log.warning("calls broke off without an end", action="calls-lost", count=len(over))
            self.put([self._end(call_id, heard_of[call_id]) for call_id in over])

    def _end(self, call_id: str, heard_of: datetime) -> CallFact:
        """The nearest that is known: when the link to Asterisk broke, else when the call was last heard of."""
        at = max(heard_of, self.board.down_at or heard_of)
        return CallFact(
            id=fact_id(call_id, FactKind.ENDED),
            call_id=call_id,
            at=at,
            kind=FactKind.ENDED,
            data={"cause": None, "lost": True},
        )
