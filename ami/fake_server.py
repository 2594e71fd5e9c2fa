"""A manager interface on loopback over a `FakeAsterisk`: it answers, and it misbehaves on request. Tests and benches.

It can cut its bytes at chosen places, drop the link, go deaf, reject sign-ins and refuse actions.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence

from .channels import seat_of
from .fake_asterisk import FakeAsterisk
from .fake_parts import Headers
from .wire import parse_event

GREETING = b"Asterisk Call Manager/10.0.0\r\n"


def render(event: str, headers: Headers) -> bytes:
    """One event as Asterisk writes it."""
    lines = [f"Event: {event}", "Privilege: call,all", *(f"{key}: {value}" for key, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class FakeServer:
    """`async with FakeServer(...) as server:` listens on 127.0.0.1, port `server.port`."""

    def __init__(self, queues: Sequence[str], seats: Mapping[str, str], *, secret: str, seed: int = 0) -> None:
        self.world = FakeAsterisk(self._event, queues, seats)
        self.secret = secret
        self.deaf = False
        """Reads, and answers nothing."""
        self.cut = False
        """Cuts what it writes at random places, in the middle of characters too."""
        self.refuse: dict[str, str] = {}
        """Action -> the message of the error it gets."""
        self.seen: list[Mapping[str, str | list[str]]] = []
        """Every action received, sign-ins and pings too."""
        self.number_from: int | None = None
        """Give events SequenceNumbers from here (manager.conf `debug = on`)."""
        self._random = random.Random(seed)  # noqa: S311  # not for secrets
        self._writers: set[asyncio.StreamWriter] = set()
        self._signed_in: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._changed = asyncio.Event()
        self.port = 0

    async def __aenter__(self) -> FakeServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop listening and drop everybody. `start` again by entering anew: the port stays."""
        if self._server is not None:
            self._server.close()
            self.drop()
            await self._server.wait_closed()
            self._server = None

    def drop(self) -> None:
        """Break every connection."""
        for writer in tuple(self._writers):
            writer.close()
        self._writers.clear()
        self._signed_in.clear()

    async def until_seen(self, action: str, times: int = 1) -> Mapping[str, str | list[str]]:
        """Wait until an action has come so often; the last of them. Bounded by the caller's time-out."""
        while True:
            found = [raw for raw in self.seen if raw.get("Action") == action]
            if len(found) >= times:
                return found[-1]
            self._changed.clear()
            await self._changed.wait()

    def send(self, data: bytes) -> None:
        """Write to everybody who has signed in."""
        for writer in tuple(self._signed_in):
            self._write(writer, data)

    def _event(self, name: str, headers: Headers) -> None:
        if self.number_from is not None:
            headers = [("SequenceNumber", str(self.number_from)), *headers]
            self.number_from += 1
        self.send(render(name, headers))

    def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        if self.deaf or writer.is_closing():
            return
        if not self.cut:
            writer.write(data)
            return
        while data:
            size = self._random.randint(1, 40)
            writer.write(data[:size])
            data = data[size:]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            writer.write(GREETING)
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                raw = parse_event(block[:-4].decode())
                self.seen.append(raw)
                self._changed.set()
                self._answer(writer, raw)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            self._signed_in.discard(writer)
            writer.close()

    def _reply(self, writer: asyncio.StreamWriter, raw: Mapping[str, str | list[str]], ok: bool, text: str) -> None:
        word = "Success" if ok else "Error"
        self._write(
            writer, f"Response: {word}\r\nActionID: {raw.get('ActionID', '')}\r\nMessage: {text}\r\n\r\n".encode()
        )

    def _answer(self, writer: asyncio.StreamWriter, raw: Mapping[str, str | list[str]]) -> None:
        action = str(raw.get("Action"))
        lists = {
            "QueueStatus": (self.world.queue_status, "Queue status will follow"),
            "CoreShowChannels": (self.world.channel_list, "Channels will follow"),
            "DeviceStateList": (self.world.device_list, "Device State Changes will follow"),
        }
        if action in self.refuse:
            self._reply(writer, raw, False, self.refuse[action])
        elif action == "Login":
            self._login(writer, raw)
        elif action in lists:
            lines, text = lists[action]
            self._list(writer, raw, lines(), text)
        else:
            ok, text = self._do(action, {key: str(value) for key, value in raw.items()})
            self._reply(writer, raw, ok, text)

    def _login(self, writer: asyncio.StreamWriter, raw: Mapping[str, str | list[str]]) -> None:
        if raw.get("Secret") != self.secret:
            self._reply(writer, raw, False, "Authentication failed")
            return
        self._reply(writer, raw, True, "Authentication accepted")
        self._signed_in.add(writer)
        self._write(writer, render("FullyBooted", [("Status", "Fully Booted")]))

    def _list(
        self,
        writer: asyncio.StreamWriter,
        raw: Mapping[str, str | list[str]],
        lines: Sequence[tuple[str, Headers]],
        text: str,
    ) -> None:
        mark = [("ActionID", str(raw.get("ActionID", "")))]
        start = f"Response: Success\r\nActionID: {mark[0][1]}\r\nEventList: start\r\nMessage: {text}\r\n\r\n"
        end = render(f"{raw['Action']}Complete", [*mark, ("EventList", "Complete"), ("ListItems", str(len(lines)))])
        self._write(writer, start.encode() + b"".join(render(name, [*mark, *h]) for name, h in lines) + end)

    def _do(self, action: str, raw: Mapping[str, str]) -> tuple[bool, str]:
        world, queue, seat = self.world, raw.get("Queue", ""), seat_of(raw.get("Interface", ""))
        if action == "QueueAdd":
            added = world.add(queue, seat, paused=raw.get("Paused") == "true", reason=raw.get("Reason", ""))
            return (True, "Added interface to queue") if added else (False, "Unable to add interface: Already there")
        if action == "QueueRemove":
            removed = world.remove(queue, seat)
            text = "Removed interface from queue" if removed else "Unable to remove interface: Not there"
            return removed, text
        if action == "QueuePause":
            paused = raw.get("Paused") == "true"
            done = world.pause(seat, paused=paused, reason=raw.get("Reason", ""), queue=queue or None)
            return done, "Interface paused successfully" if done else "Interface not found"
        if action == "Setvar":
            if "Channel" not in raw:
                world.global_variables[raw["Variable"]] = raw["Value"]
                return True, "Variable Set"
            known = world.set_variable(raw["Channel"], raw["Variable"], raw["Value"])
            return known, "Variable Set" if known else "No such channel"
        if action == "Originate":
            world.originate(seat_of(raw["Channel"]), raw["ChannelId"], raw["Exten"])
            return True, "Originate successfully queued"
        if action == "Hangup":
            known = raw.get("Cause") == "41" and world.break_line(raw["Channel"])
            return known, "Channel Hungup" if known else "No such channel"
        if action == "BlindTransfer":
            known = world.hand_on(raw["Channel"])
            return known, "Transfer succeeded" if known else "Channel specified does not exist"
        return True, "Success"
