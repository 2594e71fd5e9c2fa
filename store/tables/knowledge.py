"""The knowledge base (知识库): one wording an entry, who provides it, who reviewed it, until when it holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Knowledge(Base):
    """One entry. It names no person who called, so it lies in the open; `folded` is what is searched."""

    __tablename__ = "knowledge"
    __table_args__ = (Index(None, "stage", "review_by"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int]
    stage: Mapped[str]
    title: Mapped[str]
    answer: Mapped[str]
    basis: Mapped[str]
    provider: Mapped[str]
    folded: Mapped[str]
    policy_at: Mapped[datetime | None]
    """When the policy itself was released: the upload's time limit starts then."""
    upload_due: Mapped[datetime | None]
    review_by: Mapped[datetime | None]
    reviews: Mapped[list[Any]]
    """`{by, at, note}` of this wording; a change empties it."""
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    public: Mapped[bool | None]
    """Whether anybody may read it, not only who works here."""
