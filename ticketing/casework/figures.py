"""The tickets that rates and analyses count, read from the database under the site's rules."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from store.engine import keys_of
from store.tables.ticket import Ticket
from ticketing.analysis import Facts
from ticketing.casework.case import Case, presents
from ticketing.casework.case_reading import cases_by_id
from ticketing.life.duties import duties
from ticketing.life.rules import Rules
from ticketing.rates import Judged, Span
from ticketing.reading import NOT_GIVEN
from ticketing.states import Move, State

_PAGE = 200
_UNCOUNTED = (State.DRAFT.value, State.VOID.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A return visit that is owed: the visit list (回访清单)."""

    ticket: str
    office: str
    text: str
    article: str


async def judged(
    session: AsyncSession, rules: Rules, span: Span, *, now: datetime
) -> tuple[tuple[Judged, ...], tuple[Mapping[str, str], ...]]:
    """Every ticket that something may have happened to in the span, and the reasons why fields were not given."""
    tickets, reasons = [], []
    async for row, case in _cases(session, since=span.since, until=span.until):
        (present,) = presents(case, rules, keys_of(session), now=now, packs=rules.packs[:1])
        tickets.append(Judged(number=row.number, office=row.office, present=present))
        found = {name[len(NOT_GIVEN) :]: why for name, why in row.extra.items() if name.startswith(NOT_GIVEN)}
        if found and span.holds(row.created_at):
            reasons.append(found)
    return tuple(tickets), tuple(reasons)


async def facts(session: AsyncSession, span: Span) -> Sequence[Facts]:
    """The tickets that were made in the span."""
    return [
        Facts(office=row.office, nature=row.nature or "", field=row.field or "", story=case.story)
        async for row, case in _cases(session, since=span.since, until=span.until)
        if span.holds(row.created_at)
    ]


async def visits_owed(session: AsyncSession, rules: Rules, *, now: datetime) -> tuple[Visit, ...]:
    """Every ticket that is to be visited, and why."""
    found = []
    async for row, case in _cases(session, states=(State.ANSWERED, State.REPLIED, State.CONCLUDED)):
        for duty in duties(rules.main, case.story):
            if duty.move in (Move.VISIT, Move.REVISIT):
                found.append(Visit(ticket=row.number, office=row.office, text=duty.text, article=duty.article))
    return tuple(found)


async def _cases(
    session: AsyncSession,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    states: Sequence[State] = (),
) -> AsyncIterator[tuple[Ticket, Case]]:
    """With what happened to them, a page at a time."""
    last = ""
    while True:
        query = select(Ticket).where(Ticket.id > last, Ticket.state.not_in(_UNCOUNTED)).order_by(Ticket.id)
        if until is not None:
            query = query.where(Ticket.created_at < until)
        if since is not None:  # what was not touched since then can still fall due: open tickets count too
            query = query.where((Ticket.updated_at >= since) | Ticket.due_at.is_not(None))
        if states:
            query = query.where(Ticket.state.in_([state.value for state in states]))
        rows = (await session.scalars(query.limit(_PAGE))).all()
        cases = {case.id: case for case in await cases_by_id(session, [row.id for row in rows])}
        for row in rows:
            yield row, cases[row.id]
        if len(rows) < _PAGE:
            return
        last = rows[-1].id
