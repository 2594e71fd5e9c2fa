"""The JSON shapes of docs/design.md (Call, Ticket, TicketLine), built in one place for the web and the command line.

Pure. Times are ISO 8601 in China's zone. `open_numbers` False masks what names a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from routing.outbound import is_outgoing
from store.calls import CallRecord
from store.numbers import masked
from ticketing.identity.masking import masked_about, masked_name, masked_person
from ticketing.record import TicketLine, TicketRecord
from workdays.zone import SHANGHAI

HIDDEN = "号码隐藏"
"""What stands in place of a number that the caller did not send."""
UNKNOWN = "未留号码"
"""The same for a ticket that began by hand (SMS, web, letter): no call hides its number."""
TEXTS = ("title", "situation", "appeal", "answer")
"""Free texts of a ticket: numbers, and the caller's own name and address, are starred in them."""


def when(at: datetime | None) -> str | None:
    """ISO 8601 with +08:00, to the millisecond."""
    return None if at is None else at.astimezone(SHANGHAI).isoformat(timespec="milliseconds")


def direction_of(call_id: str) -> str:
    """`outbound` for a call that a seat placed, else `inbound`."""
    return "outbound" if is_outgoing(call_id) else "inbound"


def call_shape(
    call: CallRecord,
    *,
    office_names: Mapping[str, str],
    open_numbers: bool,
    ticket: str | None,
    hidden: str = HIDDEN,
) -> dict[str, Any]:
    """`Call`. `hidden`: the words for a number that was not sent."""
    shown = _number(call.caller, open_numbers)
    area = {"code": call.area_code, "name": call.area_name} if call.area_code or call.area_name else None
    return {
        "id": call.id,
        "direction": direction_of(call.id),
        "number": shown,
        "caller_display": shown or hidden,
        "hidden": call.caller is None,
        "area": area,
        "dialed": call.dialed,
        "trunk": call.trunk,
        "office": call.office,
        "office_name": office_names.get(call.office or ""),
        "reason": {"evidence": call.evidence, "text": call.reason},
        "language": call.language,
        "state": call.state.value,
        "outcome": call.outcome.value if call.outcome else None,
        "arrived_at": when(call.arrived_at),
        "queued_at": when(call.queued_at),
        "answered_at": when(call.answered_at),
        "ended_at": when(call.ended_at),
        "waited_s": call.waited_s,
        "talked_s": call.talked_s,
        "seat": call.seat,
        "ticket": ticket,
    }


def ticket_shape(
    ticket: TicketRecord,
    *,
    open_numbers: bool,
    recordings: Sequence[Mapping[str, Any]] = (),
    fields: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """`Ticket`. `recordings` are `Recording` shapes of all its calls; `fields` come from the site's regulation."""

    def said(text: str) -> str:
        return text if open_numbers else masked_about(text, ticket.caller)

    return {
        "number": ticket.number,
        "version": ticket.version,
        "state": ticket.state.value,
        "channel": ticket.channel,
        "call_id": ticket.call_id,
        "office": ticket.office,
        "nature": ticket.nature,
        "field": ticket.field,
        "caller": caller_shape(ticket.caller, open_numbers=open_numbers),
        **{name: said(getattr(ticket, name) or "") for name in TEXTS},
        "extra": {name: said(str(value)) for name, value in ticket.extra.items()},
        "not_given": {name: said(reason) for name, reason in ticket.not_given.items()},
        "created_at": when(ticket.created_at),
        "updated_at": when(ticket.updated_at),
        "created_by": ticket.created_by,
        "recordings": [dict(item) for item in recordings if item["kind"] == "call"],
        "messages": [dict(item) for item in recordings if item["kind"] == "message"],
        "fields": [dict(item) for item in fields],
    }


def ticket_line_shape(
    line: TicketLine, *, open_numbers: bool, hidden: str = HIDDEN, unknown: str = UNKNOWN
) -> dict[str, Any]:
    """`TicketLine`. `unknown`: the words for a number that nobody gave, where no call was."""
    name = line.caller_name if open_numbers or not line.caller_name else masked_name(line.caller_name)
    number = _number(line.caller_number, open_numbers) or (hidden if line.call_id else unknown)
    return {
        "number": line.number,
        "state": line.state.value,
        "title": line.title if open_numbers else masked_about(line.title or "", {"name": line.caller_name or ""}),
        "caller_display": f"{name} {number}" if name else number,
        "office": line.office,
        "created_at": when(line.created_at),
        "updated_at": when(line.updated_at),
        "due_at": when(line.due_at),
        "call_id": line.call_id,
        "version": line.version,
    }


def caller_shape(caller: Mapping[str, str], *, open_numbers: bool) -> dict[str, str]:
    """A person's fields; masked by the rules of `ticketing.identity.masking`."""
    return dict(caller) if open_numbers else masked_person(caller)


def _number(number: str | None, open_numbers: bool) -> str | None:
    return number if number is None or open_numbers else masked(number)
