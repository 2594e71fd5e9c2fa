"""People: masked for everybody, opened for a reason that is logged, merged when two records are one person."""

from __future__ import annotations

from typing import Any

from aiohttp_pydantic.oas.typing import r200, r401, r403, r404, r409, r422

from ticketing.casework.people import PersonConflict, PersonFile, PersonNotFound
from ticketing.identity.errors import Flaw
from ticketing.identity.masking import masked_person
from web import life_shapes as shapes
from web.errors import WebError, not_found
from web.shapes import Error
from web.views.view import View, answer


class PersonBase(View):
    """What the routes about people share."""

    async def seen(self, person_id: str) -> PersonFile:
        """The person, if one of their tickets may be seen."""
        try:
            person = await self.deps.casework.person(person_id)
        except PersonNotFound:
            raise not_found() from None
        if not any(map(self.signed.sight.sees, person.tickets.values())):
            raise not_found()
        return person

    def _tickets(self, person: PersonFile) -> list[str]:
        """The person's tickets; to a handling unit only its own."""
        sight = self.signed.sight
        return [number for number, place in person.tickets.items() if not sight.bound or sight.sees(place)]

    def shape(self, person: PersonFile, *, masked: bool) -> dict[str, Any]:
        """`Person`. What implies something is masked with the rest."""
        mask = masked_person if masked else dict
        found = person.assessment
        flaws = {} if masked else {**found.flaws, **found.contradictions}
        return {
            "id": person.id,
            "version": person.version,
            "masked": masked,
            "fields": mask(person.fields),
            "offered": mask(found.offered),
            "flaws": [self._flaw(place, flaw) for place, flaw in flaws.items()],
            "tickets": self._tickets(person),
            "perhaps_the_same": [] if self.signed.sight.bound else list(person.perhaps_the_same),
        }

    def _flaw(self, place: str, flaw: Flaw) -> dict[str, str]:
        said = {"message": flaw.problem(self.language), "mend": flaw.mend(self.language)}
        return {"place": f"caller.{place}", "code": flaw.code, **said}


class PersonView(PersonBase):
    """`/persons/{id}`"""

    async def get(self, id: str, /) -> r200[shapes.Person] | r401[Error] | r403[Error] | r404[Error]:
        """A person, masked until I say why, with their tickets and records that may be the same person.

        Tags: persons
        """
        person = await self.seen(id)
        return answer(self.shape(person, masked=not self.looked(f"person:{person.id}")))


class LookView(PersonBase):
    """`/persons/{id}/look`"""

    async def post(
        self, id: str, /, body: shapes.Look
    ) -> r200[shapes.Person] | r401[Error] | r403[Error] | r404[Error] | r422[Error]:
        """The person unmasked, for me and for a quarter of an hour. Who looked, and why, goes into the audit log.

        Tags: persons
        """
        await self.seen(id)
        person = await self.deps.casework.open_person(id, reason=body.reason, actor=self.signed.user.username)
        self.deps.looks.grant(self.signed.sign_in.token_hash, f"person:{person.id}", now=self.deps.now())
        return answer(self.shape(person, masked=False))


class MergeView(PersonBase):
    """`/persons/{id}/merge`"""

    async def post(
        self, id: str, /, body: shapes.Merge
    ) -> r200[shapes.Person] | r401[Error] | r403[Error] | r404[Error] | r409[Error] | r422[Error]:
        """Two records are one person: tickets and what is known go to the other one.

        Tags: persons
        """
        await self.seen(id)
        await self.seen(body.into)
        actor = self.signed.user.username
        try:
            merged = await self.deps.casework.merge(id, into=body.into, version=body.version, actor=actor)
        except PersonConflict:
            raise WebError(409, "person-conflict") from None
        return answer(self.shape(merged, masked=not self.looked(f"person:{merged.id}")))
