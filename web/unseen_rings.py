"""Draft tickets of calls that ring at a desk telephone with no browser beside it: nobody asks for a screen pop there.

A seat with a browser costs nothing here: its pop makes the draft.
"""

from __future__ import annotations

import asyncio
import logging
from typing import NoReturn

from sqlalchemy.exc import SQLAlchemyError

from ami.facts import arrival_facts
from store import audit
from store.errors import StoreError
from web.ports import Calls
from web.seat_desk import SeatDesk

log = logging.getLogger(__name__)

DRAFT_S = 5.0
"""A draft that takes longer is left to the answer, whose fact makes one."""


class UnseenRings:
    """Give `run` a task."""

    def __init__(self, desk: SeatDesk, calls: Calls) -> None:
        self._desk = desk
        self._calls = calls

    async def run(self) -> NoReturn:
        """Make the draft while the phone rings. Until cancelled."""
        while True:
            call = self._desk.board.calls.get(await self._desk.unseen_rings.get())
            if call is None:
                continue
            try:
                async with asyncio.timeout(DRAFT_S):
                    await self._calls.pop(call.id, facts=arrival_facts(call), actor=audit.SYSTEM, shown=False)
            except (StoreError, SQLAlchemyError, TimeoutError) as error:
                log.warning("no draft at the ring", extra={"action": "ring-not-drafted", "error": type(error).__name__})
