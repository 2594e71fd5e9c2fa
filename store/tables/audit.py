"""The audit log's entries (chained by hash) and its head (how many there are and the last hash, signed)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter, Id


class AuditEntry(Base):
    """One thing that somebody did. `hash` covers every other column, `prev_hash` ties it to the entry before."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "subject", "seq"),)

    seq: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[dict[str, Any]]
    prev_hash: Mapped[str] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(Id)


class AuditHead(Base):
    """The one row (id 1) that says how long the chain is. Signed with the key file, so cutting the tail shows."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Counter)
    hash: Mapped[str] = mapped_column(Id)
    signature: Mapped[str] = mapped_column(Id)
