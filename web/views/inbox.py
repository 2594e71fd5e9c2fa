"""The list of tickets, and a new one by hand: what came by SMS, web, letter or another platform is a ticket too."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from aiohttp_pydantic.oas.typing import r200, r201, r401, r403, r409, r422

from ticketing.states import State
from web import bodies, shapes
from web.errors import WebError
from web.views.ticket_life import Key
from web.views.tickets import TicketBase, line_shape
from web.views.view import answer, aware

BY_HAND = "自行登记的工单，由本人录入"
"""The reason of the look that goes with making a ticket: who types it in sees what they typed."""


class TicketsView(TicketBase):
    """`/tickets`"""

    async def get(
        self,
        office: str | None = None,
        state: State | None = None,
        q: str | None = None,
        sort: Literal["created", "due"] = "created",
        due_before: datetime | None = None,
        cursor: str | None = None,
    ) -> r200[shapes.TicketPage] | r401[shapes.Error] | r403[shapes.Error] | r422[shapes.Error]:
        """Tickets that I may see, masked, newest first. `q`: number, caller's number, whole name, title.

        `sort=due`: only those whose clocks run, what is overdue first; `due_before`: due before this time.

        Tags: tickets
        """
        which = replace(
            self.signed.sight.filter(office=office, state=state),
            q=None if q is None else q[:100],
            sort=sort,
            due_before=aware(due_before, "due_before"),
        )
        page = await self.deps.tickets.page(which, cursor)
        return answer({"items": [line_shape(line, self.language) for line in page.items], "next": page.next})

    async def post(
        self, body: bodies.TicketNew, *, idempotency_key: Key = None
    ) -> r201[shapes.Ticket] | r401[shapes.Error] | r403[shapes.Error] | r409[shapes.Error] | r422[shapes.Error]:
        """A draft by hand, for what came by another channel than a call to the hotline. It is open to its maker.

        `channel`: one of the site's; `office`: one that I may see, my own if left out. `Idempotency-Key` as with moves.

        Tags: tickets
        """
        user, site = self.signed.user, self.deps.site
        office = body.office or user.office or site.plan.home
        if body.channel not in site.channels:
            raise WebError(422, "invalid-field", place="channel", values={"place": "channel"})
        if office not in site.plan.offices or not self.signed.sight.sees_office(office):
            raise WebError(422, "invalid-field", place="office", values={"place": "office"})
        ticket = await self.deps.casework.begin(
            office=office, channel=body.channel, actor=user.username, reason=BY_HAND, key=idempotency_key
        )
        self.deps.looks.grant(self.signed.sign_in.token_hash, f"ticket:{ticket.number}", now=self.deps.now())
        return answer(await self.shape(ticket), 201)
