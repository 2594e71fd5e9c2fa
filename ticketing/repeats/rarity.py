"""What a shingle is worth: the rarer among all tickets, the more it says. Pure arithmetic over counts.

weight = ln((tickets + PRIOR) / (tickets that have it + what is assumed of it)), at least FLOOR. The assumption stands
in for experience while there are few tickets: everyday phrases count as seen in one of five, others in one of 500.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log

from ticketing.repeats.everyday import COMMON

PRIOR = 500
"""As if so many tickets had been read before the first."""
EVERYDAY = PRIOR / 5
UNUSUAL = PRIOR / 500
FLOOR = 0.05

Weight = Callable[[str], float]


def weighing(tickets: int, having: Callable[[str], int]) -> Weight:
    """The weight function after `tickets` tickets, `having(shingle)` of which hold it."""

    def weight(shingle: str) -> float:
        assumed = EVERYDAY if shingle in COMMON else UNUSUAL
        return max(FLOOR, log((tickets + PRIOR) / (having(shingle) + assumed)))

    return weight
