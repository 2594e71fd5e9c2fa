"""Calls: lists, one call with its story, and the screen pop."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r204, r401, r403, r404, r409, r422

from ami.lines import SeatState
from routing.outbound import is_outgoing
from store.call_rows import personal_of
from store.calls import CallFilter, CallRecord
from store.facts import CallFact
from store.folded import CallState
from ticketing.shapes import call_shape, when
from web import bodies, shapes
from web.errors import WebError, not_found
from web.life_shapes import Look
from web.texts.calls import EVIDENCE, HIDDEN
from web.texts.story import moment
from web.views.view import View, answer, aware
from web.voice_transfer import give_back, hand_on, handed_on, handover_to


class CallBase(View):
    """What the call routes share."""

    def call_shape(self, call: CallRecord, ticket: str | None, *, opened: bool = False) -> dict[str, Any]:
        """`Call`, masked unless `opened`, with the reason in the reader's language where it has a text."""
        language = self.language
        names = self.deps.site.office_names(language)
        shape = call_shape(call, office_names=names, open_numbers=opened, ticket=ticket, hidden=HIDDEN[language])
        shape["reason"] = {
            "evidence": call.evidence,
            "text": EVIDENCE.get(call.evidence or "", {}).get(language) or call.reason,
        }
        return shape

    def may_see(self, call: CallRecord) -> bool:
        """Own offices' calls, and those that one's own seat serves or served."""
        seat = self.signed.user.seat
        if self.signed.sight.sees_office(call.office):
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
        """Calls of the offices that I may see, masked, newest first.

        Tags: calls
        """
        which = CallFilter(offices=self.signed.sight.within(office), state=state, since=aware(since, "since"))
        page, tickets = await self.deps.calls.page(which, cursor)
        items = [self.call_shape(call, tickets.get(call.id)) for call in page.items]
        return answer({"items": items, "next": page.next})


class CallDetailBase(CallBase):
    """One call with its story."""

    async def seen_call(self, id: str) -> tuple[CallRecord, tuple[str, ...]]:
        """The call and its tickets, if it may be seen."""
        found = await self.deps.calls.get(id)
        if found is None or not self.may_see(found[0]):
            raise not_found()
        return found

    async def detail(self, id: str) -> dict[str, Any]:
        """`CallDetail`: open to the seat that serves it, and to whoever said why."""
        call, tickets = await self.seen_call(id)
        opened = self.looked(f"call:{id}")
        if not opened and self.call_at_my_seat((id,)) is not None:
            await self.note_shown(id)
            opened = True
        shape = self.call_shape(call, tickets[0] if tickets else None, opened=opened)
        came_out = call.outcome.value if call.outcome and is_outgoing(id) else ""
        timeline = await self.deps.calls.timeline(id)
        shape["timeline"] = [self._moment(fact, opened, came_out) for fact in timeline]
        shape["tickets"] = list(tickets)
        shape["recordings"] = [dict(recording) for recording in await self.deps.recordings.of_calls([id])]
        return {**shape, "masked": not opened and call.caller is not None}

    def _moment(self, fact: CallFact, opened: bool, outcome: str) -> dict[str, Any]:
        hidden = {} if opened else personal_of(fact)
        data = {key: value for key, value in fact.data.items() if key not in hidden}
        said = None if "params" in hidden else self.deps.said(fact)
        words = moment(fact.kind.value, data, self.deps.site, self.language, said=said, outcome=outcome)
        return {"at": when(fact.at), "kind": fact.kind.value, "text": words, "data": data}


class CallView(CallDetailBase):
    """`/calls/{id}`"""

    async def get(
        self, id: str, /
    ) -> r200[shapes.CallDetail] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """A call, what happened in it, its tickets and recordings.

        Tags: calls
        """
        return answer(await self.detail(id))


class CallLookView(CallDetailBase):
    """`/calls/{id}/look`"""

    async def post(
        self, id: str, /, body: Look
    ) -> r200[shapes.CallDetail] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error] | r422[shapes.Error]:
        """The call with its number, for me and for a quarter of an hour. Who looked, and why, is in the audit log.

        Tags: calls
        """
        await self.seen_call(id)
        await self.deps.casework.open_call(id, reason=body.reason, actor=self.signed.user.username)
        self.deps.looks.grant(self.signed.sign_in.token_hash, f"call:{id}", now=self.deps.now())
        return answer(await self.detail(id))


class TransferView(CallDetailBase):
    """`/calls/{id}/transfer`"""

    async def post(
        self, id: str, /, body: bodies.VoiceTransfer
    ) -> r204 | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error] | r409[shapes.Error] | r422[shapes.Error]:
        """Hand the caller I talk with on to another office by voice (话务转接); one call, one recording, one ticket.

        409 `not-talking` when my seat does not talk in this call, `nobody-there` when nobody works at the office.

        Tags: calls
        """
        desk, site, user = self.deps.desk, self.deps.site, self.signed.user
        call, seat = desk.board.calls.get(id), desk.board.seats.get(user.seat or "")
        if call is None or seat is None or seat.state is not SeatState.TALKING or seat.call_id != id:
            raise WebError(409, "not-talking")
        if body.office not in site.plan.offices:
            raise WebError(422, "invalid-field", place="office", values={"place": "office"})
        handover = handover_to(site.plan, body.office, call, seat.id, desk.board.seats.values())
        at = self.deps.now()
        await hand_on(desk.board, desk.actions, seat.id, id, handover)
        await self.deps.casework.note_fact(handed_on(call, seat.id, body.office, by=user.username, at=at))
        return web.Response(status=204)


class VoiceGoneView(CallBase):
    """`/calls/{id}/voice-gone`"""

    async def post(
        self, id: str, /
    ) -> r204 | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error] | r409[shapes.Error]:
        """My page was loaded anew in this call and has no voice of it: the caller is told and waits in front again.

        Asterisk would notice by itself, after a quarter of a minute of silence. 409 `not-talking` when my seat does not
        talk in this call (any more).

        Tags: calls
        """
        await give_back(self.deps.desk.board, self.deps.desk.actions, self.signed.user.seat or "", id)
        return web.Response(status=204)
