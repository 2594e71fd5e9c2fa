"""Calling out (外呼): a ticket's person, or back somebody who called; and the calls of a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r401, r403, r404, r409, r422
from pydantic import Field

from ami.errors import AmiError
from ami.outgoing import never_placed
from routing.outbound import Refused
from store.calls import CallRecord
from store.facts import FactKind
from ticketing.casework.calling_out import CallWish, call_request
from ticketing.identity.no_calls import asks_not_to_be_called
from web import bodies, shapes
from web.errors import WebError
from web.outgoing_calls import new_call_id
from web.views.calls import CallDetailBase
from web.views.tickets import TicketBase
from web.views.view import answer

Key = Annotated[str, Field(min_length=1, max_length=64)]


class CallingOutBase(TicketBase, CallDetailBase):
    """What both ways of calling out share."""

    async def call_out(
        self,
        body: bodies.CallOut,
        key: str,
        *,
        number: str | None,
        person: Mapping[str, str],
        language: str | None,
        ticket: str | None = None,
        answers: str | None = None,
    ) -> web.Response:
        """Judge the number and the wish, write the call down, ring the seat; 201 with the call."""
        deps, user = self.deps, self.signed.user
        outgoing, rules = deps.desk.outgoing, deps.desk.outgoing.rules
        digits = rules.judge(body.number or number)
        if isinstance(digits, Refused):
            raise WebError(422, f"dial-{digits.value}", place="number")
        own = {rules.judge(one) for one in (number, person.get("number"), person.get("contact"))}
        if digits in own and asks_not_to_be_called(person) and body.despite is None:
            raise WebError(409, "asks-not-to-be-called", place="despite")
        chosen, despite = body.number or "", body.despite or ""
        request = call_request(user.username, key, ticket, answers, number=chosen, despite=despite)
        call_id = await deps.casework.placed_before(request)
        if call_id is not None:
            return await self._answer(call_id, ticket)
        languages = deps.site.languages
        with outgoing.claim(user.seat or "") as seat:
            wish = CallWish(
                call_id=new_call_id(deps.now()), seat=seat.id, office=seat.office, actor=user.username, number=digits,
                chosen=chosen, language=language if language in languages else languages[0], key=key,
                ticket=ticket, answers=answers, despite=despite, now=deps.now(),
            )  # fmt: skip
            call_id = await deps.casework.call_out(wish)
            if call_id == wish.call_id:
                await self._place(wish, ticket)
        return await self._answer(call_id, ticket)

    async def _answer(self, call_id: str, ticket: str | None) -> web.Response:
        found = await self.deps.calls.get(call_id)
        assert found is not None  # noqa: S101  # it was written down just now, or before
        return answer(self.call_shape(found[0], ticket), status=201)

    async def _place(self, wish: CallWish, ticket: str | None) -> None:
        deps = self.deps
        line = deps.desk.board.seats[wish.seat]
        try:
            await deps.desk.outgoing.place(line, wish.fact, ticket)
        except AmiError as error:
            ended = never_placed(wish.call_id, deps.now())
            deps.desk.outgoing.heard([ended])
            await deps.casework.note_fact(ended)
            raise WebError(503, "asterisk-away", headers={"Retry-After": "1"}) from error


class TicketCallsView(CallingOutBase):
    """`/tickets/{number}/calls`"""

    async def get(
        self, number: str, /
    ) -> r200[shapes.CallPage] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """The calls of a ticket, masked, oldest first: those that came in, and those that seats placed.

        Tags: tickets
        """
        ticket = await self.seen(number)
        found = [await self.deps.calls.get(call) for call in ticket.calls]
        calls = sorted((one[0] for one in found if one is not None), key=lambda call: call.arrived_at)
        return answer({"items": [self.call_shape(call, number) for call in calls], "next": None})

    async def post(
        self, number: str, /, body: bodies.CallOut, *, idempotency_key: Key
    ) -> (
        r201[shapes.Call]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r404[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
    ):
        """Call the ticket's person (or another number about the ticket): my seat rings first, then theirs.

        409 `no-calling-out`, `seat-busy`, `no-phone`, `asks-not-to-be-called` (say why with `despite`);
        422 `dial-not-allowed`, `dial-international`, `dial-no-area`, `dial-no-number`.

        Tags: tickets
        """
        ticket = await self.seen(number)
        caller = ticket.caller
        calls = [await self.deps.calls.get(call) for call in ticket.calls[:1]]
        spoken = next((found[0].language for found in calls if found is not None), None)
        on_file = caller.get("contact") or caller.get("number")
        if caller.get("number") and isinstance(self.deps.desk.outgoing.rules.judge(on_file), Refused):
            on_file = caller["number"]  # people write an address or a name into 联系方式 too
        return await self.call_out(body, idempotency_key, number=on_file, person=caller, language=spoken, ticket=number)


class CallBackView(CallingOutBase):
    """`/calls/{id}/calls`"""

    async def post(
        self, id: str, /, body: bodies.CallOut, *, idempotency_key: Key
    ) -> (
        r201[shapes.Call]
        | r401[shapes.Error]
        | r403[shapes.Error]
        | r404[shapes.Error]
        | r409[shapes.Error]
        | r422[shapes.Error]
    ):
        """Call back who called (回拨): for the call's ticket where it has one; else an answered call makes a draft.

        Refused like `/tickets/{number}/calls`.

        Tags: calls
        """
        call, tickets = await self.seen_call(id)
        person: Mapping[str, str] = {}
        if tickets:
            person = (await self.deps.tickets.get(tickets[0])).caller
        return await self.call_out(
            body, idempotency_key, number=await self._wanted(call), person=person, language=call.language,
            ticket=tickets[0] if tickets else None, answers=id,
        )  # fmt: skip

    async def _wanted(self, call: CallRecord) -> str | None:
        """The number at which they asked to be called, else the one they called from."""
        story = await self.deps.calls.timeline(call.id)
        asked = [fact.data.get("number") for fact in story if fact.kind is FactKind.CALLBACK_ASKED]
        return next((str(number) for number in reversed(asked) if number), call.caller)
