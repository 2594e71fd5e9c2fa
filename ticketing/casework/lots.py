"""Lots for return visits under the site's own keys. What a lot is stands in `ticketing.life.draw`."""

from __future__ import annotations

from datetime import datetime

from store.keys import Keys
from ticketing.life.draw import Draw, draw, period_of


def period_key(keys: Keys, period: str) -> str:
    """The key of a month. It may be shown once the month is over: no other month's key follows from it."""
    return keys.lookup_hash("visit-draw", period)


def lot_of(keys: Keys, number: str, concluded: datetime, *, percent: int) -> Draw:
    """The lot of a ticket that was concluded then."""
    period = period_of(concluded)
    return draw(period_key(keys, period), number, period=period, percent=percent)
