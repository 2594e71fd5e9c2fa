"""Files of a ticket: the body is the file itself, its name a header. Checked by content, opened with a trace."""

from __future__ import annotations

from urllib.parse import quote, unquote

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r401, r403, r404, r422

from ticketing.casework.attachments import MOST_BYTES, AttachmentNotFound
from ticketing.casework.shapes import attachment_shape
from web import life_shapes as shapes
from web.errors import WebError, not_found
from web.shapes import Error
from web.views.pages import MOST, Cursor, Limit, page, start_of
from web.views.tickets import TicketBase
from web.views.view import answer

NAME = "X-File-Name"
"""Percent-encoded UTF-8."""


class AttachmentsView(TicketBase):
    """`/tickets/{number}/attachments`"""

    async def get(
        self, number: str, /, cursor: Cursor | None = None, limit: Limit = MOST
    ) -> r200[shapes.Attachments] | r401[Error] | r403[Error] | r404[Error] | r422[Error]:
        """The files of a ticket, without their content.

        Tags: tickets
        """
        await self.seen(number)
        start = start_of(cursor)
        found = await self.deps.casework.attachments(number, start=start, limit=limit + 1)
        people = await self.deps.users.names_of({one.actor for one in found})
        return answer(page([attachment_shape(one, people) for one in found], start, limit))

    async def post(
        self, number: str, /
    ) -> r201[shapes.Attachment] | r401[Error] | r403[Error] | r404[Error] | r422[Error]:
        """Add a file: the body is its bytes, `X-File-Name` its name in percent-encoding. PDF, pictures, DOCX, XLSX.

        Tags: tickets
        """
        await self.seen(number)
        name = unquote(self.request.headers.get(NAME, ""), errors="replace")
        if not name:
            raise WebError(422, "invalid-field", place=NAME, values={"place": NAME})
        content = await self._content()
        actor = self.signed.user.username
        made = await self.deps.casework.attach(number, name=name, content=content, actor=actor)
        return answer(attachment_shape(made, await self.deps.users.names_of({actor})), 201)

    async def _content(self) -> bytes:
        """The body, up to the most that is taken: larger than other requests, so it is read piece by piece."""
        parts, size = [], 0
        async for part in self.request.content.iter_chunked(64 * 1024):
            size += len(part)
            if size > MOST_BYTES:
                raise WebError(413, "too-large")
            parts.append(part)
        return b"".join(parts)


class AttachmentView(TicketBase):
    """`/attachments/{id}`"""

    async def get(self, id: str, /) -> r200[bytes] | r401[Error] | r403[Error] | r404[Error]:
        """The file itself, always as a download. Who opened it goes into the audit log.

        Tags: tickets
        """
        try:
            await self.seen(await self.deps.casework.ticket_of(id))
        except AttachmentNotFound:
            raise not_found() from None
        record, content = await self.deps.casework.open_attachment(id, actor=self.signed.user.username)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(record.name)}"}
        return web.Response(body=content, content_type=record.media_type, headers=headers)
