"""A stretch of a seat's day (在岗、离席) as one record. Pure; its rows are `store.seat_spans`'."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSpan:
    """A seat stood at its place (`away` is ''), or was paused for this reason, from `began_at` to `seen_at`."""

    seat: str
    office: str
    began_at: datetime
    seen_at: datetime
    away: str
