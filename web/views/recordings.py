"""The archive: lists, listening (each is in the audit log), waveforms."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r206, r401, r403, r404, r416, r422
from pydantic import Field

from web import shapes
from web.errors import WebError, not_found
from web.ports import Audio, Shape
from web.views.view import View, answer, aware


class RecordingBase(View):
    """What the recording routes share."""

    async def seen(self, recording: str) -> Shape:
        """The recording, if it may be heard: own offices', and those of calls that one's own seat serves."""
        signed, deps = self.signed, self.deps
        shape = await deps.recordings.get(recording)
        if shape is None:
            raise not_found()
        seat = signed.user.seat
        served = seat is not None and seat in deps.site.seats and deps.desk.serves(seat, str(shape["call_id"]))
        if not (
            signed.sight.sees_office(shape["office"]) or served or await self._answered_by_me(str(shape["call_id"]))
        ):
            raise not_found()
        return shape

    async def _answered_by_me(self, call_id: str) -> bool:
        if self.signed.user.seat is None:
            return False
        found = await self.deps.calls.get(call_id)
        return found is not None and found[0].seat == self.signed.user.seat


class RecordingsView(RecordingBase):
    """`/recordings`"""

    async def get(
        self,
        office: str | None = None,
        from_: Annotated[datetime | None, Field(alias="from")] = None,
        to: datetime | None = None,
        q: str | None = None,
        cursor: str | None = None,
    ) -> r200[shapes.RecordingPage] | r401[shapes.Error] | r403[shapes.Error] | r422[shapes.Error]:
        """Recordings of the offices that I may see, newest first.

        Tags: recordings
        """
        page = await self.deps.recordings.page(
            offices=self.signed.sight.within(office),
            since=aware(from_, "from"),
            until=aware(to, "to"),
            q=None if q is None else q[:100],
            cursor=cursor,
        )
        return answer({"items": [dict(item) for item in page.items], "next": page.next})


class AudioView(RecordingBase):
    """`/recordings/{id}/audio`"""

    async def get(
        self, id: str, /
    ) -> r200 | r206 | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error] | r416[shapes.Error]:
        """The recording as FLAC; `Range` is honoured.

        Tags: recordings
        """
        shape = await self.seen(id)
        audio = await self.deps.recordings.audio(str(shape["id"]), listener=self.signed.user.username)
        if audio is None:
            raise WebError(404, "audio-missing")
        try:
            return await ranged(self.request, audio, "audio/flac")
        finally:
            await asyncio.to_thread(audio.close)


class PeaksView(RecordingBase):
    """`/recordings/{id}/peaks`"""

    async def get(
        self, id: str, /
    ) -> r200[shapes.Peaks] | r401[shapes.Error] | r403[shapes.Error] | r404[shapes.Error]:
        """The waveform.

        Tags: recordings
        """
        shape = await self.seen(id)
        peaks = await self.deps.recordings.peaks(str(shape["id"]))
        if peaks is None:
            raise WebError(404, "audio-missing")
        return answer(dict(peaks))


async def ranged(request: web.Request, audio: Audio, kind: str) -> web.Response:
    """All of the content, or the range that was asked for (RFC 9110, 14). 416 for one outside of it."""
    size = audio.size
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "private, no-store"}
    try:
        asked = request.http_range
    except ValueError:
        asked = slice(None, None)
    whole = asked.start is None and asked.stop is None
    start, stop, _ = asked.indices(size)
    if start >= stop and not whole:
        raise WebError(416, "bad-range", headers={"Content-Range": f"bytes */{size}"})
    if not whole:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    content = await asyncio.to_thread(audio.read, start, stop)
    return web.Response(status=200 if whole else 206, body=content, content_type=kind, headers=headers)
