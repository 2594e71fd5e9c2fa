"""Notifications written in the same transaction as the change they tell of, and who has taken them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter, Id


class OutboxMessage(Base):
    """One notification. `payload` holds ids, never personal data: a reader looks the rest up."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    at: Mapped[datetime]
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]


class OutboxClaim(Base):
    """A reader (`desk`, `webhook`) took this message. The primary key makes it once for each reader."""

    __tablename__ = "outbox_claim"

    reader: Mapped[str] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int] = mapped_column(
        Counter, ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime]
