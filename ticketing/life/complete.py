"""Which required fields of a regulation a ticket still lacks. Pure; a stated reason stands in where it may."""

from __future__ import annotations

from ticketing.pack import Pack
from ticketing.record import TicketRecord


def missing(pack: Pack, ticket: TicketRecord) -> tuple[str, ...]:
    """Ids of required fields that are empty, without a reason where a reason would do."""
    return tuple(
        field.id
        for field in pack.fields
        if field.required
        and not ticket.value(field.id)
        and not (field.may_be_withheld and ticket.not_given.get(field.id))
    )
