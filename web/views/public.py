"""What anybody may ask without a sign-in, as JSON: how their case stands, and answers of the knowledge base."""

from __future__ import annotations

from typing import Annotated

from aiohttp_pydantic.oas.typing import r200, r404, r422, r429
from pydantic import BaseModel, Field

from web import shapes
from web.public_progress import Progress, progress_of
from web.texts.public import STATES
from web.views.view import View, answer

Words = Annotated[str, Field(max_length=100)]


class Asked(BaseModel):
    """The case's number, and the last four digits of the caller's telephone number."""

    ticket: Annotated[str, Field(min_length=1, max_length=40)]
    digits: Annotated[str, Field(pattern=r"^[0-9]{4}$")]


class PublicProgress(BaseModel):
    """How a case stands."""

    state: str
    label: str
    received: str
    since: str
    office: str


class PublicAnswer(BaseModel):
    """A question and its standard answer."""

    title: str
    answer: str
    basis: str
    provider: str
    released_at: str | None


class PublicAnswers(BaseModel):
    """At most 20."""

    items: list[PublicAnswer]


class PublicBase(View):
    """What the routes and the page share."""

    async def progress(self, ticket: str, digits: str) -> Progress:
        """See `progress_of`."""
        deps, address = self.deps, self.request.remote or ""
        return await progress_of(
            deps.tickets, deps.tries, ticket=ticket, digits=digits, address=address, now=deps.now()
        )


class ProgressView(PublicBase):
    """`/public/progress`"""

    async def post(
        self, body: Asked
    ) -> r200[PublicProgress] | r404[shapes.Error] | r422[shapes.Error] | r429[shapes.Error]:
        """How a case stands, for whoever knows its number and the last four digits of the caller's: state and dates.

        404 `no-such-case` for whatever does not fit; 429 `too-many-tries` after five wrong tries for a case in a day.

        Tags: public
        """
        found = await self.progress(body.ticket, body.digits)
        names = self.deps.site.office_names(self.language)
        return answer(
            {
                "state": found.state.value,
                "label": STATES[found.state][self.language],
                "received": found.received.isoformat(),
                "since": found.since.isoformat(),
                "office": names.get(found.office, found.office),
            }
        )


class AnswersView(PublicBase):
    """`/public/answers`"""

    async def get(self, q: Words = "") -> r200[PublicAnswers] | r422[shapes.Error]:
        """Released answers that are open to everybody and hold every word of `q`.

        Tags: public
        """
        found = await self.deps.casework.public_answers(q)
        return answer(
            {
                "items": [
                    {
                        "title": one.title,
                        "answer": one.answer,
                        "basis": one.basis,
                        "provider": one.provider,
                        "released_at": one.released_at.isoformat() if one.released_at else None,
                    }
                    for one in found
                ]
            }
        )
