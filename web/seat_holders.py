"""Which sign-in holds which seat's phone: one at a time; a second one is told who has it, and may take it over."""

from __future__ import annotations

from dataclasses import dataclass

from web.errors import WebError
from web.hub import LiveHub


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Which sign-in has a seat's phone."""

    sign_in: str
    name: str


class SeatHolders:
    """One for a process."""

    def __init__(self, hub: LiveHub) -> None:
        self._hub = hub
        self._holders: dict[str, Holder] = {}

    def claim(self, seat: str, holder: Holder, *, take_over: bool) -> None:
        """Give a seat's phone to a sign-in. 409 `seat-taken` when another one works there, unless it is taken over."""
        held = self._holders.get(seat)
        others = [listener for listener in self._hub.of_seat(seat) if listener.sign_in != holder.sign_in]
        if held is not None and held.sign_in != holder.sign_in and others and not take_over:
            raise WebError(409, "seat-taken", values={"seat": seat, "who": held.name}, more={"who": held.name})
        self._holders[seat] = holder
        if take_over:
            self._hub.to_each(others, "signed-out", lambda _: {"why": "taken-over"})
            for listener in others:
                listener.end("taken-over")
                self._hub.leave(listener)

    def release(self, sign_in: str) -> None:
        """A session signed out."""
        for seat, holder in list(self._holders.items()):
            if holder.sign_in == sign_in:
                del self._holders[seat]
