"""Are events missing? Asterisk numbers them when manager.conf has `debug = on`. Pure counting.

The number counts all events of Asterisk, also those that our AMI user may not read. So a jump is a loss only for a
user that reads everything (`unfiltered`); a number far behind always means another Asterisk than before. Two of
Asterisk's threads may pass each other between numbering and sending: a number that is a little late is no loss.
"""

from __future__ import annotations

WINDOW = 64
"""How many numbers late an event may be."""


class SequenceWatch:
    """Feed it each event's number; it says how many were missed."""

    def __init__(self, *, unfiltered: bool) -> None:
        self._unfiltered = unfiltered
        self._highest: int | None = None
        self._absent: set[int] = set()

    def reconnected(self) -> None:
        """A new connection: what happened in between is asked for anyway, so nothing counts as missed."""
        self._highest = None
        self._absent.clear()

    def missed(self, number: object) -> int:
        """How many events are now known to be lost; 0 when none, or when events carry no numbers."""
        if not isinstance(number, str) or not (number.isascii() and number.isdigit()):
            return 0
        now, highest = int(number), self._highest
        if highest is None:
            self._highest = now
            return 0
        if now <= highest:
            return self._late(now, highest)
        self._highest = now
        return self._ahead(highest, now) if self._unfiltered else 0

    def _late(self, now: int, highest: int) -> int:
        self._absent.discard(now)
        if highest - now <= WINDOW:
            return 0
        self.reconnected()
        self._highest = now
        return 1

    def _ahead(self, highest: int, now: int) -> int:
        lost = max(0, now - highest - 1 - WINDOW)
        self._absent.update(range(highest + 1 + lost, now))
        given_up = {number for number in self._absent if number < now - WINDOW}
        self._absent -= given_up
        return lost + len(given_up)
