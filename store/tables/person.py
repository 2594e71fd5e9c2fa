"""A person (来电人) who called or is written about. What tells who they are is one sealed document."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Id


class Person(Base):
    """`sealed` is a JSON object of all that names the person; the hashes find them by equality."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "number_hash"),
        Index(None, "id_number_hash"),
        Index(None, "name_hash"),
        Index(None, "merged_into"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    version: Mapped[int]
    sealed: Mapped[bytes]
    number_hash: Mapped[str | None] = mapped_column(Id)
    id_number_hash: Mapped[str | None] = mapped_column(Id)
    name_hash: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    merged_into: Mapped[str | None] = mapped_column(Id)
    """The person that this one turned out to be."""
