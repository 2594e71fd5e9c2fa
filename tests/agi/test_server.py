"""The FastAGI server under trouble: bounds, time limits, broken peers, broken flows, a gentle stop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from agi import commands
from agi.fake_asterisk import FakeAsterisk, opening
from agi.server import AgiServer, Limits
from agi.session import Session
from dialplan.contract import Action, Handover
from ivr_flows.call import Call, CallerHungUp, CallLost
from ivr_flows.scripted import ScriptedLine
from tests.agi.peers import ARGUMENTS, LIMIT_S, Talk, carry

OPENING = opening("incoming", *ARGUMENTS)
REPLIES = (b"200 result=0\n", b"200 result=0 endpos=800\n", b"200 result=0 endpos=800\n", b"200 result=1\n")


async def greet(call: Call) -> None:
    await call.answer()
    await call.say(("/prompts/a", "/prompts/b"))
    await call.hand_over(Handover(action=Action.DONE))


class Watched:
    """A talk that tells when it began and how it ended."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self.raised: BaseException | None = None

    async def __call__(self, call: Call) -> None:
        self.begun.set()
        try:
            await self._talk(call)
        except BaseException as error:
            self.raised = error
            raise
        finally:
            self.ended.set()


@asynccontextmanager
async def serving(talk: Talk, limits: Limits | None = None) -> AsyncIterator[tuple[AgiServer, tuple[str, int]]]:
    server = AgiServer(scripts={"incoming": talk}, limits=limits or Limits(sweep_s=0.01))
    address = await server.start("127.0.0.1", 0)
    try:
        yield server, address
    finally:
        await asyncio.wait_for(server.stop(0.05), LIMIT_S)


async def ping(host: str, port: int, *, timeout_s: float) -> bool:
    """What the watchdog does: ask for `ping`, wait for the end."""
    try:
        async with asyncio.timeout(timeout_s):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(opening("ping"))
            answer = await reader.read(1)
            writer.close()
            return answer == b""
    except (OSError, TimeoutError):
        return False


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0.001)


async def soon(wait: Awaitable[object]) -> None:
    await asyncio.wait_for(wait, LIMIT_S)


async def at_end(reader: asyncio.StreamReader) -> bytes:
    """All that still comes until the server closes."""
    with contextlib.suppress(ConnectionResetError):
        return await asyncio.wait_for(reader.read(), LIMIT_S)
    return b""


async def test_a_session_runs_to_its_handover() -> None:
    line = ScriptedLine([])
    async with serving(greet) as (server, address):
        await soon(carry(FakeAsterisk(line), address))
        assert server.served == 1
        await until(lambda: server.calls == 0)
    assert line.variables["HOTLINE_HANDOVER"] == "1|done|zh||"


async def test_many_calls_are_served_at_once_and_apart() -> None:
    lines = [ScriptedLine([]) for _ in range(50)]
    async with serving(greet) as (server, address):
        await soon(asyncio.gather(*(carry(FakeAsterisk(line), address) for line in lines)))
        assert server.served == 50
    assert all(line.heard == ["/prompts/a", "/prompts/b"] for line in lines)


async def test_the_watchdogs_ping_is_answered_by_an_end_and_begins_no_flow() -> None:
    async with serving(greet) as (server, address):
        assert await ping(*address, timeout_s=1)
        assert server.served == 0
    assert not await ping(*address, timeout_s=0.2)


async def test_a_server_whose_loop_hangs_fails_the_ping() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    server = await asyncio.start_server(deaf, "127.0.0.1", 0)
    assert not await ping(*server.sockets[0].getsockname()[:2], timeout_s=0.05)
    server.close()


async def test_an_unknown_script_ends_without_a_handover_and_is_logged() -> None:
    line = ScriptedLine([])
    with capture_logs() as logs:
        async with serving(greet) as (_, address):
            await soon(carry(FakeAsterisk(line), address, script="no-such"))
    assert line.variables == {}
    assert [entry["action"] for entry in logs] == ["unknown-script"]


async def test_killed_between_any_two_commands_the_flow_ends_as_lost() -> None:
    for turns in range(len(REPLIES)):
        watched = Watched(greet)
        async with serving(watched) as (server, address):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(OPENING)
            for reply in REPLIES[:turns]:
                await asyncio.wait_for(reader.readline(), LIMIT_S)
                writer.write(reply)
            await asyncio.wait_for(reader.readline(), LIMIT_S)
            writer.close()
            await soon(watched.ended.wait())
            assert isinstance(watched.raised, CallLost)
            await until(lambda server=server: server.calls == 0)  # type: ignore[misc]


async def test_cut_at_any_byte_of_any_reply_the_server_lives_on() -> None:
    async with serving(greet) as (server, address):
        for turn, reply in enumerate(REPLIES):
            for offset in range(len(reply)):
                reader, writer = await asyncio.open_connection(*address)
                writer.write(OPENING)
                for before in REPLIES[:turn]:
                    await asyncio.wait_for(reader.readline(), LIMIT_S)
                    writer.write(before)
                await asyncio.wait_for(reader.readline(), LIMIT_S)
                writer.write(reply[:offset])
                writer.close()
        for offset in range(0, len(OPENING), 7):
            _, writer = await asyncio.open_connection(*address)
            writer.write(OPENING[:offset])
            writer.close()
        await until(lambda: server.calls == 0)
        line = ScriptedLine([])
        await soon(carry(FakeAsterisk(line), address))
    assert line.variables["HOTLINE_HANDOVER"] == "1|done|zh||"


async def test_a_hangup_between_commands_ends_the_flow_as_hung_up() -> None:
    watched = Watched(greet)
    async with serving(watched) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(OPENING)
        await reader.readline()
        writer.write(b"HANGUP\n511 Command Not Permitted on a dead channel or intercept routine\n")
        await soon(watched.ended.wait())
        assert isinstance(watched.raised, CallerHungUp)
        assert await at_end(reader) == b""


async def test_garbage_for_a_reply_ends_the_session_and_is_logged() -> None:
    watched = Watched(greet)
    with capture_logs() as logs:
        async with serving(watched) as (_, address):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(OPENING)
            await reader.readline()
            writer.write(b"\xff\x00 nonsense\n")
            await soon(watched.ended.wait())
            assert await at_end(reader) == b""
    assert isinstance(watched.raised, CallLost)
    assert logs[0]["action"] == "agi-remote-protocol-error" and logs[0]["call_id"] == ARGUMENTS[0]


async def test_a_line_without_end_is_cut() -> None:
    async with serving(greet) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"agi_network: " + b"y" * 9000)
        assert await at_end(reader) == b""
        writer.close()


async def test_a_peer_that_drips_its_bytes_is_served() -> None:
    async with serving(greet) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        for byte in OPENING:
            writer.write(bytes([byte]))
            await writer.drain()
        assert await asyncio.wait_for(reader.readline(), LIMIT_S) == commands.ANSWER
        writer.close()


async def test_a_peer_that_never_says_who_it_is_is_cut() -> None:
    async with serving(greet, Limits(environment_s=0.02, sweep_s=0.01)) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(OPENING[:50])
        assert await at_end(reader) == b""
        writer.close()


async def test_a_reply_that_never_comes_ends_the_flow_as_lost() -> None:
    async def impatient(call: Call) -> None:
        await call.ask((), digits=1, timeout_s=-10)  # with the slack of 10 s: a limit that is over at once

    watched = Watched(impatient)
    async with serving(watched) as (_, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(OPENING)
        await soon(watched.ended.wait())
        assert isinstance(watched.raised, CallLost)
        assert b"WAIT FOR DIGIT" in await at_end(reader)
        writer.close()


async def test_a_flow_that_hangs_is_cut_by_the_session_limit() -> None:
    async def hung(call: Call) -> None:
        await asyncio.Event().wait()

    watched = Watched(hung)
    with capture_logs() as logs:
        async with serving(watched, Limits(session_s=0.02, sweep_s=0.01)) as (server, address):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(OPENING)
            assert await at_end(reader) == b""
            await soon(watched.ended.wait())
            assert isinstance(watched.raised, asyncio.CancelledError)
            await until(lambda: server.calls == 0)
            writer.close()
    assert [entry["action"] for entry in logs] == ["session-limit"]


async def test_a_flow_that_outlives_its_connection_is_cut_too() -> None:
    async def stubborn(call: Call) -> None:
        await asyncio.Event().wait()

    watched = Watched(stubborn)
    async with serving(watched, Limits(aftermath_s=0.02, sweep_s=0.01)) as (server, address):
        _, writer = await asyncio.open_connection(*address)
        writer.write(OPENING)
        await soon(watched.begun.wait())
        writer.close()
        await soon(watched.ended.wait())
        assert isinstance(watched.raised, asyncio.CancelledError)
        await until(lambda: server.calls == 0)


async def test_a_flow_with_a_bug_ends_without_a_handover_and_is_logged() -> None:
    async def broken(call: Call) -> None:
        raise ZeroDivisionError("a bug")

    with capture_logs() as logs:
        async with serving(broken) as (server, address):
            line = ScriptedLine([])
            await soon(carry(FakeAsterisk(line), address))
            await until(lambda: server.calls == 0)
    assert line.variables == {}
    assert logs[0]["action"] == "flow-failed" and logs[0]["script"] == "incoming"


async def test_more_calls_than_allowed_are_refused_and_room_comes_back() -> None:
    watched = Watched(greet)
    limits = Limits(sessions=1, sweep_s=0.01)
    async with serving(watched, limits) as (server, address):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(OPENING)
        await soon(watched.begun.wait())
        refused = ScriptedLine([])
        await soon(carry(FakeAsterisk(refused), address))
        assert not refused.answered
        assert await ping(*address, timeout_s=1), "the watchdog must not take a full server for a dead one"
        writer.close()
        await until(lambda: server.calls == 0)
        line = ScriptedLine([])
        await soon(carry(FakeAsterisk(line), address))
        assert line.answered
        assert await at_end(reader) is not None


async def test_more_connections_than_allowed_are_closed_at_once() -> None:
    async with serving(greet, Limits(sessions=1, spare_connections=1, sweep_s=0.01)) as (_, address):
        held = [await asyncio.open_connection(*address) for _ in range(2)]
        reader, writer = await asyncio.open_connection(*address)
        assert await at_end(reader) == b""
        for _, other in [*held, (reader, writer)]:
            other.close()


async def test_a_stop_lets_calls_finish_and_takes_no_new_ones() -> None:
    watched = Watched(greet)
    server = AgiServer(scripts={"incoming": watched})
    address = await server.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(OPENING)
    assert await reader.readline() == commands.ANSWER
    stopping = asyncio.create_task(server.stop(LIMIT_S))
    await asyncio.sleep(0)
    with pytest.raises(OSError):
        await asyncio.open_connection(*address)
    for reply in REPLIES:
        writer.write(reply)
        await asyncio.wait_for(reader.readline(), LIMIT_S)
    await soon(stopping)
    assert watched.raised is None
    writer.close()


async def test_a_stop_cuts_what_does_not_finish() -> None:
    watched = Watched(greet)
    server = AgiServer(scripts={"incoming": watched})
    address = await server.start("127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*address)
    writer.write(OPENING)
    await reader.readline()
    await soon(server.stop(0.01))
    assert isinstance(watched.raised, CallLost | asyncio.CancelledError)
    assert await at_end(reader) == b""
    writer.close()


class Closable(asyncio.Transport):
    """A transport that leads nowhere."""

    def close(self) -> None:
        return


async def test_a_call_cut_before_its_flows_first_step_is_counted_out() -> None:
    watched = Watched(greet)
    async with serving(watched) as (server, _):
        session = Session(server)
        session.connection_made(Closable())
        session.data_received(OPENING)
        assert server.calls == 1
        session.cut("the server stops", whole=True)
        assert server.calls == 0
        session.connection_lost(None)
    assert not watched.begun.is_set()


async def test_calls_without_arguments_are_known_by_asterisks_own_variables() -> None:
    seen: list[tuple[str, str, str | None, str]] = []

    async def look(call: Call) -> None:
        facts = call.facts
        seen.append((facts.call_id, facts.dialed, facts.caller, facts.handover))

    async with serving(look) as (_, address):
        for block in (
            opening("incoming"),
            opening("incoming", "7.1", "12385", "anonymous", "", "", "1|queue|zh||a:1", "b:2"),
        ):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(block)
            await at_end(reader)
            writer.close()
    assert seen == [("1795400000.17", "12385", "13905510001", ""), ("7.1", "12385", None, "1|queue|zh||a:1,b:2")]
