"""Many moves in one request: each judged, made and answered by itself, all of them in as few commits as can be."""

from __future__ import annotations

from typing import Any

from aiohttp_pydantic.oas.typing import r200, r401, r403, r413, r422

from ticketing.casework.together import Made, Wish
from ticketing.errors import TicketConflict
from ticketing.life.judge import BarredMove
from web import life_shapes as shapes
from web.acting import acting
from web.errors import WebError, not_found
from web.guard import error_shape, known, route_of
from web.shapes import Error
from web.views.tickets import TicketBase, barred
from web.views.view import answer


class ManyMovesView(TicketBase):
    """`/tickets/moves`"""

    async def post(
        self, body: shapes.MovesMade
    ) -> r200[shapes.MovesAnswered] | r401[Error] | r403[Error] | r413[Error] | r422[Error]:
        """Make many moves, in order, each as `POST /tickets/{number}/moves` would; one that is refused stops none.

        A ticket's later moves name the versions that its earlier ones lead to. `join` and `split` are made by
        themselves.

        Tags: tickets
        """
        heads = await self.deps.casework.heads([one.ticket for one in body.moves])
        seen = {number for number, head in heads.items() if await self.sees_ticket(head)}
        answers: list[Made | BaseException | None] = []
        wishes = []
        for one in body.moves:
            try:
                wishes.append(self._wish(one, seen))
            except WebError as error:
                answers.append(error)
            else:
                answers.append(None)
        made = iter(await self.deps.casework.moves(wishes))
        found = [next(made) if one is None else one for one in answers]
        items = [self._item(one, became) for one, became in zip(body.moves, found, strict=True)]
        return answer({"items": items})

    def _wish(self, one: shapes.MoveWished, seen: set[str]) -> Wish:
        if one.ticket not in seen:
            raise not_found()
        return Wish(
            number=one.ticket,
            version=one.version,
            move=one.move,
            role=acting(self.signed.user.role, one.acting),
            actor=self.signed.user.username,
            note=one.note,
            key=one.key,
            now=self.deps.now(),
        )

    def _item(self, one: shapes.MoveWished, became: Made | BaseException) -> dict[str, Any]:
        said: dict[str, Any] = {"ticket": one.ticket, "key": one.key, "error": None, "bars": []}
        if isinstance(became, Made):
            return {**said, "result": "done", "version": became.version, "state": became.state.value}
        error = (
            barred(became, self.language) if isinstance(became, BarredMove) else known(became, route_of(self.request))
        )
        said = {**said, "version": None, "state": None, "error": error_shape(error, self.language)}
        if isinstance(became, TicketConflict):
            return {**said, "result": "conflict", "version": became.current}
        return {**said, "result": "refused" if error.status < 500 else "failed", "bars": error.more.get("bars", [])}
