"""How a case stands, told to anybody who knows its number and the last digits of the caller's number. Few tries only.

States and dates, nothing that names a person or the matter. What is not known, not given out or does not fit gets one
and the same answer.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from ivr_flows.lookups import CaseState
from ivr_flows.told import told
from ticketing.errors import TicketError
from ticketing.numbers import parse
from ticketing.record import TicketRecord
from web.attempts import Attempts
from web.errors import WebError
from web.ports import Tickets
from workdays.zone import local

DIGITS = 4
NUMBERS = ("number", "contact")
"""Fields of a person whose last digits open a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All that is told."""

    state: CaseState
    received: date
    since: date
    office: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class PublicTries:
    """Wrong tries: few for a ticket, for four digits are soon guessed; more for an address, which many may share."""

    tickets: Attempts = field(default_factory=lambda: Attempts(most=5, window=timedelta(days=1)))
    addresses: Attempts = field(default_factory=lambda: Attempts(most=100, window=timedelta(hours=1)))


async def progress_of(
    tickets: Tickets, tries: PublicTries, *, ticket: str, digits: str, address: str, now: datetime
) -> Progress:
    """How the case stands. 404 for what does not fit, 429 after too many wrong tries."""
    number = _number(ticket)
    key, by = (f"ticket:{number}",), (f"from:{address}",)
    wait = max(tries.tickets.wait_s(key, now), tries.addresses.wait_s(by, now))
    if wait:
        raise WebError(429, "too-many-tries", values={"minutes": -(-wait // 60)}, headers={"Retry-After": str(wait)})
    found = await _found(tickets, number)
    state = told(found.state) if found is not None else None
    if found is None or state is None or not _fits(found, digits):
        if number:
            tries.tickets.failed(key, now)
        tries.addresses.failed(by, now)
        raise WebError(404, "no-such-case")
    tries.tickets.succeeded(key[0])
    since = local(found.updated_at).date()
    return Progress(state=state, received=local(found.created_at).date(), since=since, office=found.office)


def _number(typed: str) -> str:
    """'' for what is no number: all of these are one to the counting of tries."""
    try:
        return parse(typed)
    except TicketError:
        return ""


async def _found(tickets: Tickets, number: str) -> TicketRecord | None:
    try:
        return await tickets.get(number) if number else None
    except TicketError:
        return None


def _fits(ticket: TicketRecord, digits: str) -> bool:
    """A case without a number on file cannot be opened this way."""
    known = ["".join(sign for sign in ticket.caller.get(name) or "" if sign.isdigit()) for name in NUMBERS]
    ends = [number[-DIGITS:] for number in known if len(number) >= 7]
    return any(hmac.compare_digest(end.encode(), digits.encode()) for end in ends)
