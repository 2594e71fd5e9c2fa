"""Wires between a fake Asterisk and our two adapters, and the scripted call beside them: one way to run each."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from agi.call_facts import call_facts
from agi.fake_asterisk import FakeAsterisk, opening
from agi.pyst2_line import MendedAgi, Pyst2Line
from agi.server import AgiServer, Limits
from ivr_flows.call import Call, CallerHungUp, CallFacts, CallLost
from ivr_flows.conversation import Conversation
from ivr_flows.scripted import ScriptedCall, ScriptedLine, Step

IN_FORCE = "1|queue|zh|dialed-area|hefei:60,anhui:0"
ARGUMENTS = ("1795400000.17", "055112385", "13905510001", "main", "2", IN_FORCE)
LIMIT_S = 10.0
Talk = Callable[[Call], Awaitable[Any]]


@dataclass(slots=True)
class Ended:
    """How a talk ended: its result or what it raised, and the line it was on."""

    line: ScriptedLine
    result: Any = None
    raised: Exception | None = None
    facts: CallFacts | None = None
    commands: tuple[list[str], ...] = ()


async def _kept(talk: Talk, call: Call, ended: Ended) -> None:
    ended.facts = call.facts
    try:
        ended.result = await talk(call)
    except (CallerHungUp, CallLost) as error:
        ended.raised = error


def on_script(talk: Talk, *script: list[Step], missing: tuple[str, ...] = ()) -> Ended:
    facts = CallFacts(
        call_id=ARGUMENTS[0],
        dialed=ARGUMENTS[1],
        caller=ARGUMENTS[2],
        trunk=ARGUMENTS[3],
        script="incoming",
        channel="PJSIP/main-00000001",
        empty_walks=2,
        handover=IN_FORCE,
    )
    call = ScriptedCall(facts, *script, missing=missing)
    ended = Ended(line=call.line)
    with contextlib.suppress(StopIteration):
        _kept(talk, call, ended).send(None)
    return ended


def on_fastagi(talk: Talk, *script: list[Step], missing: tuple[str, ...] = ()) -> Ended:
    line = ScriptedLine([step for steps in script for step in steps], missing=missing)
    ended = Ended(line=line)

    async def run() -> None:
        server = AgiServer(scripts={"incoming": lambda call: _kept(talk, call, ended)})
        address = await server.start("127.0.0.1", 0)
        asterisk = FakeAsterisk(line)
        await asyncio.wait_for(carry(asterisk, address), LIMIT_S)
        ended.commands = tuple(asterisk.commands)
        await server.stop(1)

    asyncio.run(run())
    return ended


async def carry(asterisk: FakeAsterisk, address: tuple[str, int], script: str = "incoming") -> None:
    """Asterisk's side of one FastAGI session, to its end."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(opening(script, *ARGUMENTS))
    while line := await reader.readline():
        writer.write(asterisk.answer(line))
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()


def on_pyst2(talk: Talk, *script: list[Step], missing: tuple[str, ...] = ()) -> Ended:
    line = ScriptedLine([step for steps in script for step in steps], missing=missing)
    asterisk = FakeAsterisk(line, fast=False)
    ours, theirs = socket.socketpair()
    ours.settimeout(LIMIT_S)
    peer = threading.Thread(target=_play, args=(asterisk, theirs), daemon=True)
    peer.start()
    ended = Ended(line=line)
    with ours, ours.makefile("rb") as stdin, ours.makefile("wb", buffering=0) as stdout:
        agi = MendedAgi(stdin, stdout)
        environment = agi.environment
        facts = call_facts(environment, script="incoming", arguments=environment.arguments[1:])
        with contextlib.suppress(StopIteration):
            _kept(talk, Conversation(Pyst2Line(agi), facts), ended).send(None)
    peer.join(LIMIT_S)
    ended.commands = tuple(asterisk.commands)
    return ended


def _play(asterisk: FakeAsterisk, wire: socket.socket) -> None:
    with wire, wire.makefile("rb") as lines, contextlib.suppress(OSError):
        wire.sendall(opening("incoming", "incoming", *ARGUMENTS, fast=False))
        for line in lines:
            wire.sendall(asterisk.answer(line))


ADAPTERS = {"scripted": on_script, "fastagi": on_fastagi, "pyst2": on_pyst2}


def server_with(talk: Talk, **limits: float) -> AgiServer:
    """A server whose one script is `talk`, with some limits of its own."""
    return AgiServer(scripts={"incoming": talk}, limits=Limits(**limits))  # type: ignore[arg-type]
