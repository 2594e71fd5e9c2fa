"""The life of a ticket: what may be done with it now and by whom, doing it, its clocks explained, its timeline."""

from __future__ import annotations

from typing import Annotated

from aiohttp_pydantic.oas.typing import r200, r401, r403, r404, r409, r422
from pydantic import Field

from ticketing.casework.shapes import clocks_shape, standing_shape, timeline_shape
from ticketing.casework.together import Wish
from ticketing.states import Move
from web import life_shapes as shapes
from web.acting import ACTING, acting
from web.shapes import Error, Ticket
from web.views.pages import MOST, Cursor, Limit, page, start_of
from web.views.tickets import TicketBase
from web.views.view import answer

Key = Annotated[str | None, Field(min_length=1, max_length=64)]


class MovesView(TicketBase):
    """`/tickets/{number}/moves`"""

    async def get(
        self, number: str, /, acting_as: str | None = None
    ) -> r200[shapes.Standing] | r401[Error] | r403[Error] | r404[Error]:
        """The moves of my role (or of the one I act as), with what each needs and what stands against it; duties owed.

        Tags: tickets
        """
        ticket = await self.seen(number)
        role = acting(self.signed.user.role, acting_as)
        standing = await self.deps.casework.standing(number, role)
        own = {"version": ticket.version, "role": role.value}
        may = [actor.value for actor in ACTING[self.signed.user.role]]
        return answer({**own, "may_act_as": may, **standing_shape(standing)})

    async def post(
        self, number: str, /, body: shapes.MoveMade, *, idempotency_key: Key = None
    ) -> r200[Ticket] | r401[Error] | r403[Error] | r404[Error] | r409[Error] | r422[Error]:
        """Make a move as the regulation wants it. `Idempotency-Key`: the same request twice is done once.

        Tags: tickets
        """
        await self.seen(number)
        if body.move is Move.JOIN and "other" in body.note:
            await self.seen(body.note["other"])
        wish = Wish(
            number=number,
            version=body.version,
            move=body.move,
            role=acting(self.signed.user.role, body.acting),
            actor=self.signed.user.username,
            note=body.note,
            key=idempotency_key,
            now=self.deps.now(),
        )
        return answer(await self.shape(await self.moved(wish)))


class ClocksView(TicketBase):
    """`/tickets/{number}/clocks`"""

    async def get(self, number: str, /) -> r200[shapes.Clocks] | r401[Error] | r403[Error] | r404[Error]:
        """The time limits that run or ran on this ticket, each with the days counted and those skipped.

        Tags: tickets
        """
        await self.seen(number)
        presents = await self.deps.casework.presents(number)
        return answer({"items": clocks_shape(presents, self.language), "next": None})


class TimelineView(TicketBase):
    """`/tickets/{number}/timeline`"""

    async def get(
        self, number: str, /, cursor: Cursor | None = None, limit: Limit = MOST
    ) -> r200[shapes.Timeline] | r401[Error] | r403[Error] | r404[Error] | r422[Error]:
        """The steps of the ticket's life, oldest first.

        Tags: tickets
        """
        ticket = await self.seen(number)
        start = start_of(cursor)
        steps = await self.deps.casework.timeline(number, start=start, limit=limit + 1)
        opened = await self.opened(ticket, ticket.person_id) is not None
        names = self.deps.casework.vocabulary
        people = await self.deps.users.names_of({step.actor for step in steps})
        shaped = timeline_shape(steps, names=names, people=people, open_numbers=opened, caller=ticket.caller)
        return answer(page(shaped, start, limit))
