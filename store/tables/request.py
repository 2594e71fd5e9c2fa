"""Requests that were answered, so that one sent twice is answered the same and done once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class AnsweredRequest(Base):
    """An idempotency key of one user with its request's hash and the answer; kept for a day."""

    __tablename__ = "answered_request"
    __table_args__ = (Index(None, "at"),)

    actor: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(Id, primary_key=True)
    request_hash: Mapped[str] = mapped_column(Id)
    status: Mapped[int]
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]
