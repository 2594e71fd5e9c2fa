"""The board of supervisors as JSON, out of the live board, the hours and the counts of today; at most 4 times a second.

`run()` is its task. Counts and names come from the database now and then, everything else from memory.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy.exc import SQLAlchemyError

from ticketing.shapes import when
from web.frames import board_office_shape
from web.ports import Calls, Today, Users
from web.seat_desk import SeatDesk
from web.site_view import SiteView

log = logging.getLogger(__name__)

BETWEEN_FRAMES_S = 0.25
COUNTS_EVERY_S = 10.0
REPEAT_EVERY_S = 10.0
"""A board without news is sent again so often: an office may have opened meanwhile."""


class LiveBoard:
    """One for a process."""

    def __init__(
        self,
        *,
        desk: SeatDesk,
        site: SiteView,
        calls: Calls,
        users: Users,
        now: Callable[[], datetime],
        agi_up: Callable[[], bool],
    ) -> None:
        """`agi_up`: whether the FastAGI server answers, as far as is known."""
        self._desk = desk
        self._site = site
        self._calls = calls
        self._users = users
        self._now = now
        self._agi_up = agi_up
        self._today: Mapping[str, Today] = {}
        self._names: Mapping[str, str] = {}
        self._seats: dict[str, tuple[tuple[object, ...], str]] = {}
        """Seat -> what its text was made from, and the text."""
        self.counted = False
        """Whether the database has been asked at least once."""

    def text(self, offices: frozenset[str] | None, language: str) -> str:
        """`Board` as JSON, in a language, for one who sees these offices (None: all)."""
        now, board = self._now(), self._desk.board
        shown = [office for office in self._site.plan.offices if offices is None or office in offices]
        links = {"ami": "up" if board.up else "down", "agi": "up" if self._agi_up() else "down"}
        texts = ",".join(self._office(office, language, now) for office in shown)
        return f'{{"at":{_json(when(now))},"offices":[{texts}],"links":{_json(links)}}}'

    def _office(self, office: str, language: str, now: datetime) -> str:
        shape = board_office_shape(
            office,
            site=self._site,
            language=language,
            now=now,
            waiting=self._desk.board.waiting(office),
            today=self._today.get(office, Today()),
        )
        seats = ",".join(self._seat(seat.id) for seat in self._site.plan.offices[office].seats)
        return f'{_json(shape)[:-1]},"seats":[{seats}]}}'

    def _seat(self, seat: str) -> str:
        """A seat's part of the text, made anew only when something of it changed."""
        cause = (*self._desk.cause(seat), self._names.get(seat))
        held = self._seats.get(seat)
        if held is not None and held[0] == cause:
            return held[1]
        text = _json({**self._desk.shape(seat), "agent_name": self._names.get(seat)})
        self._seats[seat] = (cause, text)
        return text

    async def refresh(self) -> None:
        """Ask the database for today's counts and who is bound to which seat."""
        try:
            self._today = await self._calls.today(self._now())
            self._names = await self._users.names_of_seats()
        except SQLAlchemyError:
            log.exception("the board's counts could not be read", extra={"action": "board-refresh-failed"})
        self.counted = True

    async def run(self) -> None:
        """Send the board when it changed, and keep its counts fresh. Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_counting())
            group.create_task(self._keep_sending())

    async def _keep_counting(self) -> None:
        while True:
            await self.refresh()
            self._desk.board_changed.set()
            await asyncio.sleep(COUNTS_EVERY_S)

    async def _keep_sending(self) -> None:
        changed = self._desk.board_changed
        while True:
            try:
                async with asyncio.timeout(REPEAT_EVERY_S):
                    await changed.wait()
            except TimeoutError:
                pass
            changed.clear()
            self.send()
            await asyncio.sleep(BETWEEN_FRAMES_S)

    def send(self) -> None:
        """One board frame to everybody who watches; made once for each set of offices and language."""
        listeners = self._desk.hub.boards()
        texts: dict[tuple[frozenset[str] | None, str], str] = {}
        for listener in listeners:
            wanted = listener.offices, listener.language
            text = texts.get(wanted)
            if text is None:
                text = texts[wanted] = f'{{"type":"board","board":{self.text(*wanted)}}}'
            listener.put(text)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
