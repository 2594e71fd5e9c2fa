"""Tickets that have to do with one another: split from, joined into, repeated by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class TicketLink(Base):
    """A link from a ticket to another. `evidence` says why (phrases, scores); it names no person."""

    __tablename__ = "ticket_link"
    __table_args__ = (Index(None, "other_id"),)

    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    other_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    evidence: Mapped[dict[str, Any]]
