"""What a change writes into a ticket's row and the person it is about; the caller holds the lock and tells the step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from store.calls import CallRecord, number_hash
from store.engine import keys_of
from store.numbers import canonical
from store.persons import add_person, change_person, get_people
from store.tables.ticket import Ticket
from ticketing.fields import Changes
from ticketing.reading import NOT_GIVEN

NUMBERS = ("number", "contact")
"""By which somebody's earlier tickets are found: the number they called from, else the one they can be reached at."""
_SHORTEST = 7
"""Digits of a telephone number; what has fewer is a word."""


def number_of(person: Mapping[str, str]) -> str | None:
    """The first of a person's numbers, or None."""
    given = (person.get(name, "") for name in NUMBERS)
    return next((number for number in given if len(canonical(number)) >= _SHORTEST), None)


async def copy_caller(session: AsyncSession, row: Ticket, call: CallRecord, *, now: datetime) -> None:
    """A ticket without a person gets one who has the call's number, when it is known."""
    if call.caller is None:
        return
    row.person_id = (await add_person(session, {"number": call.caller}, now=now)).id
    row.caller_hash = call.caller_hash


async def apply_changes(session: AsyncSession, row: Ticket, changes: Changes, *, now: datetime) -> dict[str, str]:
    """Write the changes into the row and its person; what stood there before, by place."""
    before = {name: getattr(row, name) or "" for name in changes.texts}
    for name, value in changes.texts.items():
        setattr(row, name, value)
    if changes.caller:
        before |= await _apply_caller(session, row, changes.caller, now=now)
    if changes.extra:
        before |= {f"extra.{name}": str(row.extra.get(name, "")) for name in changes.extra}
        merged = {**row.extra, **changes.extra}
        row.extra = {name: value for name, value in merged.items() if value}
    return before | _apply_reasons(row, changes)


def _apply_reasons(row: Ticket, changes: Changes) -> dict[str, str]:
    """Write why something was not given; what was given after all needs no reason any more."""
    given = {name: "" for name, value in changes.values.items() if value}
    reasons = {**changes.not_given, **given}
    before = {f"{NOT_GIVEN}{name}": str(row.extra.get(f"{NOT_GIVEN}{name}", "")) for name in reasons}
    merged = {**row.extra, **{f"{NOT_GIVEN}{name}": reason for name, reason in reasons.items()}}
    row.extra = {name: value for name, value in merged.items() if value}
    return {name: value for name, value in before.items() if value or name[len(NOT_GIVEN) :] in changes.not_given}


async def _apply_caller(
    session: AsyncSession, row: Ticket, caller: Mapping[str, str], *, now: datetime
) -> dict[str, str]:
    known: Mapping[str, str] = {}
    if row.person_id is None:
        person = await add_person(session, {name: value for name, value in caller.items() if value}, now=now)
        row.person_id = person.id
    else:
        known = (await get_people(session, [row.person_id]))[row.person_id].fields
        person = await change_person(session, row.person_id, caller, now=now)
    if not caller.keys().isdisjoint(NUMBERS):
        told = number_of(person.fields)
        row.caller_hash = number_hash(keys_of(session), told) if told is not None else None
    return {f"caller.{name}": known.get(name, "") for name in caller}
