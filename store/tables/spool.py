"""How far each spool file has been taken in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter


class SpoolFile(Base):
    """A spool file and the bytes of it already in the database. The table is called `spool_offset`."""

    __tablename__ = "spool_offset"

    name: Mapped[str] = mapped_column(primary_key=True)
    taken_bytes: Mapped[int] = mapped_column(Counter)
    updated_at: Mapped[datetime]
