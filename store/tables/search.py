"""What full-text search reads: each ticket's folded text, and for each block of tickets which of them hold a token."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter, Id


class TicketText(Base):
    """A ticket as search sees it. `seq` counts tickets in the order they were entered; it never changes."""

    __tablename__ = "ticket_text"
    __table_args__ = (
        Index(
            "ix_ticket_text_pending",
            "seq",
            postgresql_where=text("pending > 0"),
            sqlite_where=text("pending > 0"),
        ),
    )

    seq: Mapped[int] = mapped_column(Counter, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id", ondelete="CASCADE"), unique=True)
    office: Mapped[str] = mapped_column(Id)
    text: Mapped[str]
    pending: Mapped[int]
    """0: the postings know this text. Otherwise how often it changed since they did; it is looked through itself."""


class Posting(Base):
    """The tickets of one block (`store.search.postings`) that hold a token, or once did: the text decides."""

    __tablename__ = "ticket_posting"
    __table_args__ = ({"sqlite_with_rowid": False},)

    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    token: Mapped[int] = mapped_column(Counter, primary_key=True, autoincrement=False)
    docs: Mapped[bytes] = mapped_column(LargeBinary)
