"""How long a seat was at its place or away from it (在岗、离席): one row for each stretch while it was signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class SeatSpan(Base):
    """One stretch. `away` is the reason of the pause, '' for a seat at its place; `seen_at` is its end so far."""

    __tablename__ = "seat_span"
    __table_args__ = (Index(None, "began_at"),)

    seat: Mapped[str] = mapped_column(Id, primary_key=True)
    began_at: Mapped[datetime] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    office: Mapped[str] = mapped_column(Id)
    away: Mapped[str]
