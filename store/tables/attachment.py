"""Papers and pictures that belong to a ticket, kept sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Attachment(Base):
    """One file. `sealed` holds its bytes in base64, sealed; `sha256` is of the bytes as they came."""

    __tablename__ = "attachment"
    __table_args__ = (Index(None, "ticket_id", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    name_sealed: Mapped[bytes]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(Id)
    sealed: Mapped[bytes]
