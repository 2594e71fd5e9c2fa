"""The servers of the AGI bench, each run in a process of its own: `python -m bench.agi_contenders NAME`.

It prints its port, serves until its standard input ends, and does the same four commands whoever it is.
"""

from __future__ import annotations

import asyncio
import io
import socketserver
import sys
import threading
from functools import partial
from typing import Any

COMMANDS = (
    b"ANSWER\n",
    b'STREAM FILE "/var/prompts/greeting" ""\n',
    b"WAIT FOR DIGIT 5000\n",
    b'SET VARIABLE "HOTLINE_HANDOVER" "1|done|zh|default|"\n',
)


_KEPT: list[object] = []
"""Servers, so that they live as long as the process."""


async def serve_ours() -> int:
    from agi.server import AgiServer
    from dialplan.contract import Action, Handover
    from ivr_flows.call import Call

    async def incoming(call: Call) -> None:
        await call.answer()
        await call.say(("/var/prompts/greeting",))
        await call.ask((), digits=1, timeout_s=5)
        await call.hand_over(Handover(action=Action.DONE, reason="default"))

    _, port = await AgiServer(scripts={"incoming": incoming}).start("127.0.0.1", 0)
    return port


class OneTask(asyncio.Protocol):
    """Parses nothing either, but runs one task a call: what that alone costs."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.task: asyncio.Task[None] | None = None

    def data_received(self, data: bytes) -> None:
        if self.task is None:
            self.task = asyncio.get_running_loop().create_task(self.serve())
        else:
            self.waiter.set_result(data)

    async def serve(self) -> None:
        for command in COMMANDS:
            self.transport.write(command)
            self.waiter = asyncio.get_running_loop().create_future()
            await self.waiter
        self.transport.close()


class Bare(asyncio.Protocol):
    """Parses nothing, keeps nothing: the limit of what this event loop can do."""

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.turn = 0

    def data_received(self, data: bytes) -> None:
        if self.turn == len(COMMANDS):
            self.transport.close()
            return
        self.transport.write(COMMANDS[self.turn])
        self.turn += 1


async def serve_protocol(protocol: type[asyncio.Protocol]) -> int:
    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0, backlog=512)
    port: int = server.sockets[0].getsockname()[1]
    _KEPT.append(server)
    return port


async def serve_panoramisk() -> int:
    from panoramisk import fast_agi

    async def incoming(request: Any) -> None:
        for command in COMMANDS:
            await request.send_command(command.decode().rstrip("\n"))

    application = fast_agi.Application(loop=asyncio.get_running_loop())
    application.add_route("incoming", incoming)
    server = await asyncio.start_server(application.handler, "127.0.0.1", 0, backlog=512)
    port: int = server.sockets[0].getsockname()[1]
    _KEPT.append(server)
    return port


def serve_pyst2() -> int:
    from asterisk.agi import AGI

    class ThreadAgi(AGI):  # type: ignore[misc]
        """pyst2 as it stands, less the signal handler that only a main thread may set."""

        def __init__(self, stdin: Any, stdout: Any) -> None:
            self.stdin, self.stdout, self.stderr = stdin, stdout, io.StringIO()
            self._got_sighup = False
            self.env: dict[str, str] = {}
            self._get_agi_env()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            agi = ThreadAgi(self.rfile, io.TextIOWrapper(self.wfile, encoding="utf-8", write_through=True))
            agi.answer()
            agi.stream_file("/var/prompts/greeting", "")
            agi.wait_for_digit(5000)
            agi.set_variable("HOTLINE_HANDOVER", "1|done|zh|default|")

    class Server(socketserver.ThreadingTCPServer):
        request_queue_size = 512
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port: int = server.server_address[1]
    return port


async def _until_stdin_ends(start: Any) -> None:
    print(await start(), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main() -> None:
    name, _, loop = sys.argv[1].partition("@")
    if name == "pyst2":
        print(serve_pyst2(), flush=True)
        sys.stdin.read()
        return
    start = {
        "ours": serve_ours,
        "bare": partial(serve_protocol, Bare),
        "one-task": partial(serve_protocol, OneTask),
        "panoramisk": serve_panoramisk,
    }[name]
    if loop == "uvloop":
        import uvloop

        uvloop.run(_until_stdin_ends(start))
    else:
        asyncio.run(_until_stdin_ends(start))


if __name__ == "__main__":
    main()
