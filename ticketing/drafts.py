"""Draft tickets of calls, as many as are wanted at a time, with one statement a table. Runs in every call.

A draft is what `ticketing.repository` would make and then describe with `ticketing.steps`: the same rows in the same
order of locks. What happens to tickets afterwards is not here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.calls import CallRecord
from store.held import held_by
from store.ids import new_id
from store.many import insert, write_all
from store.persons import PersonRecord, add_people
from store.search.folding import joined
from store.tables.base import Base
from store.tables.search import TicketText
from store.tables.ticket import Ticket, TicketCall, TicketChange
from ticketing import numbers
from ticketing.record import Offices, TicketRecord
from ticketing.states import State
from workdays.zone import SHANGHAI

_TICKET, _CALL, _CHANGE, _TEXT = (
    Base.metadata.tables[table.__tablename__] for table in (Ticket, TicketCall, TicketChange, TicketText)
)
_TICKETS = (
    "id", "number", "version", "state", "channel", "origin_call_id", "office", "person_id", "caller_hash",
    "title", "situation", "appeal", "answer", "extra", "created_by", "created_at", "updated_at",
)  # fmt: skip
_CALLS = ("ticket_id", "call_id", "role")
_CHANGES = ("ticket_id", "version", "at", "actor", "move", "to_state", "fields")
_TEXTS = ("ticket_id", "office", "text", "pending")
_COUNT = text(
    "INSERT INTO number_sequence (prefix, last) VALUES (:prefix, :more) "
    "ON CONFLICT (prefix) DO UPDATE SET last = number_sequence.last + :more RETURNING last"
)
_PLACE = select(_TEXT.c.seq).where(_TEXT.c.ticket_id == _TICKET.c.id).scalar_subquery()
_PLACED = update(_TICKET).where(_TICKET.c.id.in_(bindparam("drafts", expanding=True))).values(seq=_PLACE)
FIRST = 1
"""The version of a ticket that was made and not changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    id: str
    number: str
    office: str
    call: CallRecord
    person: PersonRecord | None
    actor: str
    at: datetime

    def record(self) -> TicketRecord:
        """As it would be read back."""
        return TicketRecord(
            id=self.id,
            number=self.number,
            version=FIRST,
            state=State.DRAFT,
            channel="phone",
            call_id=self.call.id,
            calls=(self.call.id,),
            office=self.office,
            person_id=self.person.id if self.person else None,
            caller=self.person.fields if self.person else {},
            nature=None,
            field=None,
            title="",
            situation="",
            appeal="",
            answer="",
            extra={},
            not_given={},
            created_by=self.actor,
            created_at=self.at,
            updated_at=self.at,
        )


async def add_drafts(
    session: AsyncSession, calls: Sequence[CallRecord], *, offices: Offices, now: datetime, actors: Mapping[str, str]
) -> list[TicketRecord]:
    """Make the drafts of these calls, whose rows the transaction has locked and which have no ticket yet.

    `actors`: for whom, by call; those of others are the system's.
    """
    if not calls:
        return []
    await audit.locked_head(session)
    callers = [call for call in calls if call.caller is not None]
    people = await add_people(session, [{"number": call.caller or ""} for call in callers], now=now)
    persons = {call.id: person for call, person in zip(callers, people, strict=True)}
    wanted = [(call, _office_of(call, offices)) for call in calls]
    fresh = await next_numbers(session, [offices.divisions[office] for _, office in wanted], now)
    drafts = [
        _Draft(
            id=new_id(now),
            number=number,
            office=office,
            call=call,
            person=persons.get(call.id),
            actor=actors.get(call.id, audit.SYSTEM),
            at=now.astimezone(UTC),
        )
        for (call, office), number in zip(wanted, fresh, strict=True)
    ]
    await _write(session, drafts)
    return [draft.record() for draft in drafts]


async def next_numbers(session: AsyncSession, divisions: Sequence[str], now: datetime) -> list[str]:
    """A fresh ticket number for each of these divisions, in their order."""
    day = now.astimezone(SHANGHAI).date()
    places = defaultdict(list)
    for place, division in enumerate(divisions):
        places[division].append(place)
    found, connection = [""] * len(divisions), (await held_by(session)).connection
    for division, wanted in sorted(places.items()):
        counted = await connection.execute(_COUNT, {"prefix": numbers.prefix(day, division), "more": len(wanted)})
        last = counted.scalar_one()
        for count, place in enumerate(wanted, last - len(wanted) + 1):
            found[place] = numbers.compose(day, division, count)
    return found


def _office_of(call: CallRecord, offices: Offices) -> str:
    return call.office if call.office is not None and call.office in offices.divisions else offices.home


async def _write(session: AsyncSession, drafts: Sequence[_Draft]) -> None:
    rows = [
        insert(_TICKET, _TICKETS, [_columns(draft) for draft in drafts]),
        insert(_CALL, _CALLS, [(draft.id, draft.call.id, "origin") for draft in drafts]),
        insert(_CHANGE, _CHANGES, [_first_change(draft) for draft in drafts]),
        insert(_TEXT, _TEXTS, [_text(draft) for draft in drafts]),
    ]
    await write_all(session, rows)
    await (await held_by(session)).connection.execute(_PLACED, {"drafts": [draft.id for draft in drafts]})
    state = State.DRAFT.value
    details = {"version": FIRST, "state": state, "fields": []}
    lines = [
        audit.Line(
            at=draft.at,
            actor=draft.actor,
            action="ticket-created",
            subject=f"ticket:{draft.number}",
            details=details,
        )
        for draft in drafts
    ]
    news = {"version": FIRST, "state": state}
    told = [(draft.at, "ticket-changed", {"number": draft.number, "office": draft.office, **news}) for draft in drafts]
    await write_all(session, [await audit.chained(session, lines), outbox.rows_of(told)])
    await outbox.ring(session)


def _columns(draft: _Draft) -> tuple[Any, ...]:
    first = (draft.id, draft.number, FIRST, State.DRAFT.value, "phone", draft.call.id, draft.office)
    caller = (draft.person.id, draft.call.caller_hash) if draft.person else (None, None)
    return (*first, *caller, "", "", "", "", {}, draft.actor, draft.at, draft.at)


def _first_change(draft: _Draft) -> tuple[Any, ...]:
    return (draft.id, FIRST, draft.at, draft.actor, "created", State.DRAFT.value, [])


def _text(draft: _Draft) -> tuple[Any, ...]:
    """The row that search reads; its place stands in the ticket too (see `store.search.keeping`)."""
    return (draft.id, draft.office, joined((draft.number, "", "", "", "")), 1)
