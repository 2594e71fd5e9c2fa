"""Are events missing? Asterisk numbers them when manager.conf has `debug = on`. Pure counting.

The number counts every event that Asterisk makes, whoever may read it (main/manager.c, `seq`). So manager.conf
disables the events of all classes that our AMI user does not read (disabled ones get no number): what is left comes
to us whole, and a hole is a loss. Two of Asterisk's threads may pass each other between numbering and sending: a
number that is a little late is no loss. A number far behind means another Asterisk than before.
"""

from __future__ import annotations

WINDOW = 64
"""How many numbers late an event may be."""


class SequenceWatch:
    """Feed it each event's number, and `settle` it now and then; it says how many events were missed."""

    def __init__(self) -> None:
        self._highest: int | None = None
        self._absent: set[int] = set()
        self._absent_before: frozenset[int] = frozenset()

    def reconnected(self) -> None:
        """A new connection: what happened in between is asked for anyway, so nothing counts as missed."""
        self._highest = None
        self._absent.clear()

    def missed(self, number: int) -> int:
        """How many events are now known to be lost: those more than `WINDOW` numbers back."""
        highest = self._highest
        if highest is None or number == highest + 1:
            self._highest = number
            return self._give_up(number - WINDOW) if self._absent else 0
        if number < highest:
            return self._late(number, highest)
        self._highest = number
        lost = max(0, number - highest - 1 - WINDOW)
        self._absent.update(range(highest + 1 + lost, number))
        return lost + self._give_up(number - WINDOW)

    def settle(self) -> int:
        """How many events are lost for sure: absent now, and already at the last `settle`.

        On a quiet line no later number comes for long that would tell. Call it every few seconds.
        """
        lost = self._absent & self._absent_before
        self._absent -= lost
        self._absent_before = frozenset(self._absent)
        return len(lost)

    def _late(self, number: int, highest: int) -> int:
        self._absent.discard(number)
        if highest - number <= WINDOW:
            return 0
        self.reconnected()
        self._highest = number
        return 1

    def _give_up(self, before: int) -> int:
        lost = {number for number in self._absent if number < before}
        self._absent -= lost
        return len(lost)
