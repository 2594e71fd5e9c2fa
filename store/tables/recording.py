"""A recording (录音) of a call or a message left: where it lies, how long it is, and its place in the chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Recording(Base):
    """One recording. `hash` chains the recordings in `seq` order.

    `sha256` is of the FLAC inside the sealed file, `pcm_sha256` of its samples.
    """

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("call_id", "kind", "part"),
        UniqueConstraint("seq"),
        Index(None, "started_at", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    seq: Mapped[int]
    kind: Mapped[str]
    call_id: Mapped[str] = mapped_column(Id, ForeignKey("call.id"))
    part: Mapped[int]
    state: Mapped[str]
    started_at: Mapped[datetime]
    taken_in_at: Mapped[datetime]
    seconds: Mapped[float]
    expected_s: Mapped[float | None]
    channels: Mapped[int]
    levels: Mapped[list[Any]]
    path: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None] = mapped_column(Id)
    pcm_sha256: Mapped[str | None] = mapped_column(Id)
    prev_hash: Mapped[str] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(Id)
    note: Mapped[str | None]
