"""Tickets: lists, one ticket, changes, saving."""

from __future__ import annotations

from typing import Any

from aiohttp_pydantic.oas.typing import r200, r401, r403, r404, r409, r422

from ticketing.errors import InvalidField, TicketConflict
from ticketing.fields import check
from ticketing.reading import TicketFilter
from ticketing.record import TicketRecord
from ticketing.shapes import ticket_line_shape, ticket_shape
from ticketing.states import State
from web import shapes
from web.errors import WebError, not_found
from web.views.view import View, answer


class TicketBase(View):
    """What the ticket routes share."""

    async def shape(self, ticket: TicketRecord) -> dict[str, Any]:
        """`Ticket`."""
        return ticket_shape(
            ticket,
            open_numbers=self.signed.open_numbers,
            recordings=await self.deps.recordings.of_calls(ticket.calls),
            fields=await self.deps.tickets.fields(ticket),
        )

    async def seen(self, number: str) -> TicketRecord:
        """The ticket, if it may be seen: own offices', and those of calls that one's own seat serves."""
        ticket = await self.deps.tickets.get(number)
        signed, deps = self.signed, self.deps
        seat = signed.user.seat
        served = (
            seat is not None and seat in deps.site.seats and any(deps.desk.serves(seat, call) for call in ticket.calls)
        )
        if not (signed.sees(ticket.office) or served or ticket.created_by == signed.user.username):
            raise not_found()
        return ticket

    async def conflict(self, number: str) -> WebError:
        """409 with the ticket as it now is."""
        return WebError(409, "version-conflict", more={"ticket": await self.shape(await self.deps.tickets.get(number))})


class TicketsView(TicketBase):
    """`/tickets`"""

    async def get(
        self, office: str | None = None, state: State | None = None, q: str | None = None, cursor: str | None = None
    ) -> r200[shapes.TicketPage] | r401[shapes.Error] | r403[shapes.Error] | r422[shapes.Error]:
        """Tickets of the offices that I may see, newest first. `q`: number, caller's number or whole name, title.

        Tags: tickets
        """
        states = None if state is None else (state,)
        which = TicketFilter(offices=self.signed.within(office), states=states, q=None if q is None else q[:100])
        page = await self.deps.tickets.page(which, cursor)
        items = [ticket_line_shape(line, open_numbers=self.signed.open_numbers) for line in page.items]
        return answer({"items": items, "next": page.next})


class TicketView(TicketBase):
    """`/tickets/{number}`"""

    async def get(
        self, number: str, /
    ) -> r200[shapes.Ticket] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """One ticket.

        Tags: tickets
        """
        return answer(await self.shape(await self.seen(number)))

    async def patch(
        self, number: str, /, body: shapes.TicketChange
    ) -> (
        r200[shapes.Ticket]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r404[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
    ):
        """Write the changed fields, sent flat: `{"version": 3, "caller.name": "…"}`. An empty text clears.

        Tags: tickets
        """
        await self.seen(number)
        changes = check(nested(body.model_extra or {}))
        try:
            ticket = await self.deps.tickets.change(
                number, version=body.version, changes=changes, actor=self.signed.user.username
            )
        except TicketConflict:
            raise await self.conflict(number) from None
        return answer(await self.shape(ticket))


class TicketSaveView(TicketBase):
    """`/tickets/{number}/save`"""

    async def post(
        self, number: str, /, body: shapes.TicketSave
    ) -> (
        r200[shapes.Ticket]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r404[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
    ):
        """Register a draft; with `answered`, conclude it as answered at once. Required fields must be filled.

        Tags: tickets
        """
        ticket = await self.seen(number)
        if ticket.version == body.version:
            await self._complete(ticket)
        try:
            saved = await self.deps.tickets.save(
                number, version=body.version, user=self.signed.user, answered=body.answered
            )
        except TicketConflict:
            raise await self.conflict(number) from None
        return answer(await self.shape(saved))

    async def _complete(self, ticket: TicketRecord) -> None:
        missing = [
            str(field["id"])
            for field in await self.deps.tickets.fields(ticket)
            if field["required"] and not value_at(ticket, str(field["id"]))
        ]
        if missing:
            fields = [{"place": place, "message": "required"} for place in missing]
            raise WebError(422, "field-required", place=missing[0], values={"place": missing[0]}, fields=fields)


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """`{"caller.name": "x", "title": "y"}` -> `{"caller": {"name": "x"}, "title": "y"}`. InvalidField."""
    found: dict[str, Any] = {}
    for path, value in flat.items():
        head, dot, tail = path.partition(".")
        if not dot:
            found[path] = {**found.get(path, {}), **value} if isinstance(value, dict) else value
            continue
        inner = found.setdefault(head, {})
        if head not in ("caller", "extra") or not isinstance(inner, dict):
            raise InvalidField(path, "a ticket has no such field", "use caller.… or extra.…")
        inner[tail] = value
    return found


def value_at(ticket: TicketRecord, path: str) -> str:
    """The value of a field by its path, '' when it is empty."""
    head, dot, tail = path.partition(".")
    if not dot:
        return str(getattr(ticket, path, None) or "")
    inner = ticket.caller if head == "caller" else ticket.extra
    return str(inner.get(tail) or "")
