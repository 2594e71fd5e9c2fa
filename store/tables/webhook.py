"""Who is told of changes by HTTP, and which messages still have to reach them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter, Id


class Webhook(Base):
    """A receiver. `secret_sealed` signs what it is sent; `topics` empty: everything."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    url: Mapped[str]
    secret_sealed: Mapped[bytes]
    topics: Mapped[list[Any]]
    created_at: Mapped[datetime]
    disabled: Mapped[bool]


class WebhookDelivery(Base):
    """A message on its way to a receiver. Removed when it has arrived; kept with `gave_up` when it never did."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (Index(None, "next_at"),)

    webhook_id: Mapped[str] = mapped_column(Id, ForeignKey("webhook.id", ondelete="CASCADE"), primary_key=True)
    message_id: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=False)
    topic: Mapped[str]
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    attempts: Mapped[int]
    next_at: Mapped[datetime]
    gave_up: Mapped[bool]
