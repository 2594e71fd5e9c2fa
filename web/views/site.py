"""The site, for everybody: the sign-in page needs it."""

from __future__ import annotations

from aiohttp_pydantic.oas.typing import r200

from web import seat_shapes
from web.views.view import View, answer


class SiteView(View):
    """`/site`"""

    async def get(self) -> r200[seat_shapes.Site]:
        """Names, offices, languages, pause reasons. No sign-in.

        Tags: site
        """
        return answer(self.deps.site.shape())
