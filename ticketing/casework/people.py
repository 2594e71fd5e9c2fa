"""People: shown masked, opened for a reason that is logged, merged when two turn out to be one, with their history.

Every look at opened data is an audit entry that names who, whom and why, never the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit, outbox
from store.engine import keys_of
from store.persons import PersonRecord, change_person, get_people
from store.tables.person import Person
from store.tables.ticket import Ticket
from ticketing.errors import InvalidField, TicketError
from ticketing.identity.caller import Assessment, assess
from ticketing.reading import places_of
from ticketing.record import Place

REASON_LEAST = 4
"""Characters of a reason: enough to say something."""


class PersonNotFound(TicketError):
    """There is no such person."""

    code: ClassVar[str] = "person-not-found"


class PersonConflict(TicketError):
    """Somebody changed the person since it was read, or the two are one already."""

    code: ClassVar[str] = "person-conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFile:
    """A person with what is known. `fields` are opened: mask them for those who gave no reason."""

    id: str
    version: int
    fields: Mapping[str, str]
    assessment: Assessment
    tickets: Mapping[str, Place]
    """Numbers of their tickets, newest first, those of merged records included; who may see one, sees the person."""
    perhaps_the_same: tuple[str, ...]
    """Ids of people with the same ID number, telephone number or name."""


async def person_file(session: AsyncSession, person_id: str, *, now: datetime) -> PersonFile:
    """One person; a merged record leads to the one it was merged into. PersonNotFound."""
    row = await _row(session, person_id)
    record = (await get_people(session, [row.id]))[row.id]
    ids = [row.id, *(await session.scalars(select(Person.id).where(Person.merged_into == row.id)))]
    found = await session.execute(
        select(Ticket.id, Ticket.number, Ticket.office, Ticket.state, Ticket.unit)
        .where(Ticket.person_id.in_(ids))
        .order_by(Ticket.created_at.desc())
    )
    rows = found.all()
    places = await places_of(session, rows)
    return PersonFile(
        id=row.id,
        version=record.version,
        fields=record.fields,
        assessment=assess(record.fields, now=now),
        tickets={row.number: places[row.id] for row in rows},
        perhaps_the_same=await _alike(session, row),
    )


def call_shown(call_id: str, *, actor: str, now: datetime) -> audit.Line:
    """The seat that serves a call sees its caller: for the audit log, with the call itself as the reason."""
    details = {"reason": "call in progress"}
    return audit.Line(at=now, actor=actor, action="call-shown", subject=f"call:{call_id}", details=details)


async def person_of(session: AsyncSession, number: str) -> str | None:
    """The id of the person that a ticket is about, or None."""
    return await session.scalar(select(Ticket.person_id).where(Ticket.number == number))


async def open_person(
    session: AsyncSession,
    person_id: str,
    *,
    reason: str,
    actor: str,
    now: datetime,
    details: Mapping[str, str] | None = None,
) -> PersonFile:
    """The same for somebody who says why they must see it; the look is logged before it happens. InvalidField."""
    file = await person_file(session, person_id, now=now)
    subject = f"person:{file.id}"
    await note_look(session, subject, action="person-opened", reason=reason, actor=actor, now=now, details=details)
    return file


async def note_look(
    session: AsyncSession,
    subject: str,
    *,
    action: str,
    reason: str,
    actor: str,
    now: datetime,
    details: Mapping[str, str] | None = None,
) -> None:
    """A look at what names a person goes into the audit log, its reason sealed. InvalidField for none."""
    said = reason.strip()
    if len(said) < REASON_LEAST:
        raise InvalidField("reason", "查看个人信息须说明理由", f"write at least {REASON_LEAST} characters")
    sealed = keys_of(session).seal(said, f"look:{subject.removeprefix('person:')}:{now.isoformat()}").hex()
    more = {"reason": sealed, **(details or {})}
    await audit.append(session, at=now, actor=actor, action=action, subject=subject, details=more)


async def merge_people(
    session: AsyncSession, person_id: str, *, into: str, version: int, actor: str, now: datetime
) -> PersonRecord:
    """Let two records be one: `into` learns what it lacks, tickets follow. PersonNotFound, PersonConflict."""
    source, target = await _locked(session, person_id, into)
    if source.merged_into is not None or target.merged_into is not None or source.id == target.id:
        raise PersonConflict("one of the two was merged before; read them again")
    if source.version != version:
        raise PersonConflict(f"the person is at version {source.version}, not {version}: read it again")
    known = await get_people(session, [source.id, target.id])
    added = {name: value for name, value in known[source.id].fields.items() if name not in known[target.id].fields}
    merged = await change_person(session, target.id, added, now=now)
    source.merged_into, source.updated_at = target.id, now
    source.version += 1
    await session.execute(update(Person).where(Person.merged_into == source.id).values(merged_into=target.id))
    await session.execute(update(Ticket).where(Ticket.person_id == source.id).values(person_id=target.id))
    details = {"into": target.id, "fields": sorted(added)}
    await audit.append(
        session, at=now, actor=actor, action="person-merged", subject=f"person:{source.id}", details=details
    )
    await outbox.publish(session, "person-merged", {"person": source.id, "into": target.id}, at=now)
    return merged


async def _row(session: AsyncSession, person_id: str) -> Person:
    row = await session.get(Person, person_id)
    if row is not None and row.merged_into is not None:
        row = await session.get(Person, row.merged_into)
    if row is None:
        raise PersonNotFound(f"there is no person {person_id}")
    return row


async def _locked(session: AsyncSession, first: str, second: str) -> tuple[Person, Person]:
    """Both rows, locked in the order of their ids: two merges that cross wait instead of dying."""
    query = select(Person).where(Person.id.in_((first, second))).order_by(Person.id).with_for_update()
    rows = {row.id: row for row in await session.scalars(query.execution_options(populate_existing=True))}
    for wanted in (first, second):
        if wanted not in rows:
            raise PersonNotFound(f"there is no person {wanted}")
    return rows[first], rows[second]


async def _alike(session: AsyncSession, row: Person) -> tuple[str, ...]:
    same = [
        column == value
        for column, value in (
            (Person.id_number_hash, row.id_number_hash),
            (Person.number_hash, row.number_hash),
            (Person.name_hash, row.name_hash),
        )
        if value is not None
    ]
    if not same:
        return ()
    query = select(Person.id).where(or_(*same), Person.id != row.id, Person.merged_into.is_(None))
    return tuple(await session.scalars(query.order_by(Person.created_at).limit(20)))
