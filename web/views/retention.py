"""Recordings past their retention: what is due, lists proposed and approved by two people, and holds."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204, r401, r403, r404, r409, r422

from recordings.destruction import DestructionList, DestructionNotFound, DestructionRefused
from recordings.errors import RecordingNotFound
from recordings.holds import HoldRefused
from web import retention_shapes as shapes
from web.errors import WebError, not_found
from web.retention import list_shape, old_shape
from web.shapes import Error
from web.views.view import View, answer


class RetentionBase(View):
    """What these routes share."""

    async def seen(self, key: str) -> DestructionList:
        """A list, if all that stands on it may be seen."""
        try:
            found = await self.deps.retention.one(key)
        except DestructionNotFound:
            raise not_found() from None
        if not self.sees_all_of(found):
            raise not_found()
        return found

    async def shown(self, *lists: DestructionList) -> list[dict[str, Any]]:
        """Lists as I see them: my own I may not approve."""
        names = await self.deps.users.names_of({by for one in lists for by in (one.proposed_by, one.approved_by) if by})
        mine = self.signed.user.username
        return [{**list_shape(one, names), "mine": one.proposed_by == mine} for one in lists]

    async def answered(self, one: DestructionList, status: int = 200) -> web.Response:
        """One list."""
        (shape,) = await self.shown(one)
        return answer(shape, status)

    def sees_all_of(self, found: DestructionList) -> bool:
        """Whether every recording on the list is of an office that I see."""
        return all(self.signed.sight.sees_office(item.office) for item in found.items)


class ExpiredView(RetentionBase):
    """`/recordings/expired`"""

    async def get(self) -> r200[shapes.OldRecordings] | r401[Error] | r403[Error]:
        """Recordings older than the site's retention whose audio is there, and what keeps each all the same.

        Tags: recordings
        """
        found = await self.deps.retention.expired(self.signed.sight.within(None))
        return answer({"retention_days": self.deps.retention.days, "items": [old_shape(old) for old in found]})


class DestructionsView(RetentionBase):
    """`/destructions`"""

    async def get(self) -> r200[shapes.DestructionLists] | r401[Error] | r403[Error]:
        """The lists of recordings to be destroyed, and those that were.

        Tags: recordings
        """
        found = await self.deps.retention.lists()
        return answer({"items": await self.shown(*(one for one in found if self.sees_all_of(one)))})

    async def post(self) -> r201[shapes.DestructionList] | r401[Error] | r403[Error] | r409[Error]:
        """Propose a list of all that is past its retention and that nothing keeps. Nothing is destroyed by this.

        What stands on a list that waits for approval goes on no other. 409 `nothing-expired`, `already-listed`.

        Tags: recordings
        """
        offices = self.signed.sight.within(None)
        try:
            made = await self.deps.retention.propose(self.signed.user.username, offices)
        except DestructionRefused as error:
            raise WebError(409, error.code) from None
        return await self.answered(made, 201)


class DestructionView(RetentionBase):
    """`/destructions/{id}`"""

    async def get(self, id: str, /) -> r200[shapes.DestructionList] | r401[Error] | r403[Error] | r404[Error]:
        """One list.

        Tags: recordings
        """
        return await self.answered(await self.seen(id))


class ApproveView(RetentionBase):
    """`/destructions/{id}/approve`"""

    async def post(
        self, id: str, /, body: shapes.Approval
    ) -> r200[shapes.DestructionList] | r401[Error] | r403[Error] | r404[Error] | r409[Error] | r422[Error]:
        """Answer for a list that somebody else proposed, by its hash: the audio of what stands on it is destroyed now.

        What a ticket, a supervision or a hold keeps meanwhile is passed over. 409 `own-list`, `already-approved`,
        `hash-differs`.

        Tags: recordings
        """
        await self.seen(id)
        try:
            done = await self.deps.retention.approve(id, hash=body.hash, by=self.signed.user.username)
        except DestructionRefused as error:
            raise WebError(409, error.code) from None
        return await self.answered(done)


class CarryOutView(RetentionBase):
    """`/destructions/{id}/carry-out`"""

    async def post(
        self, id: str, /
    ) -> r200[shapes.DestructionList] | r401[Error] | r403[Error] | r404[Error] | r409[Error]:
        """Go on with an approved list that was interrupted, or of which something was kept. 409 `not-approved`.

        Tags: recordings
        """
        await self.seen(id)
        try:
            done = await self.deps.retention.carry_out(id, by=self.signed.user.username)
        except DestructionRefused as error:
            raise WebError(409, error.code) from None
        return await self.answered(done)


class HoldView(RetentionBase):
    """`/recordings/{id}/hold`"""

    async def post(
        self, id: str, /, body: shapes.HoldReason
    ) -> r204 | r401[Error] | r403[Error] | r404[Error] | r409[Error] | r422[Error]:
        """Keep a recording whatever its age. 409 `already-held`, `already-destroyed`.

        Tags: recordings
        """
        return await self.held(id, body.reason, lift=False)

    async def held(self, recording: str, reason: str, *, lift: bool) -> web.Response:
        """Place or lift a hold."""
        found = await self.deps.recordings.get(recording)
        if found is None or not self.signed.sight.sees_office(found["office"]):
            raise not_found()
        try:
            await self.deps.retention.hold(recording, reason=reason, by=self.signed.user.username, lift=lift)
        except RecordingNotFound:
            raise not_found() from None
        except HoldRefused as error:
            raise WebError(409, error.code) from None
        return web.Response(status=204)


class ReleaseView(HoldView):
    """`/recordings/{id}/release`"""

    async def post(
        self, id: str, /, body: shapes.HoldReason
    ) -> r204 | r401[Error] | r403[Error] | r404[Error] | r409[Error] | r422[Error]:
        """Let a recording go that was on hold. 409 `not-held`.

        Tags: recordings
        """
        return await self.held(id, body.reason, lift=True)
