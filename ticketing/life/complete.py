"""What the fields of a ticket still want by its regulation: a value, or one that can be what it is entered as. Pure.

A stated reason stands in for either where the regulation lets callers keep the field to themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

from ticketing.identity.caller import assess
from ticketing.identity.errors import Flaw
from ticketing.pack import Pack
from ticketing.record import TicketRecord

CHECKED = frozenset({"id-number", "certificate", "phone"})
"""Kinds of fields whose values can be wrong by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """A filled field whose value cannot be what the field asks for."""

    place: str
    flaw: Flaw


def missing(pack: Pack, ticket: TicketRecord) -> tuple[str, ...]:
    """Ids of required fields that are empty, without a reason where a reason would do."""
    return tuple(
        field.id
        for field in pack.fields
        if field.required
        and not ticket.value(field.id)
        and not (field.may_be_withheld and ticket.not_given.get(field.id))
    )


def unsound(pack: Pack, ticket: TicketRecord) -> tuple[Unsound, ...]:
    """Numbers with a slip in them (GB 11643 check digit, a category that is none, a telephone nobody can call)."""
    flaws = assess(ticket.caller, now=ticket.updated_at).flaws
    return tuple(
        Unsound(place=field.id, flaw=flaws[name])
        for field in pack.fields
        if field.kind in CHECKED
        and (name := field.id.removeprefix("caller.")) in flaws
        and not (field.may_be_withheld and ticket.not_given.get(field.id))
    )
