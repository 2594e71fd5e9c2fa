"""Callers who wait where the last seat went on a break are told so, and asked what they want, instead of waiting on.

app_queue lets them wait: a paused seat comes back. So the desk waits a while for that, and then has them look along
their chain anew, where the dialplan finds out that nobody is at work, or a seat of another office (decision 99).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from ami.actions import Actions
from ami.board import Board
from ami.errors import AmiError, RefusedError
from ami.lines import SeatLine, SeatState
from ami.repeated import RepeatedFailures
from hotline.seats_away import is_away

log = structlog.get_logger()

LOOK_S = 1.0
PATIENCE_S = 30.0
"""A seat that missed a ring, or left for a moment, is back by then."""


@dataclass(slots=True, kw_only=True)
class DesertedQueues:
    """One for a process that has the board. Give `run()` a task. `now` counts seconds, from anywhere."""

    board: Board
    actions: Actions
    offices: tuple[str, ...]
    now: Callable[[], float]
    _since: dict[str, float] = field(default_factory=dict)
    """Since when there is nobody at an office but seats that are away."""
    _asked: dict[str, set[str]] = field(default_factory=dict)
    """Calls that looked anew since then: once is enough, should the dialplan see it differently."""
    _failures: RepeatedFailures = field(init=False)
    """By office: a call that waits there could not be asked."""

    def __post_init__(self) -> None:
        self._failures = RepeatedFailures(now=self.now)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        """Move on who has waited long enough for a seat that is away."""
        for office in self.offices:
            if not self._is_deserted(office):
                self._since.pop(office, None)
                self._asked.pop(office, None)
            elif self.now() - self._since.setdefault(office, self.now()) >= PATIENCE_S:
                await self._ask(office)

    async def _ask(self, office: str) -> None:
        asked = self._asked.setdefault(office, set())
        for line in self.board.waiting(office):
            if line.id in asked:
                continue
            try:
                await self.actions.look_anew(line.id)
            except RefusedError:
                pass  # they hung up at this moment
            except AmiError as error:
                if self._failures.is_due(office):
                    log.warning("callers wait for nobody", action="look-anew-failed", office=office, why=error.code)
                return  # until the next look
            self._failures.over(office)
            asked.add(line.id)

    def _is_deserted(self, office: str) -> bool:
        """Whether seats are away there, and no other that is signed in talks, has its phone, or may have it."""
        lines = [line for line in self.board.seats.values() if office in line.offices and _may_work(line)]
        return self.board.synced and bool(lines) and all(is_away(line) for line in lines)


def _may_work(line: SeatLine) -> bool:
    """A phone may lose its registration in the midst of a talk, which goes on."""
    return line.registered is not False or line.state is SeatState.TALKING
