"""A small server that speaks the API of docs/design.md, for the desktop's tests: all in memory.

Tests change its state directly and send live frames with `tell`. It refuses what the real server refuses: no
session, no CSRF token, a stale version.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import stand_in_data as data
from aiohttp import WSMsgType, web
from stand_in_casework import Casework
from stand_in_retention import Retention
from stand_in_world import World

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'self'"
)
"""As strict as the real server's."""
SESSION: web.RequestKey[Json] = web.RequestKey("session", dict)


def problem(status: int, code: str, message: str, **more: Any) -> web.Response:
    extra = {name: more.pop(name) for name in ("ticket",) if name in more}
    return web.json_response({"error": {"code": code, "message": message, **more}, **extra}, status=status)


class StandIn(World):
    """The server: what `World` holds, served over HTTP."""

    def __init__(self, dist: Path, audio: Path) -> None:
        super().__init__()
        self.dist = dist
        self.audio = audio
        self.url = ""
        self.retention = Retention(lambda request: str(request[SESSION]["user"]["id"]))
        self.passwords: list[str] = []
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        self._runner = web.AppRunner(self.app(), shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/session", self._session),
            ("POST", "/session", self._sign_in),
            ("DELETE", "/session", self._sign_out),
            ("PUT", "/session/password", self._password),
            ("GET", "/site", self._site),
            ("GET", "/phone", self._phone),
            ("GET", "/seat", self._get_seat),
            ("PUT", "/seat/state", self._put_seat),
            ("GET", "/calls", self._calls),
            ("GET", "/calls/{id}", self._call),
            ("GET", "/calls/{id}/pop", self._pop),
            ("GET", "/tickets", self._list_tickets),
            ("GET", "/tickets/{number}", self._ticket),
            ("PATCH", "/tickets/{number}", self._change),
            ("POST", "/tickets/{number}/save", self._save),
            *Casework(self).routes(),
            *self.retention.routes(),
            ("GET", "/recordings", self._recordings),
            ("GET", "/recordings/{id}/audio", self._audio),
            ("GET", "/recordings/{id}/peaks", self._peaks),
            ("GET", "/board", self._board),
            ("GET", "/live", self._live),
        ]
        for method, path, handler in table:
            app.router.add_route(method, f"/api/v1{path}", handler)
        app.router.add_get("/sip", self.sip.serve)
        app.router.add_get("/{path:.*}", self._file)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        path = request.path
        if not path.startswith("/api/"):
            return await handler(request)
        if self.down:
            if request.transport:
                request.transport.abort()
            raise ConnectionResetError
        open_to_all = path.endswith("/site") or (path.endswith("/session") and request.method == "POST")
        session = self.sessions.get(request.cookies.get("session", ""))
        if session is None and not open_to_all:
            return problem(401, "signed-out", "请先登录。")
        unsafe = request.method not in ("GET", "HEAD") and not open_to_all
        if session and unsafe and request.headers.get("X-CSRF-Token") != session["csrf"]:
            return problem(403, "bad-csrf", "请求没有通过安全检查。")
        if session:
            request[SESSION] = session
        try:
            return await handler(request)
        finally:
            self.changed.set()

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = self.dist / request.match_info["path"]
        policy = {"Content-Security-Policy": f"{POLICY}; connect-src 'self' {self.url.replace('http', 'ws')}"}
        return web.FileResponse(path if path.is_file() else self.dist / "index.html", headers=policy)

    async def _site(self, request: web.Request) -> web.Response:
        return web.json_response(data.site())

    async def _session(self, request: web.Request) -> web.Response:
        return web.json_response(request[SESSION])

    async def _sign_in(self, request: web.Request) -> web.Response:
        body = await request.json()
        person = data.people().get(body["username"])
        if person is None or body["password"] != data.PASSWORD:
            return problem(401, "bad-credentials", "用户名或密码不对。")
        key = secrets.token_hex(8)
        self.sessions[key] = person | {"csrf": secrets.token_hex(8)}
        response = web.json_response(self.sessions[key])
        response.set_cookie("session", key, httponly=True, samesite="Strict")
        return response

    async def _sign_out(self, request: web.Request) -> web.Response:
        self.sessions.pop(request.cookies.get("session", ""), None)
        return web.json_response({})

    async def _password(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body["old"] != data.PASSWORD:
            refused = {
                "code": "wrong-password",
                "message": "现用密码不正确",
                "place": "old",
                "mend": "请重新输入现用密码",
            }
            return web.json_response({"error": refused}, status=422)
        self.passwords.append(body["new"])
        return web.Response(status=204)

    async def _phone(self, request: web.Request) -> web.Response:
        if self.seat_taken and request.query.get("take_over") != "true":
            return problem(409, "seat-taken", "座席 hefei-01 正由安晓在另一台电脑上使用。")
        self.seat_taken = False
        return web.json_response(
            {
                "ws": self.url.replace("http", "ws") + "/sip",
                "uri": "sip:hefei-01@127.0.0.1",
                "username": "hefei-01",
                "password": "secret",
                "display_name": "安晓",
            }
        )

    async def _get_seat(self, request: web.Request) -> web.Response:
        return web.json_response(self.seat)

    async def _put_seat(self, request: web.Request) -> web.Response:
        body = await request.json()
        await self.set_seat(body["state"], reason=body.get("reason"), call_id=None)
        return web.json_response(self.seat)

    async def _calls(self, request: web.Request) -> web.Response:
        state = request.query.get("state")
        items = [call for call in self.calls.values() if state in (None, call["state"])]
        return web.json_response({"items": items, "next": None})

    async def _call(self, request: web.Request) -> web.Response:
        call = self.calls.get(request.match_info["id"])
        if call is None:
            return problem(404, "no-such-call", "没有这个通话。")
        tickets = [call["ticket"]] if call["ticket"] else []
        recordings = [r for r in self.recordings if r["call_id"] == call["id"]]
        return web.json_response(call | {"timeline": data.timeline(), "tickets": tickets, "recordings": recordings})

    async def _pop(self, request: web.Request) -> web.Response:
        return web.json_response(self.pop_of(self.calls[request.match_info["id"]]))

    def pop_of(self, call: Json) -> Json:
        """The screen pop of a call."""
        history = [self._line(t) for t in data.old_tickets() if t["caller"]["number"] == call["number"]]
        return {"call": call, "ticket": self.shown(self.tickets[call["ticket"]]), "history": history, "knowledge": []}

    def _line(self, ticket: Json) -> Json:
        names = ("number", "state", "title", "office", "created_at", "updated_at", "call_id", "version")
        number = ticket["caller"]["number"]
        return {name: ticket[name] for name in names} | {
            "caller_display": f"{number[:3]}****{number[-4:]}",
            "due_at": data.at(-20_000) if ticket["title"] == "咨询轮椅补贴" else None,
        }

    async def _list_tickets(self, request: web.Request) -> web.Response:
        state, query = request.query.get("state"), request.query.get("q", "")
        found = [
            t for t in self.tickets.values() if state in (None, t["state"]) and query in f"{t['number']}{t['title']}"
        ]
        return web.json_response({"items": [self._line(t) for t in found], "next": None})

    async def _ticket(self, request: web.Request) -> web.Response:
        ticket = self.tickets.get(request.match_info["number"])
        return web.json_response(self.shown(ticket)) if ticket else problem(404, "no-such-ticket", "没有这张工单。")

    async def _change(self, request: web.Request) -> web.Response:
        ticket, body = self.tickets[request.match_info["number"]], await request.json()
        if body.pop("version") != ticket["version"]:
            return problem(409, "version-conflict", "另一位同事已修改。", ticket=self.shown(ticket))
        self.changes.append(body)
        self.write(ticket["number"], body)
        return web.json_response(self.shown(ticket))

    async def _save(self, request: web.Request) -> web.Response:
        ticket, body = self.tickets[request.match_info["number"]], await request.json()
        if body["version"] != ticket["version"]:
            return problem(409, "version-conflict", "另一位同事已修改。", ticket=self.shown(ticket))
        ticket["state"] = "concluded" if body.get("answered") else "open"
        ticket["version"] += 1
        return web.json_response(self.shown(ticket))

    async def _recordings(self, request: web.Request) -> web.Response:
        return web.json_response({"items": self.recordings, "next": None})

    async def _audio(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(self.audio, headers={"Content-Type": "audio/flac"})

    async def _peaks(self, request: web.Request) -> web.Response:
        caller = [abs((n * 37) % 100 - 50) / 50 if n % 60 < 34 else 0.0 for n in range(480)]
        seat = [abs((n * 53) % 100 - 50) / 60 if n % 60 >= 34 else 0.0 for n in range(480)]
        return web.json_response({"channels": [caller, seat], "seconds": 12.0})

    async def _board(self, request: web.Request) -> web.Response:
        if request[SESSION]["user"]["role"] not in ("supervisor", "admin"):
            return problem(403, "forbidden", "没有权限。")
        return web.json_response(self.board)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.sockets.add(socket)
        self.live_count += 1
        session = request[SESSION]
        board = self.board if session["user"]["role"] == "supervisor" else None
        await socket.send_json(
            {"type": "hello", "seat": self.seat if session["seat"] else None, "board": board, "now": data.at()}
        )
        self.changed.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self.sockets.discard(socket)
            self.changed.set()
        return socket
