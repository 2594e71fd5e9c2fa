"""A seat's wish to call somebody (外呼), written down before anything rings: what happens then is on record.

The call, its link to the ticket, the audit entry and the request's key are one transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.facts import CallFact, FactKind, fact_id
from store.tables.ticket import Ticket, TicketCall
from store.upsert import insert_into
from ticketing.casework.people import note_look
from ticketing.casework.requests import Answers, Request
from ticketing.intake import take_in
from ticketing.record import Offices

ROLE = "call-out"
"""Of such a call in its ticket (`TicketCall.role`)."""
ACTION = "number-dialled"


def call_request(
    actor: str, key: str, ticket: str | None, answers: str | None, *, number: str, despite: str
) -> Request:
    """What somebody asks for under a key of theirs, whatever seat they sit at."""
    path = f"tickets/{ticket}/calls" if ticket else f"calls/{answers}/calls"
    return Request(actor=actor, key=key, content={"path": path, "number": number, "despite": despite})


async def placed_before(session: AsyncSession, request: Request) -> str | None:
    """The id of the call that this very request placed, if it did. RequestReused."""
    before = (await Answers.read(session, [(request.actor, request.key)])).before(request)
    return None if before is None else str(before["call"])


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWish:
    """Who calls whom, and why it may."""

    call_id: str
    seat: str
    office: str
    actor: str
    number: str
    """The digits to dial."""
    chosen: str
    """What was asked for in the request, for its key: `` for the number on file, else what was typed."""
    language: str
    now: datetime
    ticket: str | None = None
    answers: str | None = None
    """The call that is called back."""
    despite: str = ""
    """Why somebody is called who asked not to be."""
    key: str | None = None

    @property
    def subject(self) -> str:
        """What the audit log says it is about."""
        return f"ticket:{self.ticket}" if self.ticket else f"call:{self.answers or self.call_id}"

    @property
    def request(self) -> Request | None:
        """For idempotency."""
        if self.key is None:
            return None
        return call_request(self.actor, self.key, self.ticket, self.answers, number=self.chosen, despite=self.despite)

    @property
    def fact(self) -> CallFact:
        """The beginning of the call's story."""
        data: dict[str, Any] = {
            "seat": self.seat, "office": self.office, "by": self.actor, "number": self.number,
            "language": self.language, "ticket": self.ticket, "answers": self.answers,
            "despite": bool(self.despite),
        }  # fmt: skip
        data = {name: value for name, value in data.items() if value}
        kind = FactKind.CALLED_OUT
        return CallFact(id=fact_id(self.call_id, kind), call_id=self.call_id, at=self.now, kind=kind, data=data)


async def write_down(session: AsyncSession, wish: CallWish, offices: Offices) -> str:
    """The id of the call: the wish's, or that of the call which the same request placed before. RequestReused."""
    request = wish.request
    answers = await Answers.read(session, [] if request is None else [(request.actor, request.key)])
    before = None if request is None else answers.before(request)
    if before is not None:
        return str(before["call"])
    await take_in(session, [wish.fact], offices=offices, now=wish.now)
    await _audit(session, wish)
    if wish.ticket is not None:
        which = await session.scalar(select(Ticket.id).where(Ticket.number == wish.ticket))
        values = {"ticket_id": which, "call_id": wish.call_id, "role": ROLE}
        await session.execute(insert_into(session, TicketCall).values(values).on_conflict_do_nothing())
    if request is not None:
        answers.keep(request, {"call": wish.call_id}, at=wish.now)
        await answers.write(session)
    return wish.call_id


async def _audit(session: AsyncSession, wish: CallWish) -> None:
    """Dialling opens a number: it is logged like a look, without the number."""
    subject, actor, now, details = wish.subject, wish.actor, wish.now, {"call": wish.call_id, "seat": wish.seat}
    if wish.despite:
        reason = wish.despite
        await note_look(session, subject, action=ACTION, reason=reason, actor=actor, now=now, details=details)
    else:
        await audit.append(session, at=now, actor=actor, action=ACTION, subject=subject, details=details)
