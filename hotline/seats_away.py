"""Tells the dialplan how many seats of each office are away (离席): at lunch, after a missed ring, their browser gone.

app_queue counts them as signed in, as it does a seat that talks (paused for what follows, decision 41): a caller would
be told that all lines are busy where nobody is at work. The board knows the difference (decision 99).
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import structlog

from ami.actions import Actions
from ami.board import Board
from ami.errors import AmiError
from ami.lines import SeatLine, SeatState

log = structlog.get_logger()

LOOK_S = 0.5
LOOKS_A_REMINDER = 60
"""A reload of the dialplan forgets what was said, and nobody tells us of one."""


@dataclass(slots=True, kw_only=True)
class SeatsAway:
    """One for a process that has the board. Give `run()` a task."""

    board: Board
    actions: Actions
    offices: tuple[str, ...]
    _said: dict[str, int] = field(default_factory=dict)
    _looks: int = 0
    _failed: bool = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Say what is different now. What cannot be said is said at the next look."""
        if not self.board.synced:
            self._said.clear()
            return
        self._looks += 1
        if self._looks % LOOKS_A_REMINDER == 0:
            self._said = {office: away for office, away in self._said.items() if not away}
        away = Counter(office for line in self.board.seats.values() if is_away(line) for office in line.offices)
        for office in self.offices:
            if self._said.get(office) == away[office]:
                continue
            try:
                await self.actions.say_away(office, away[office])
            except AmiError as error:
                if not self._failed:
                    log.warning("the dialplan does not know who is away", action="seats-away-failed", why=error.code)
                self._failed = True
                return
            self._said[office], self._failed = away[office], False


def is_away(line: SeatLine) -> bool:
    """Signed in, its phone there, and paused for anything but wrap-up."""
    return line.state is SeatState.PAUSED and line.registered is True
