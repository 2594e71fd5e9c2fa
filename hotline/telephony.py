"""What the desk does with each thing that Asterisk says: the board, the browsers, the record. One reader, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog

from ami.board import Board
from ami.client import AmiClient
from ami.events import Event
from ami.snapshot import Resync
from hotline.supervisor import Health, Probe
from store.facts import CallFact
from web.seat_desk import SeatDesk

log = structlog.get_logger()

FactsOf = Callable[[Event], Sequence[CallFact]]


class Telephony:
    """Reads the AMI link until cancelled."""

    def __init__(
        self,
        *,
        client: AmiClient,
        board: Board,
        desk: SeatDesk,
        facts_of: FactsOf,
        heard: Callable[[Sequence[CallFact]], None],
        missed: Callable[[], None],
    ) -> None:
        """`heard` gets the facts; `missed` is called when the state was asked for anew: what happened before may not
        have been heard."""
        self._client = client
        self._board = board
        self._desk = desk
        self._facts_of = facts_of
        self._heard = heard
        self._missed = missed

    async def run(self) -> None:
        """The link and its reader."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._client.run())
            group.create_task(self._read())

    async def _read(self) -> None:
        """Browsers first (a phone is ringing), then the record. One bad event must not end the reading."""
        async for event in self._client.events():
            try:
                self._desk.publish(event, self._board.apply(event))
                self._heard(self._facts_of(event))
                if isinstance(event, Resync):
                    self._missed()
            except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
                kind = type(event).__name__
                log.error("event passed over", action="event-failed", event_kind=kind, exc_info=error)


class AgiWatch:
    """Whether the FastAGI server answers, asked now and then, for the supervisors' board."""

    def __init__(self, probe: Probe, *, every_s: float = 2.0) -> None:
        self._probe = probe
        self._every_s = every_s
        self.up = False

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self.up = await self._probe() is Health.WELL
            await asyncio.sleep(self._every_s)
