"""Does what `web.seat_rules` decides about seats, one after the other; nothing is asked of Asterisk twice at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ami.errors import AmiError
from ami.repeated import RepeatedFailures
from web.ports import SeatActions
from web.seat_rules import Leave, Pause

log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class SeatDeeds:
    """Give `run()` a task. `offices_of` names the queues that a seat stands behind."""

    actions: SeatActions
    offices_of: Callable[[str], Sequence[str]]
    failures: RepeatedFailures = field(default_factory=RepeatedFailures)
    _work: asyncio.Queue[tuple[str, Pause | Leave]] = field(default_factory=asyncio.Queue)
    _under_way: set[tuple[str, Pause | Leave]] = field(default_factory=set)
    """What `_work` holds and what is being done."""

    def ask(self, seat: str, deed: Pause | Leave) -> None:
        """Have it done, unless it is under way."""
        if (seat, deed) not in self._under_way:
            self._under_way.add((seat, deed))
            self._work.put_nowait((seat, deed))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            seat, deed = await self._work.get()
            try:
                await self._do(seat, deed)
                self.failures.over((seat, deed))
            except AmiError as error:  # the rules ask again, each second, for the seat's line does not show it done
                if self.failures.is_due((seat, deed)):
                    log.warning("a seat could not be set", extra={"action": "seat-deed-failed", "error": error.code})
            finally:
                self._under_way.discard((seat, deed))

    async def _do(self, seat: str, deed: Pause | Leave) -> None:
        if isinstance(deed, Pause):
            await self.actions.pause(seat, deed.reason)
            return
        for office in self.offices_of(seat):
            await self.actions.remove_from_queue(seat, office)
