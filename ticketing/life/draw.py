"""Which concluded tickets are drawn for a return visit (抽取回访): by lot, the same for everybody who looks. Pure.

A ticket's lot is HMAC-SHA256 of its number under the month's key, as a fraction of 1; it is drawn when the lot is
below the share. Nobody can foresee a lot without the key, so nobody can steer what is visited; the key's SHA-256
stands in each draw, so that the key, shown after the month, proves that no ticket was picked or left out by hand.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from workdays.zone import local

_BITS = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A ticket's lot in one period."""

    period: str
    """`2026-11`."""
    percent: int
    lot: float
    """From 0 up to, not including, 1."""
    commitment: str
    """SHA-256 of the period's key, in hex."""

    @property
    def chosen(self) -> bool:
        """Whether the ticket is to be visited."""
        return self.lot * 100 < self.percent


def period_of(concluded: datetime) -> str:
    """The month in China in which a ticket was concluded."""
    return f"{local(concluded):%Y-%m}"


def draw(key: str, number: str, *, period: str, percent: int) -> Draw:
    """The lot of the ticket `number` under the key of the period."""
    digest = hmac.new(key.encode(), number.encode(), hashlib.sha256).digest()
    lot = (int.from_bytes(digest[:7], "big") >> (56 - _BITS)) / 2**_BITS
    commitment = hashlib.sha256(key.encode()).hexdigest()
    return Draw(period=period, percent=percent, lot=lot, commitment=commitment)
