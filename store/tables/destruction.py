"""Destroying recordings by rule: lists that were proposed, what stands on them, and what is on hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Destruction(Base):
    """A list (销毁清册). `hash` is over all that stands on it; who approves names it."""

    __tablename__ = "destruction"
    __table_args__ = (Index(None, "proposed_at", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    hash: Mapped[str] = mapped_column(Id)
    retention_days: Mapped[int]
    before: Mapped[datetime]
    """Recordings that began before this."""
    proposed_by: Mapped[str]
    proposed_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]


class DestructionItem(Base):
    """A recording on a list. `destroyed_at`: when its audio was gone; `kept`: why it was passed over after all."""

    __tablename__ = "destruction_item"
    __table_args__ = (Index(None, "recording_id"),)

    destruction_id: Mapped[str] = mapped_column(Id, ForeignKey("destruction.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(Id, ForeignKey("recording.id"), primary_key=True)
    destroyed_at: Mapped[datetime | None]
    kept: Mapped[str | None]


class Hold(Base):
    """A recording that must be kept (暂缓销毁), and why (sealed). `lifted_at` NULL: it still holds."""

    __tablename__ = "recording_hold"
    __table_args__ = (Index(None, "recording_id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    recording_id: Mapped[str] = mapped_column(Id, ForeignKey("recording.id"))
    reason: Mapped[bytes]
    placed_by: Mapped[str]
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None]
