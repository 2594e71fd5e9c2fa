"""Tickets that have to do with one another: splitting a second matter off, links and repeats with their evidence."""

from __future__ import annotations

from aiohttp_pydantic.oas.typing import r200, r201, r401, r403, r404, r409, r422

from ticketing.casework.shapes import links_shape
from ticketing.errors import TicketConflict
from web import link_shapes as shapes
from web.acting import acting
from web.shapes import Error, Ticket
from web.views.pages import MOST, Cursor, Limit, page, start_of
from web.views.tickets import TicketBase
from web.views.view import answer


class SplitView(TicketBase):
    """`/tickets/{number}/split`"""

    async def post(
        self, number: str, /, body: shapes.Split
    ) -> r201[Ticket] | r401[Error] | r403[Error] | r404[Error] | r409[Error] | r422[Error]:
        """A draft for a second matter of the same caller (one matter, one ticket), linked to this one.

        Tags: tickets
        """
        await self.seen(number)
        user = self.signed.user
        try:
            made = await self.deps.casework.split(
                number, version=body.version, role=acting(user.role, None), actor=user.username
            )
        except TicketConflict:
            raise await self.conflict(number) from None
        return answer(await self.shape(made), 201)


class LinksView(TicketBase):
    """`/tickets/{number}/links`"""

    async def get(
        self, number: str, /, cursor: Cursor | None = None, limit: Limit = MOST
    ) -> r200[shapes.Links] | r401[Error] | r403[Error] | r404[Error] | r422[Error]:
        """Splits, joins, and repeats found by themselves: which phrases are shared, the score and the thresholds.

        Tags: tickets
        """
        await self.seen(number)
        start = start_of(cursor)
        links = await self.deps.casework.links(number, start=start, limit=limit + 1)
        sight = self.signed.sight
        found = page(links_shape(links, seen=sight.sees), start, limit)
        if sight.bound:  # not even the number of what is another unit's
            found["items"] = [one for one in found["items"] if one["state"] is not None]
        return answer(found)
