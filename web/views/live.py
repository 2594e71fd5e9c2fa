"""The WebSocket: hello, then frames until somebody goes. What frames say is decided elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from ticketing.shapes import when
from web.errors import WebError
from web.hub import Listener, frame
from web.keys import DEPS, LANGUAGE, SIGNED, WebDeps
from web.permissions import Permission, may
from web.texts.languages import LANGUAGES
from web.views.pops import PopView, tell_pops

log = logging.getLogger(__name__)

HEARTBEAT_S = 15.0
SEND_S = 10.0
"""A browser that takes no frame for so long is gone."""
CLOSE_CODES = {"slow": WSCloseCode.TRY_AGAIN_LATER, "stopping": WSCloseCode.GOING_AWAY}


async def live(request: web.Request) -> web.StreamResponse:
    """GET `/live?language=ko`. The session was checked before the upgrade; the origin is checked here.

    Browsers send their own Accept-Language with a WebSocket, not the one that the page shows: hence the parameter.
    """
    deps, signed = request.app[DEPS], request[SIGNED]
    if not _from_our_page(request.headers.get("Origin"), request.host):
        raise WebError(403, "forbidden")
    seat = signed.user.seat
    wanted = request.query.get("language", "")
    board = may(signed.user.role, Permission.BOARD)
    listener = Listener(
        user=signed.user,
        sign_in=signed.sign_in.token_hash,
        language=wanted if wanted in LANGUAGES else request[LANGUAGE],
        seat=seat if seat in deps.site.seats and may(signed.user.role, Permission.SEAT) else None,
        offices=signed.sight.offices if board else frozenset(),
        board=board,
    )
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=4096, compress=False)
    await socket.prepare(request)
    if not deps.desk.hub.join(listener):
        await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
        return socket
    try:
        listener.frames.appendleft(_hello(deps, listener))
        listener.more.set()
        request[LANGUAGE] = listener.language
        await _serve(socket, listener, PopView(request), lambda: deps.users.find(signed.token), deps.recheck_s)
    finally:
        deps.desk.hub.leave(listener)
    return socket


def _from_our_page(origin: str | None, host: str) -> bool:
    try:
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:  # `http://[`
        return False


def _hello(deps: WebDeps, listener: Listener) -> str:
    seat: dict[str, Any] | None = None if listener.seat is None else deps.desk.shape(listener.seat)
    board = orjson.loads(deps.board.text(listener.offices, listener.language)) if listener.board else None
    return frame("hello", seat=seat, board=board, now=when(deps.now()))


async def _serve(
    socket: web.WebSocketResponse,
    listener: Listener,
    pops: PopView,
    still: Callable[[], Awaitable[object]],
    recheck_s: float,
) -> None:
    """Write frames and watch for the close and the end of the sign-in, whichever comes first."""
    work = (_write(socket, listener), _read(socket), tell_pops(listener, pops))
    tasks = {asyncio.create_task(one) for one in work}
    try:
        while not (await asyncio.wait(tasks, timeout=recheck_s, return_when=asyncio.FIRST_COMPLETED))[0]:
            if await still() is None:
                break
    finally:
        for task in tasks:
            task.cancel()
        for error in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(error, Exception):
                log.error("a live stream broke off", extra={"action": "live-broke"}, exc_info=error)
        async with asyncio.timeout(SEND_S):
            await socket.close(code=CLOSE_CODES.get(listener.closed, WSCloseCode.OK))


async def _write(socket: web.WebSocketResponse, listener: Listener) -> None:
    frames, more, now = listener.frames, listener.more, asyncio.get_running_loop().time
    while True:
        try:
            async with asyncio.timeout(SEND_S) as limit:
                until = now() + SEND_S
                while frames:
                    await socket.send_str(frames.popleft())
                    if until - now() < SEND_S * 0.9:  # one frame after the other is taken, only slowly
                        limit.reschedule(until := now() + SEND_S)
        except (ConnectionError, TimeoutError):
            return
        if listener.closed:
            return
        more.clear()
        await more.wait()


async def _read(socket: web.WebSocketResponse) -> None:
    """Clients say nothing; reading answers their pings and notices their going."""
    async for message in socket:
        if message.type in (WSMsgType.ERROR, WSMsgType.BINARY):
            return
