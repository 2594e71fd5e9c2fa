"""What all handlers share: typed access to the application's things, and validation errors in our shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp_pydantic import PydanticView
from aiohttp_pydantic.injectors import CONTEXT, AbstractInjector, BodyGetter
from pydantic import ValidationError

from web.errors import WebError
from web.keys import DEPS, LANGUAGE, SIGNED, Signed, WebDeps

SHOWN_ONCE = timedelta(hours=12)
"""A call at a seat is one look, however often the page asks for it."""


class ReadBody(AbstractInjector):  # type: ignore[misc]  # the library is untyped
    """Reads a JSON body as the library does, which takes only text that is no JSON for the client's mistake: here an
    unknown encoding, lists in lists without end and numbers of thousands of digits are 400 too."""

    context = "body"

    def __init__(self, reader: BodyGetter) -> None:
        self._reader = reader

    async def inject(self, request: web.BaseRequest, args_view: list[Any], kwargs_view: dict[str, Any]) -> None:
        """See `AbstractInjector.inject`. WebError 400."""
        try:
            await self._reader.inject(request, args_view, kwargs_view)
        except ValidationError:
            raise
        except (ValueError, LookupError, RecursionError) as error:
            raise WebError(400, "bad-request") from error


class View(PydanticView):  # type: ignore[misc]  # the library is untyped
    """A handler class; methods are GET, POST …"""

    @staticmethod
    def _parse_func_signature(func: Callable[..., Any]) -> Iterable[AbstractInjector]:
        """What the library reads for a handler, the body through `ReadBody`."""
        readers = PydanticView._parse_func_signature(func)
        return [ReadBody(reader) if isinstance(reader, BodyGetter) else reader for reader in readers]

    @property
    def deps(self) -> WebDeps:
        """The application's things."""
        deps: WebDeps = self.request.app[DEPS]
        return deps

    @property
    def signed(self) -> Signed:
        """Who asks. Only on routes that are not public."""
        signed: Signed = self.request[SIGNED]
        return signed

    @property
    def language(self) -> str:
        """In which to answer people."""
        language: str = self.request[LANGUAGE]
        return language

    def looked(self, *subjects: str) -> bool:
        """Whether this sign-in gave a reason for one of the subjects a while ago."""
        who, now = self.signed.sign_in.token_hash, self.deps.now()
        return any(self.deps.looks.holds(who, subject, now) for subject in subjects)

    def call_at_my_seat(self, calls: Iterable[str]) -> str | None:
        """The one of these calls that my seat rings for, talks in or wraps up; None when there is none."""
        seat = self.signed.user.seat
        if seat is None or seat not in self.deps.site.seats:
            return None
        return next((call for call in calls if self.deps.desk.in_progress(seat, call)), None)

    def unseen(self, call_id: str) -> bool:
        """Whether the call at my seat was not shown to me yet."""
        return not self.deps.looks.holds(self.signed.user.username, f"shown:{call_id}", self.deps.now())

    def saw(self, call_id: str) -> None:
        """It was shown and logged: for a call and a user, once."""
        self.deps.looks.grant(self.signed.user.username, f"shown:{call_id}", now=self.deps.now(), lasts=SHOWN_ONCE)

    async def note_shown(self, call_id: str) -> None:
        """The call at my seat is shown to me: one entry in the audit log, before I see it."""
        if self.unseen(call_id):
            await self.deps.casework.note_call_shown(call_id, actor=self.signed.user.username)
            self.saw(call_id)

    async def on_validation_error(self, exception: ValidationError, context: CONTEXT) -> web.StreamResponse:
        """What pydantic did not like, as 422 with the place of each field."""
        fields = [
            {"place": ".".join(str(part) for part in error["loc"]) or context, "message": str(error["msg"])}
            for error in exception.errors(include_url=False, include_context=False, include_input=False)
        ]
        place = fields[0]["place"] if fields else context
        raise WebError(422, "invalid-field", place=place, values={"place": place}, fields=fields)


def answer(shape: Any, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.json_response(shape, status=status)


def aware(at: datetime | None, place: str) -> datetime | None:
    """A time of the query; 422 when it names no zone, or a year in which there was or will be no hotline."""
    if at is not None and (at.tzinfo is None or not 2000 <= at.year <= 2199):
        raise WebError(422, "invalid-field", place=place, values={"place": place})
    return at
