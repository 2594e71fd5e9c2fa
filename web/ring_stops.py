"""Why a seat's phone stopped ringing. Pure bookkeeping: Asterisk says that it stopped and why in either order.

A seat that declines, or whose caller gives up, loses its leg first and the reason comes a moment later; a seat that
lets it ring is told of first. An answer here is `(seat, call id, why)`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ami.lines import CallLine
from store.folded import CallState

Stopped = tuple[str, str, str]
NO_ANSWER = "no-answer"
CALLER_LEFT = "caller-left"
ELSEWHERE = "answered-elsewhere"


class RingStops:
    """One for a desk."""

    def __init__(self) -> None:
        self._open: dict[str, str] = {}
        """Seat -> call whose ring ended; why is not known yet."""
        self._told: dict[str, str] = {}
        """Seat -> call of which it was told already, while its leg still stands."""

    def not_answered(self, seat: str, call_id: str) -> Stopped:
        """The queue says that the seat did not answer."""
        if self._open.pop(seat, None) is None:
            self._told[seat] = call_id
        return seat, call_id, NO_ANSWER

    def leg_gone(self, seat: str, call_id: str, line: CallLine | None) -> Stopped | None:
        """The seat's leg hung up while ringing. None: was told already, or `waits`."""
        if self._told.pop(seat, None) == call_id:
            return None
        if line is None:
            return seat, call_id, CALLER_LEFT
        if line.state is CallState.TALKING:
            return seat, call_id, ELSEWHERE
        self._open[seat] = call_id
        return None

    def waits(self, seat: str) -> bool:
        """Whether the reason is still open."""
        return seat in self._open

    def caller_left(self, call_id: str) -> list[Stopped]:
        """The caller gave up waiting."""
        return self._settle(call_id, CALLER_LEFT)

    def answered(self, call_id: str) -> list[Stopped]:
        """Somebody took the call."""
        return self._settle(call_id, ELSEWHERE)

    def give_up(self, calls: Mapping[str, CallLine]) -> list[Stopped]:
        """Time passed and no reason came: judge by whether the caller is there."""
        found = [(seat, call, NO_ANSWER if call in calls else CALLER_LEFT) for seat, call in self._open.items()]
        self._open.clear()
        return found

    def _settle(self, call_id: str, why: str) -> list[Stopped]:
        seats = [seat for seat, open_call in self._open.items() if open_call == call_id]
        for seat in seats:
            del self._open[seat]
        return [(seat, call_id, why) for seat in seats]
