"""Calls that seats place (外呼): who may now, placing one, and telling the seat's browsers how it goes.

Asterisk's state is the truth (`ami.board`); here is only what it does not know: for which ticket a call is, and how it
came out, folded from the same facts that the store gets.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from ami.board import Board
from ami.errors import AmiError
from ami.lines import WRAP_UP_REASON, CallChange, SeatLine, SeatState
from routing.outbound import OUTGOING, Outbound, is_outgoing
from store.facts import CallFact, FactKind
from store.fold import fold
from store.folded import CallState
from web.errors import WebError
from web.hub import LiveHub
from web.ports import SeatActions

_BUSY = (SeatState.RINGING, SeatState.TALKING)
RING_SEAT_S = 20
"""How long the seat's own phone rings."""


class OutgoingCalls:
    """One for a process."""

    def __init__(
        self,
        *,
        board: Board,
        hub: LiveHub,
        actions: SeatActions,
        outbound: Outbound | None,
        shape: Callable[[str, str], dict[str, Any] | None],
    ) -> None:
        """`shape`: `Call` of a live call in a language."""
        self._board = board
        self._hub = hub
        self._actions = actions
        self._outbound = outbound
        self._shape = shape
        self._placing: set[str] = set()
        self._tickets: dict[str, str] = {}
        self._facts: dict[str, list[CallFact]] = {}

    @property
    def rules(self) -> Outbound:
        """409 when this site does not call out."""
        if self._outbound is None:
            raise WebError(409, "no-calling-out")
        return self._outbound

    @contextmanager
    def claim(self, seat: str) -> Iterator[SeatLine]:
        """While inside, the seat places this one call. 409 when it is busy, or its phone is not there."""
        line = self._board.seats.get(seat)
        if line is None:
            raise WebError(409, "no-seat")
        if seat in self._placing or line.state in _BUSY:
            raise WebError(409, "seat-busy")
        if line.registered is False:
            raise WebError(409, "no-phone")
        self._placing.add(seat)
        try:
            yield line
        finally:
            self._placing.discard(seat)

    async def place(self, line: SeatLine, begun: CallFact, ticket: str | None) -> None:
        """Ring the seat, then the number of this call that was written down. AmiError when Asterisk cannot be asked.

        No queue rings the seat meanwhile; wrap-up follows as after any call.
        """
        number, language = str(begun.data["number"]), str(begun.data["language"])
        self._facts[begun.call_id] = [begun]
        if ticket is not None:
            self._tickets[begun.call_id] = ticket
        ready = line.state is SeatState.READY
        try:
            if ready:
                await self._actions.pause(line.id, WRAP_UP_REASON)
            await self._actions.call_out(line.id, begun.call_id, number, language=language, ring_s=RING_SEAT_S)
        except AmiError:
            if ready:
                with suppress(AmiError):
                    await self._actions.pause(line.id, None)
            raise

    def changed(self, change: CallChange) -> None:
        """The board shows a call of ours differently. Its end is told by `heard`, with how it came out."""
        line = change.after
        if line.state is not CallState.ENDED:
            self._tell(line.seat, line.id, {})

    def heard(self, facts: Sequence[CallFact]) -> None:
        """Facts that go into the store, of calls out: live from Asterisk, and some again from its files."""
        for fact in facts:
            if not self._follows(fact.call_id):
                continue
            story = self._facts.setdefault(fact.call_id, [])
            if any(known.id == fact.id for known in story):
                continue
            story.append(fact)
            if fact.kind is FactKind.ENDED:
                self._ended(self._facts.pop(fact.call_id))

    def _follows(self, call_id: str) -> bool:
        """Whether it is a call out that has not ended yet, for all that is known here."""
        return is_outgoing(call_id) and (call_id in self._facts or call_id in self._board.calls)

    def _ended(self, story: Sequence[CallFact]) -> None:
        call = fold(story)
        seat = call.seat or next((leg.seat for leg in call.legs), "")
        ticket = self._tickets.pop(call.call_id, None)
        outcome = call.outcome.value if call.outcome else None
        end = {"state": call.state.value, "outcome": outcome, "talked_s": call.talked_s, "ticket": ticket}
        self._hub.to_seat(seat, "outgoing", call={"id": call.call_id, "direction": "outbound", **end})

    def _tell(self, seat: str, call_id: str, more: dict[str, Any]) -> None:
        ticket = self._tickets.get(call_id)
        for listener in self._hub.of_seat(seat):
            shape = self._shape(call_id, listener.language)
            if shape is not None:
                shown = {**shape, "ticket": ticket, **more}
                self._hub.to_each((listener,), "outgoing", lambda _, shown=shown: {"call": shown})  # type: ignore[misc]


def new_call_id(now: datetime) -> str:
    """An id that Asterisk never makes by itself: see `routing.outbound.OUTGOING`."""
    return f"{OUTGOING}{int(now.timestamp())}.{secrets.randbelow(10**9)}"
