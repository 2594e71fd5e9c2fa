"""What every request passes: who it is, whether it may, safety headers, and errors in one shape and the right language.

The table of permissions stands in `web.permissions`; a route that is not in it is refused.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from store.errors import StoreError, WriterBusy
from ticketing.casework.requests import RequestReused
from ticketing.errors import IllegalMove, InvalidField, NoteWrong, TicketError, TicketNotFound
from web.errors import WebError, not_found
from web.keys import DEPS, LANGUAGE, SIGNED, Signed
from web.permissions import ROUTES, Permission, may
from web.texts.languages import language_of, negotiate
from web.texts.notes import mend_of, possible
from web.texts.say import say

log = logging.getLogger(__name__)

COOKIE = "hotline_session"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def policy(phone_address: str | None) -> str:
    """The content security policy: our own files, our own WebSocket, Asterisk's WebSocket, and nothing else."""
    origin = "" if phone_address is None else " " + "/".join(phone_address.split("/")[:3])
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "media-src 'self' blob:",
            f"connect-src 'self'{origin}",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def safety_headers(phone_address: str | None) -> dict[str, str]:
    """On every answer."""
    return {
        "Content-Security-Policy": policy(phone_address),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    }


def route_of(request: web.Request) -> str:
    """The path as the router writes it: `/api/v1/calls/{id}`."""
    resource = request.match_info.route.resource
    return "" if resource is None else resource.canonical


@web.middleware
async def shape_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost: every error of ours and of aiohttp's leaves in the one shape."""
    request[LANGUAGE] = negotiate(request.headers.get("Accept-Language"))
    try:
        response = await handler(request)
    except Exception as error:
        response = error_response(known(error, route_of(request)), request[LANGUAGE])
    if not response.prepared:
        for name, value in safety_headers(request.app[DEPS].phone_address).items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
    return response


def known(error: BaseException, route: str) -> WebError:
    """What any error is to whoever asked; one that is our fault is logged with the route."""
    match error:
        case WebError():
            return error
        case web.HTTPNotFound() | TicketNotFound():
            return not_found()
        case web.HTTPMethodNotAllowed():
            return WebError(405, "method-not-allowed", headers={"Allow": ", ".join(sorted(error.allowed_methods))})
        case web.HTTPRequestEntityTooLarge():
            return WebError(413, "too-large")
        case web.RequestPayloadError():  # a body that is not compressed as it says
            return WebError(400, "bad-request")
        case web.HTTPException():
            return WebError(error.status if error.status >= 400 else 500, "bad-request")
        case NoteWrong():
            mend = mend_of(error.kind, error.choices)
            return WebError(422, error.code, place=error.place, values={"place": error.place}, mend=mend)
        case InvalidField():
            return WebError(422, error.code, place=error.place, values={"place": error.place})
        case IllegalMove():
            return WebError(409, error.code, mend=possible(error.allowed))
        case RequestReused():
            return WebError(409, error.code)
        case WriterBusy():
            return WebError(503, error.code, headers={"Retry-After": "1"})
        case TicketError() | StoreError():
            return WebError(400, error.code)
    log.error("a request failed", extra={"action": "request-failed", "route": route}, exc_info=error)
    return WebError(500, "internal")


def error_response(error: WebError, language: str) -> web.Response:
    """`{"error": {...}}` in a language."""
    body = {"error": error_shape(error, language), **error.more}
    return web.json_response(body, status=error.status, headers=error.headers)


def error_shape(error: WebError, language: str) -> dict[str, Any]:
    """Code, sentence, place and mend in a language."""
    message, mend = say(error.code, language, error.values)
    mend = error.mend[language] if error.mend is not None else mend
    body: dict[str, Any] = {"code": error.code, "message": message}
    if error.place is not None:
        body["place"] = error.place
    if mend is not None:
        body["mend"] = mend
    if error.fields:
        body["fields"] = error.fields
    return body


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Nobody passes who may not. Unsafe methods need the sign-in's CSRF token beside the cookie."""
    method = "GET" if request.method == "HEAD" else request.method
    if "\x00" in request.path or "\x00" in "".join((*request.query.keys(), *request.query.values())):
        raise WebError(400, "bad-request")
    if request.match_info.http_exception is not None:
        raise request.match_info.http_exception
    permission = ROUTES.get((method, route_of(request)))
    if permission is None:
        raise not_found()
    signed = await _signed(request) if request.path.startswith(("/api/", "/metrics")) else None
    if signed is not None:
        request[SIGNED] = signed
        if "Accept-Language" not in request.headers:
            request[LANGUAGE] = language_of(signed.user.language)
    if permission is Permission.PUBLIC:
        return await handler(request)
    if signed is None:
        raise WebError(401, "signed-out")
    if not may(signed.user.role, permission):
        raise WebError(403, "forbidden")
    if method not in SAFE:
        sent = request.headers.get("X-CSRF-Token", "")
        if not sent.isascii() or not hmac.compare_digest(sent, signed.sign_in.csrf):
            raise WebError(403, "bad-csrf")
    return await handler(request)


async def _signed(request: web.Request) -> Signed | None:
    token = request.cookies.get(COOKIE, "")
    if not token.isascii() or not 0 < len(token) <= 200:
        return None
    deps = request.app[DEPS]
    found = await deps.users.find(token)
    return None if found is None else Signed.of(token, *found, home=deps.site.plan.home)
