"""Calls: lists, one call with its story, and the screen pop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp_pydantic.oas.typing import r200, r401, r403, r404, r422

from ami.facts import arrival_facts
from store.calls import CallFilter, CallRecord
from store.facts import CallFact
from store.fold import CallState
from ticketing.shapes import call_shape, ticket_line_shape, ticket_shape, when
from web import shapes
from web.errors import not_found
from web.texts import EVIDENCE, moment
from web.views.view import View, answer, aware


class CallBase(View):
    """What the call routes share."""

    def shape(self, call: CallRecord, ticket: str | None) -> dict[str, Any]:
        """`Call`, with the reason in the reader's language where it has a text."""
        signed, language = self.signed, self.language
        names = self.deps.site.office_names(language)
        shape = call_shape(call, office_names=names, open_numbers=signed.open_numbers, ticket=ticket)
        shape["reason"] = {
            "evidence": call.evidence,
            "text": EVIDENCE.get(call.evidence or "", {}).get(language) or call.reason,
        }
        return shape

    def may_see(self, call: CallRecord) -> bool:
        """Own offices' calls, and those that one's own seat serves or served."""
        seat = self.signed.user.seat
        if self.signed.sees(call.office):
            return True
        return seat is not None and (call.seat == seat or self.serves(call.id))

    def serves(self, call_id: str) -> bool:
        """Whether the user's seat rings for this call, talks in it, or has just done so."""
        seat = self.signed.user.seat
        return seat in self.deps.site.seats and seat is not None and self.deps.desk.serves(seat, call_id)


class CallsView(CallBase):
    """`/calls`"""

    async def get(
        self,
        office: str | None = None,
        state: CallState | None = None,
        since: datetime | None = None,
        cursor: str | None = None,
    ) -> r200[shapes.CallPage] | r401[shapes.Error] | r403[shapes.Error] | r422[shapes.Error]:
        """Calls of the offices that I may see, newest first.

        Tags: calls
        """
        which = CallFilter(offices=self.signed.within(office), state=state, since=aware(since, "since"))
        page, tickets = await self.deps.calls.page(which, cursor)
        items = [self.shape(call, tickets.get(call.id)) for call in page.items]
        return answer({"items": items, "next": page.next})


class CallView(CallBase):
    """`/calls/{id}`"""

    async def get(
        self, id: str, /
    ) -> r200[shapes.CallDetail] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """A call, what happened in it, its tickets and recordings.

        Tags: calls
        """
        found = await self.deps.calls.get(id)
        if found is None or not self.may_see(found[0]):
            raise not_found()
        call, tickets = found
        facts = await self.deps.calls.timeline(id)
        recordings = await self.deps.recordings.of_calls([id])
        shape = self.shape(call, tickets[0] if tickets else None)
        shape["timeline"] = [self._moment(fact) for fact in facts]
        shape["tickets"] = list(tickets)
        shape["recordings"] = [dict(recording) for recording in recordings]
        return answer(shape)

    def _moment(self, fact: CallFact) -> dict[str, Any]:
        hidden = () if self.signed.open_numbers else ("caller", "number", "digits")
        data = {key: value for key, value in fact.data.items() if key not in hidden}
        return {
            "at": when(fact.at),
            "kind": fact.kind.value,
            "text": moment(fact.kind.value, self.language),
            "data": data,
        }


class PopView(CallBase):
    """`/calls/{id}/pop`"""

    async def get(self, id: str, /) -> r200[shapes.Pop] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """What a seat needs while its phone rings: the call, its ticket (a draft is made), the caller's history.

        Tags: calls
        """
        signed, deps = self.signed, self.deps
        line = deps.desk.board.calls.get(id)
        if not self.serves(id):
            known = await deps.calls.get(id)
            office = known[0].office if known is not None else (line.office if line is not None else None)
            if (known is None and line is None) or not signed.sees(office):
                raise not_found()
        facts = () if line is None else arrival_facts(line)
        pop = await deps.calls.pop(id, facts=facts, actor=signed.user.username)
        live = deps.desk.call_shape(id, self.language, open_numbers=signed.open_numbers)
        call = self.shape(pop.call, pop.ticket.number)
        if live is not None:
            newer = {key: value for key, value in live.items() if value is not None and key not in ("ticket", "reason")}
            call = {**call, **newer, "hidden": call["hidden"] and live["hidden"]}
        ticket = ticket_shape(
            pop.ticket,
            open_numbers=signed.open_numbers,
            recordings=await deps.recordings.of_calls(pop.ticket.calls),
            fields=await deps.tickets.fields(pop.ticket),
        )
        history = [ticket_line_shape(entry, open_numbers=signed.open_numbers) for entry in pop.history]
        return answer({"call": call, "ticket": ticket, "history": history, "knowledge": []})
