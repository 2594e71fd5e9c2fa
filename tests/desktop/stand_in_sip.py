"""A telephone server as small as can be: registers one softphone, rings it, takes its answer and its BYE.

Enough SIP for one call at a time and no more; no media flows. Only the desktop's tests use it.
"""

from __future__ import annotations

import asyncio
import secrets

from aiohttp import WSMsgType, web

FINGERPRINT = ":".join(["A1"] * 32)
OFFER = "\r\n".join(
    [
        "v=0",
        "o=- 1 1 IN IP4 127.0.0.1",
        "s=-",
        "c=IN IP4 127.0.0.1",
        "t=0 0",
        "m=audio 40000 UDP/TLS/RTP/SAVPF 8 101",
        "a=ice-ufrag:stnd",
        "a=ice-pwd:abcdefghijklmnopqrstuvwx",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        "a=setup:actpass",
        "a=mid:0",
        "a=rtcp-mux",
        "a=sendrecv",
        "a=rtpmap:8 PCMA/8000",
        "a=rtpmap:101 telephone-event/8000",
        "a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host",
        "",
    ]
)


def parse(text: str) -> tuple[str, dict[str, list[str]]]:
    """Start line and headers by lower-case name."""
    start, *lines = text.split("\r\n\r\n", 1)[0].split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().lower(), []).append(value.strip())
    return start, headers


class StandInSip:
    """What the softphone did, in `seen` (`registered`, `answered`, `declined 486`, `bye`), and the means to ring it."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.refuse = False
        self._changed = asyncio.Event()
        self._socket: web.WebSocketResponse | None = None
        self._contact = ""
        self._dialog: dict[str, str] = {}

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        self._socket = socket
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.data.strip():
                await self._read(message.data)
        return socket

    async def wait_for(self, what: str, limit_s: float = 30) -> None:
        """Until the softphone has done this."""
        async with asyncio.timeout(limit_s):
            while not any(one.startswith(what) for one in self.seen):
                self._changed.clear()
                await self._changed.wait()

    async def ring(self) -> None:
        """INVITE the registered softphone."""
        await self.wait_for("registered")
        self._dialog = {
            "id": secrets.token_hex(8),
            "branch": f"z9hG4bK{secrets.token_hex(6)}",
            "to": f"<{self._contact}>",
        }
        await self._request("INVITE", OFFER)

    async def cancel(self) -> None:
        await self._request("CANCEL")

    async def hang_up(self) -> None:
        self._dialog["branch"] = f"z9hG4bK{secrets.token_hex(6)}"
        await self._request("BYE", sequence=2)

    async def drop(self) -> None:
        """Break the connection, as a restarted Asterisk does."""
        if self._socket:
            await self._socket.close()

    def _note(self, what: str) -> None:
        self.seen.append(what)
        self._changed.set()

    async def _read(self, text: str) -> None:
        start, headers = parse(text)
        if start.startswith("SIP/2.0"):
            await self._response(int(start.split()[1]), headers)
        elif start.startswith("REGISTER"):
            self._contact = headers["contact"][0].split("<")[1].split(">")[0]
            await self._answer(headers, "403 Forbidden" if self.refuse else "200 OK", register=True)
            gone = "expires=0" in headers["contact"][0] or headers.get("expires") == ["0"]
            self._note("refused" if self.refuse else "unregistered" if gone else "registered")
        elif start.startswith("BYE"):
            await self._answer(headers, "200 OK")
            self._note("bye")

    async def _response(self, status: int, headers: dict[str, list[str]]) -> None:
        if headers["cseq"][0].endswith("INVITE") and status >= 200:
            self._dialog["to"] = headers["to"][0]
            await self._request("ACK")
            self._note("answered" if status == 200 else f"declined {status}")

    async def _answer(self, headers: dict[str, list[str]], status: str, register: bool = False) -> None:
        lines = [f"SIP/2.0 {status}", *(f"Via: {via}" for via in headers["via"])]
        lines += [f"{name.title()}: {headers[name][0]}" for name in ("from", "call-id", "cseq")]
        lines.append(f"To: {headers['to'][0]}" + ("" if "tag=" in headers["to"][0] else ";tag=standin"))
        if register:
            lines.append(f"Contact: {headers['contact'][0]};expires=120")
        await self._send(lines)

    async def _request(self, method: str, body: str = "", sequence: int = 1) -> None:
        dialog = self._dialog
        lines = [
            f"{method} {self._contact} SIP/2.0",
            f"Via: SIP/2.0/WS standin.invalid;branch={dialog['branch']}",
            "Max-Forwards: 70",
            f'From: "12385" <sip:13855101234@127.0.0.1>;tag={dialog["id"]}',
            f"To: {dialog['to']}",
            f"Call-ID: {dialog['id']}",
            f"CSeq: {sequence} {method}",
            "Contact: <sip:asterisk@127.0.0.1;transport=ws>",
        ]
        if body:
            lines.append("Content-Type: application/sdp")
        await self._send(lines, body)

    async def _send(self, lines: list[str], body: str = "") -> None:
        assert self._socket is not None, "no softphone is connected"
        await self._socket.send_str("\r\n".join([*lines, f"Content-Length: {len(body)}", "", body]))
