"""A call, the facts that tell its story, and its legs (座席通话段): one for each time a seat rang or talked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Call(Base):
    """One inbound call, folded from its facts. `caller_sealed` opens with the key file only."""

    __tablename__ = "call"
    __table_args__ = (
        Index(None, "arrived_at", "id"),
        Index(None, "office", "arrived_at"),
        Index(None, "caller_hash", "arrived_at"),
        Index(None, "state"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int]
    dialed: Mapped[str | None]
    trunk: Mapped[str | None]
    channel: Mapped[str | None]
    caller_sealed: Mapped[bytes | None]
    caller_hash: Mapped[str | None] = mapped_column(Id)
    area_code: Mapped[str | None]
    area_name: Mapped[str | None]
    office: Mapped[str | None] = mapped_column(Id)
    evidence: Mapped[str | None]
    reason: Mapped[str | None]
    language: Mapped[str | None]
    state: Mapped[str]
    outcome: Mapped[str | None]
    arrived_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    waited_s: Mapped[float | None]
    talked_s: Mapped[float | None]
    seat: Mapped[str | None] = mapped_column(Id)
    cause: Mapped[int | None]
    recording_path: Mapped[str | None]


class Fact(Base):
    """One `CallFact`. What names a person (numbers, digits pressed) lies in `sealed`, the rest in `data`."""

    __tablename__ = "call_fact"
    __table_args__ = (Index(None, "call_id", "at"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    call_id: Mapped[str] = mapped_column(Id, ForeignKey("call.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None]


class Leg(Base):
    """One seat's part in a call: when it rang, when it answered, when it left."""

    __tablename__ = "leg"
    __table_args__ = (Index(None, "seat", "rang_at"),)

    call_id: Mapped[str] = mapped_column(Id, ForeignKey("call.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    office: Mapped[str | None] = mapped_column(Id)
    seat: Mapped[str] = mapped_column(Id)
    rang_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    talked_s: Mapped[float | None]
    outcome: Mapped[str | None]
