"""The screen pop: asked for by the page, or put beside the frame that says that a call rings."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, NoReturn

from aiohttp_pydantic.oas.typing import r200, r401, r403, r404
from sqlalchemy.exc import SQLAlchemyError

from ami.beat import until_beat
from ami.facts import arrival_facts
from routing.outbound import is_outgoing
from store.errors import StoreError
from web import shapes
from web.errors import WebError, not_found
from web.hub import Listener, frame
from web.views.calls import CallBase
from web.views.tickets import TicketBase, line_shape
from web.views.view import answer

log = logging.getLogger(__name__)

GATHER_S = 0.1
"""How long a pop waits for others that ring at the same moment, at most: all are made at the same beats of the clock,
so that those of a rush meet in one go; other seats' rings go first."""
POP_S = 5.0
"""A pop that takes longer is left to the page, which asks for it when none has come."""


class PopView(TicketBase, CallBase):
    """`/calls/{id}/pop`"""

    async def get(self, id: str, /) -> r200[shapes.Pop] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """What a seat needs while its phone rings: the call, its ticket (a draft is made), the caller's history.

        The call and its draft are open to the seat that rings, talks or wraps up; earlier tickets are masked lines.

        Tags: calls
        """
        return answer(await self.pop(id))

    async def pop(self, id: str) -> dict[str, Any]:
        """`Pop`. WebError when the call may not be seen."""
        signed, deps = self.signed, self.deps
        line = deps.desk.board.calls.get(id)
        if not self.serves(id):
            known = await deps.calls.get(id)
            office = known[0].office if known is not None else (line.office if line is not None else None)
            if (known is None and line is None) or not signed.sight.sees_office(office):
                raise not_found()
        facts = () if line is None or is_outgoing(id) else arrival_facts(line)
        mine = self.call_at_my_seat((id,)) is not None
        shown = mine and self.unseen(id)
        pop = await deps.calls.pop(id, facts=facts, actor=signed.user.username, shown=shown)
        if shown:
            self.saw(id)
        going_on = pop.call.ended_at is None and pop.ticket.calls == (id,)  # what it says is not recorded yet
        ticket = await self.shape(pop.ticket, recordings=() if going_on else None)
        opened = mine or self.looked(f"call:{id}")
        live = deps.desk.call_shape(id, self.language, open_numbers=opened)
        call = self.call_shape(pop.call, pop.ticket.number, opened=opened)
        if live is not None:
            newer = {key: value for key, value in live.items() if value is not None and key not in ("ticket", "reason")}
            call = {**call, **newer, "hidden": call["hidden"] and live["hidden"]}
            if call["reason"]["evidence"] is None:  # what the flow wrote has not been taken in yet
                call["reason"] = live["reason"]
        history = [line_shape(entry, self.language) for entry in pop.history]
        return {"call": call, "ticket": ticket, "history": history, "knowledge": []}


async def tell_pops(listener: Listener, view: PopView) -> NoReturn:
    """A `pop` frame after each ring, so that nobody asks for what everybody needs. Until cancelled.

    One that cannot be made is not told: the page asks then, and shows what is wrong.
    """
    while True:
        call_id = await listener.rings.get()
        await asyncio.sleep(until_beat(asyncio.get_running_loop().time(), GATHER_S))
        try:
            async with asyncio.timeout(POP_S):
                pop = await view.pop(call_id)
        except (WebError, StoreError, SQLAlchemyError, TimeoutError) as error:
            log.warning("a screen pop was not told", extra={"action": "pop-not-told", "error": type(error).__name__})
        else:
            listener.put(frame("pop", call_id=call_id, pop=pop))
