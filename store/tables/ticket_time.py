"""What time has to do with tickets: events that clocks know, clocks as they stood, when to look again, what was done.

The clocks are a copy for lists and figures: they are computed from the events whenever these or the calendar change.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.tables.base import Base, Counter, Id


class TicketEvent(Base):
    """One event of `ticketing.clocks.event`; no personal data. `id` keeps the order of events of one moment."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index(None, "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(Counter, primary_key=True)
    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"))
    at: Mapped[datetime]
    kind: Mapped[str]
    nature: Mapped[str | None]
    complex: Mapped[bool | None]
    urgent: Mapped[bool | None]
    clock: Mapped[str | None]
    until: Mapped[datetime | None]
    length_number: Mapped[int | None]
    length_unit: Mapped[str | None]
    basis: Mapped[str]


class TicketClock(Base):
    """How a clock of one regulation stood when it was last computed. `due` is NULL while it stands still."""

    __tablename__ = "ticket_clock"
    __table_args__ = (Index(None, "status", "due"),)

    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    regulation: Mapped[str] = mapped_column(Id, primary_key=True)
    clock: Mapped[str] = mapped_column(Id, primary_key=True)
    article: Mapped[str]
    started: Mapped[datetime]
    first_due: Mapped[datetime]
    due: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    stopped: Mapped[datetime | None]
    status: Mapped[str]
    late: Mapped[bool]
    extensions: Mapped[int]
    provisional: Mapped[bool]
    notes: Mapped[list[Any]]


class TicketAgenda(Base):
    """When time may next do something to a ticket; NULL: never by itself. `failures` delays what cannot be done."""

    __tablename__ = "ticket_agenda"
    __table_args__ = (Index(None, "next_at"),)

    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    next_at: Mapped[datetime | None]
    failures: Mapped[int]


class TicketEffect(Base):
    """What time did to a ticket. The key makes it once, whoever computes it and however often."""

    __tablename__ = "ticket_effect"

    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("ticket.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    regulation: Mapped[str]
    article: Mapped[str]
    clock: Mapped[str | None]
    since: Mapped[datetime]
    done_at: Mapped[datetime]


class CalendarMark(Base):
    """Which calendar the deadlines were last counted by: the scheduler recounts when it is another one."""

    __tablename__ = "calendar_mark"

    name: Mapped[str] = mapped_column(Id, primary_key=True)
    value: Mapped[str]
