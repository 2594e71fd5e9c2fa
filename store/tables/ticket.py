"""A ticket (工单), its timeline, the calls that belong to it, and the counters behind its number."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter, Id


def _where(condition: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"postgresql_where": text(condition), "sqlite_where": text(condition)}


_DUE = _where("due_at IS NOT NULL")
"""Indexes for tickets whose clocks run; a draft or an archived ticket costs them nothing."""


class Ticket(Base):
    """One matter (一事一单). `origin_call_id` is unique: a call makes at most one ticket by itself."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index(None, "office", "state", "created_at"),
        Index(None, "created_at", "id"),
        Index(None, "caller_hash", "created_at"),
        Index(None, "office", "state", "due_at", "id", "seq", **_DUE),
        Index(None, "state", "due_at", "id", "seq", **_DUE),
        Index(None, "seq", "due_at", "id", **_DUE),
        Index(None, "state", "seq"),
        Index(None, "seq", "state"),
        Index("ix_ticket_without_seq", "created_at", "id", **_where("seq IS NULL")),
        Index(None, "person_id", "created_at"),
        Index("ix_ticket_of_unit", "unit", "state", "created_at", "id", "seq", **_where("unit IS NOT NULL")),
        Index(
            "ix_ticket_of_unit_due",
            "unit",
            "state",
            "due_at",
            "id",
            "seq",
            **_where("due_at IS NOT NULL AND unit IS NOT NULL"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(Id, unique=True)
    version: Mapped[int]
    state: Mapped[str]
    channel: Mapped[str]
    origin_call_id: Mapped[str | None] = mapped_column(Id, ForeignKey("call.id"), unique=True)
    office: Mapped[str] = mapped_column(Id)
    person_id: Mapped[str | None] = mapped_column(Id, ForeignKey("person.id"))
    caller_hash: Mapped[str | None] = mapped_column(Id)
    nature: Mapped[str | None]
    field: Mapped[str | None]
    title: Mapped[str]
    situation: Mapped[str]
    appeal: Mapped[str]
    answer: Mapped[str]
    extra: Mapped[dict[str, Any]]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """The next due time of its open clocks; the scheduler keeps it."""
    seq: Mapped[int | None] = mapped_column(Counter)
    """Its place in the search index (`TicketText.seq`); NULL only until the indexer meets it."""
    unit: Mapped[str | None]
    """The handling unit that has it (承办单位), by its key (`store.handling`); those beside it: `ticket_helper`."""


class TicketChange(Base):
    """One step in a ticket's life. Old and new values lie sealed, the names of the fields in the open."""

    __tablename__ = "ticket_change"
    __table_args__ = (UniqueConstraint("ticket_id", "version"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"))
    version: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    move: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    fields: Mapped[list[Any]]
    sealed: Mapped[bytes | None]
    role: Mapped[str | None]
    """As what the actor made the move (`ticketing.states.Actor`); NULL in steps older than this column."""


class TicketCall(Base):
    """A call that belongs to a ticket: the one it began with, a message, a call back, a return visit."""

    __tablename__ = "ticket_call"
    __table_args__ = (Index(None, "call_id"),)

    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    call_id: Mapped[str] = mapped_column(Id, ForeignKey("call.id"), primary_key=True)
    role: Mapped[str]


class NumberSequence(Base):
    """The last number given out under a prefix (a day and an office)."""

    __tablename__ = "number_sequence"

    prefix: Mapped[str] = mapped_column(Id, primary_key=True)
    last: Mapped[int]
