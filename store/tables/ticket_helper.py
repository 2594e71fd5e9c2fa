"""Units that handle a ticket together with its lead (协办单位); the lead stands in the ticket's own row."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class TicketHelper(Base):
    """One unit of one ticket, by its key (`store.handling`)."""

    __tablename__ = "ticket_helper"
    __table_args__ = (Index(None, "ticket_id"),)

    unit: Mapped[str] = mapped_column(Text, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
