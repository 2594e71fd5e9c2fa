"""`/progress`: the public page. A form that works without scripts; what it asks is what the public routes answer."""

from __future__ import annotations

from collections.abc import Sequence

from aiohttp import web
from multidict import MultiDictProxy

from ticketing.knowledge import Entry
from web.errors import WebError
from web.keys import DEPS, LANGUAGE
from web.public_page import POLICY, page
from web.public_progress import Progress, progress_of
from web.texts.languages import LANGUAGES
from web.texts.say import say

LONGEST = 100
_HEADERS = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


async def show(request: web.Request) -> web.StreamResponse:
    """GET: the empty form, or answers of the knowledge base to `q`."""
    words = request.query.get("q")
    answers = None if words is None else await request.app[DEPS].casework.public_answers(words[:LONGEST])
    return _page(request, {"q": (words or "")[:LONGEST]}, answers=answers)


async def ask(request: web.Request) -> web.StreamResponse:
    """POST: how a case stands."""
    deps, typed = request.app[DEPS], await _typed(request)
    ticket, digits = (str(typed.get(name, ""))[:LONGEST] for name in ("ticket", "digits"))
    try:
        found = await progress_of(
            deps.tickets, deps.tries, ticket=ticket, digits=digits, address=request.remote or "", now=deps.now()
        )
    except WebError as error:
        message, mend = say(error.code, _language(request), error.values)
        said = f"{message}。{mend}" if _language(request) == "zh-CN" else f"{message}. {mend}"
        return _page(request, {"ticket": ticket}, wrong=said, status=error.status)
    return _page(request, {"ticket": ticket}, found=found)


async def _typed(request: web.Request) -> MultiDictProxy[str | bytes | bytearray | web.FileField]:
    """The form as our page sends it; 400 for another kind of body, or words in no known encoding."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise WebError(400, "bad-request")
    try:
        return await request.post()
    except (LookupError, ValueError) as error:
        raise WebError(400, "bad-request") from error


def _page(
    request: web.Request,
    asked: dict[str, str],
    *,
    found: Progress | None = None,
    wrong: str = "",
    answers: Sequence[Entry] | None = None,
    status: int = 200,
) -> web.Response:
    language, site = _language(request), request.app[DEPS].site
    office = "" if found is None else site.office_names(language).get(found.office, "")
    name = site.names.get(language[:2]) or site.names["zh"]
    text = page(language, name, asked=asked, found=found, office=office, wrong=wrong, answers=answers)
    return web.Response(text=text, content_type="text/html", charset="utf-8", status=status, headers=_HEADERS)


def _language(request: web.Request) -> str:
    wanted = request.query.get("language", "")
    language: str = wanted if wanted in LANGUAGES else request[LANGUAGE]
    return language
