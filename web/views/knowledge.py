"""The knowledge base as agents use it: search for the standard answer. Keeping it is the command line's."""

from __future__ import annotations

from typing import Annotated

from aiohttp_pydantic.oas.typing import r200, r401, r403, r422
from pydantic import Field

from ticketing.casework.shapes import knowledge_shape
from web import knowledge_shapes as shapes
from web.shapes import Error
from web.views.view import View, answer

Words = Annotated[str, Field(max_length=100)]


class KnowledgeView(View):
    """`/knowledge`"""

    async def get(self, q: Words = "") -> r200[shapes.KnowledgePage] | r401[Error] | r403[Error] | r422[Error]:
        """Released entries that hold every word of `q`, at most 20; those with the first word in the title first.

        Tags: knowledge
        """
        found = await self.deps.casework.knowledge(q)
        return answer({"items": [knowledge_shape(entry, self.deps.now()) for entry in found], "next": None})
