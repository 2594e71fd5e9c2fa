"""The supervisors' board, once. Its stream is `/live`."""

from __future__ import annotations

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r401, r403

from web import shapes
from web.board_shapes import Board
from web.views.view import View


class BoardView(View):
    """`/board`"""

    async def get(self) -> r200[Board] | r401[shapes.Error] | r403[shapes.Error]:
        """Who waits, who works, in the offices that I may see.

        Tags: board
        """
        return web.Response(
            text=self.deps.board.text(self.signed.sight.offices, self.language), content_type="application/json"
        )
