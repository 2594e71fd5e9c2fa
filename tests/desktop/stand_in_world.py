"""What the stand-in server holds, and what a test can make happen in it: a ring, an answer, an end, a change."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import stand_in_data as data
import stand_in_life as life
from aiohttp import web
from stand_in_sip import StandInSip

Json = dict[str, Any]
OUT = "out-1795200000.7"
"""The call that the seat places."""


class World:
    """State and controls. `down` drops every API connection."""

    pop_of: Callable[[Json], Json]
    """The screen pop of a call: the routes' to shape."""

    def __init__(self) -> None:
        self.sessions: dict[str, Json] = {}
        self.handed_on: list[tuple[str, str]] = []
        self.nobody_there = False
        self.given_back: list[str] = []
        self.called_out: list[tuple[str, Json]] = []
        """What seats called about, and what they said with it."""
        self.asks_for_sms = False
        self.tickets: dict[str, Json] = {t["number"]: t for t in [data.ticket(), *data.old_tickets()]}
        self.calls: dict[str, Json] = {c["id"]: c for c in [data.call(), *data.old_calls()]}
        self.recordings = [
            data.recording(1),
            data.recording(3, ticket=None, state="salvaged"),
            data.recording(4, state="missing"),
        ]
        self.seat: Json = {
            "id": "hefei-01",
            "office": "hefei",
            "state": "offline",
            "reason": None,
            "since": data.at(),
            "wrap_up_ends": None,
            "call_id": None,
            "registered": True,
        }
        self.board = data.board()
        self.sip = StandInSip()
        self.sockets: set[web.WebSocketResponse] = set()
        self.live_count = 0
        self.down = False
        self.seat_taken = False
        self.changes: list[Json] = []
        self.opened: set[str] = set()
        """Tickets that a reason opened."""
        self.looks: list[tuple[str, str]] = []
        self.keys: list[str] = []
        """Idempotency keys of the moves asked for."""
        self.moves: list[Json] = []
        self.lose_answers = 0
        """So many moves get no answer."""
        self.files: list[Json] = []
        self.merges: list[tuple[str, str]] = []
        self.changed = asyncio.Event()

    async def tell(self, **frame: Any) -> None:
        """Send a live frame to every connected desktop."""
        for socket in list(self.sockets):
            with contextlib.suppress(ConnectionError):
                await socket.send_json(frame)

    async def set_seat(self, state: str, **more: Any) -> None:
        self.seat |= {"state": state, "since": data.at(), "reason": None, "wrap_up_ends": None} | more
        await self.tell(type="seat", seat=self.seat)

    async def ring(self, *, pop: bool = True, **changes: Any) -> Json:
        """A caller rings at the seat: frames first, then the telephone. Without `pop` the page must ask for it."""
        call = self.calls[data.CALL_ID] | {"state": "ringing"} | changes
        self.calls[data.CALL_ID] = call
        await self.set_seat("ringing", call_id=call["id"])
        await self.tell(type="ring", call=call)
        if pop:
            await self.tell(type="pop", call_id=call["id"], pop=self.pop_of(call))
        return call

    async def answered(self) -> None:
        call = self.calls[data.CALL_ID] | {"state": "talking", "answered_at": data.at()}
        self.calls[data.CALL_ID] = call
        await self.set_seat("talking", call_id=call["id"])
        await self.tell(type="answered", call=call)

    async def ended(self, talked_s: int = 65) -> None:
        self.calls[data.CALL_ID] |= {
            "state": "ended",
            "talked_s": talked_s,
            "ended_at": data.at(),
            "outcome": "answered",
        }
        await self.tell(type="ended", call_id=data.CALL_ID, talked_s=talked_s)
        await self.set_seat("wrap-up", call_id=data.CALL_ID, wrap_up_ends=data.at(30))

    async def call_out(self, about: str) -> Json:
        """A seat calls for a ticket: its own telephone rings first."""
        ticket = about if about in self.tickets else None
        more = {"direction": "outbound", "ticket": ticket, "reason": None, "queued_at": None, "waited_s": None}
        call = data.call(id=OUT, dialed=None, trunk=None, **more)
        self.calls[OUT] = call
        await self.set_seat("ringing", call_id=OUT)
        await self.tell(type="outgoing", call=call)
        return call

    async def goes_on(self, state: str) -> None:
        """The call out is dialled, or talked."""
        self.calls[OUT] |= {"state": state}
        await self.set_seat("talking", call_id=OUT)
        await self.tell(type="outgoing", call=self.calls[OUT])

    async def came_out(self, outcome: str, talked_s: int | None = None) -> None:
        """The call out is over."""
        end = {"state": "ended", "outcome": outcome, "talked_s": talked_s}
        self.calls[OUT] |= end
        ticket = self.calls[OUT]["ticket"]
        await self.tell(type="outgoing", call={"id": OUT, "direction": "outbound", "ticket": ticket, **end})
        await self.set_seat("wrap-up", call_id=OUT, wrap_up_ends=data.at(30))

    def calls_of(self, ticket: str) -> list[Json]:
        """A ticket's calls."""
        return [call for call in self.calls.values() if call["ticket"] == ticket]

    async def drop_live(self) -> None:
        for socket in list(self.sockets):
            await socket.close(code=1012)

    async def until(self, condition: Callable[[], bool], limit_s: float = 30) -> None:
        async with asyncio.timeout(limit_s):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    def shown(self, ticket: Json) -> Json:
        """The ticket as this reader sees it: open during its call or with a reason, else masked."""
        if self.seat["call_id"] is not None and self.seat["call_id"] == ticket["call_id"]:
            return ticket | {"masked": [], "opened": "call-in-progress"}
        if ticket["number"] in self.opened:
            return ticket | {"masked": [], "opened": "look"}
        return life.masked(ticket)

    def write(self, number: str, values: Json) -> None:
        """Change a ticket as some client did, one version on."""
        ticket = self.tickets[number]
        for path, text in values.items():
            place, _, name = path.rpartition(".")
            (ticket[place] if place else ticket)[name] = text
        ticket["version"] += 1
        ticket["updated_at"] = data.at()
