"""The AMI edge on a real Asterisk with real SIP calls: board and facts, from the wire and from the disk."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from ami import events as e
from ami.actions import Actions
from ami.board import Board
from ami.client import AmiClient
from ami.errors import LoginRejectedError, RefusedError
from ami.facts import FactReader
from ami.lines import SeatLine, SeatState
from ami.link import AmiAddress, AmiLimits
from ami.replay import Replayed, replay
from ami.snapshot import Gap, Resync
from asterisk_conf.desk import SippSeat
from asterisk_conf.runner import start as start_asterisk
from store.facts import CallFact, FactKind
from store.fold import fold
from store.folded import CallState, Outcome
from tests.asterisk.harness import PASSWORD, Exchange, Opener
from tests.asterisk.stub_agi import StubAgi, hands_over

pytestmark = pytest.mark.asterisk


class Reader:
    """Client, board and facts at work on a real Asterisk."""

    def __init__(
        self, exchange: Exchange, *, secret: str = PASSWORD, rejected_s: float = 15.0, port: int | None = None
    ) -> None:
        at = exchange.plan.addresses
        self.seats = {seat.id: o.id for o in exchange.plan.routing.offices.values() for seat in o.seats}
        self.client = AmiClient(
            AmiAddress(host=at.bind, port=port or at.ami_port, username="hotline", secret=secret),
            now=lambda: datetime.now(UTC),
            limits=AmiLimits(first_retry_s=0.05, rejected_s=rejected_s, ping_every_s=0.5),
        )
        self.board = Board(self.seats, datetime.now(UTC))
        self.actions = Actions(self.client)
        self.seen: list[e.Event] = []
        self.facts: list[CallFact] = []

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator["Reader"]:
        tasks = [asyncio.create_task(self.client.run()), asyncio.create_task(self._read())]
        try:
            await self.until(lambda: self.board.up)
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self) -> None:
        reader = FactReader(self.seats)
        async for event in self.client.events():
            self.seen.append(event)
            self.board.apply(event)
            self.facts += reader.read(event)

    async def until(self, condition: Callable[[], object], limit_s: float = 15) -> None:
        async with asyncio.timeout(limit_s):
            while not condition():
                await asyncio.sleep(0.01)

    def seat(self) -> SeatLine:
        return self.board.seats["hefei-01"]

    def kinds(self) -> list[FactKind]:
        return [fact.kind for fact in self.facts]


@asynccontextmanager
async def a_desk(open_exchange: Opener, hops: str, **phone: float) -> AsyncIterator[tuple[Exchange, Reader, SippSeat]]:
    """An Asterisk whose callers are sent along these hops, its reader, and the telephone of hefei-01."""
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over(f"1|queue|zh|dialed-area|{hops}")})
    reader = Reader(exchange)
    seat = exchange.desk("hefei-01", **phone)
    async with stub.on(exchange.plan.addresses.agi_port), reader.at_work(), seat.signed_in():
        yield exchange, reader, seat


def from_disk(exchange: Exchange, reader: Reader) -> Replayed:
    log = exchange.plan.run.log
    cel = (log / "cel-custom" / "calls.csv").read_text().splitlines()
    return replay(cel, (log / "queue_log").read_text().splitlines(), reader.seats)


async def test_an_answered_call_is_followed_from_ring_to_end_and_told_the_same_by_the_files(
    open_exchange: Opener,
) -> None:
    async with a_desk(open_exchange, "hefei:20,anhui:0") as (exchange, reader, phone):
        await reader.until(lambda: reader.board.seats["hefei-01"].registered)
        await reader.actions.add_to_queue("hefei-01", "hefei", paused_for="break")
        await reader.until(lambda: reader.board.seats["hefei-01"].reason == "break")
        await reader.actions.add_to_queue("hefei-01", "hefei")
        await reader.until(lambda: reader.board.seats["hefei-01"].state is SeatState.READY)
        caller = exchange.caller(dialed="055112385", length_s=60)
        call = asyncio.create_task(caller.call())
        await phone.happened("answered")
        await reader.until(lambda: reader.board.seats["hefei-01"].state is SeatState.TALKING)
        answered_at = asyncio.get_running_loop().time()
        call_id = reader.board.seats["hefei-01"].call_id
        line = reader.board.calls[call_id]
        assert (line.state, line.seat, line.office) == (CallState.TALKING, "hefei-01", "hefei")
        assert (line.dialed, line.trunk, line.reason) == ("055112385", "anhui-main", "dialed-area")
        assert line.caller.isdigit()
        mirror = Reader(exchange)
        async with mirror.at_work():
            await mirror.until(lambda: mirror.board.calls)
            seen, shown = mirror.board.calls[call_id], reader.board.calls[call_id]
            assert (seen.state, seen.seat, seen.caller, seen.dialed, seen.reason) == (
                (shown.state, shown.seat, shown.caller, shown.dialed, shown.reason)
            )
            assert mirror.board.seats["hefei-01"].state is SeatState.TALKING
            await reader.actions.pause("hefei-01", "wrap-up")
            talked_s = asyncio.get_running_loop().time() - answered_at
            caller.hang_up()
            await call
            await exchange.all_hung_up()
            await mirror.until(lambda: mirror.board.seats["hefei-01"].state is SeatState.WRAP_UP)
        await reader.until(lambda: reader.board.seats["hefei-01"].state is SeatState.WRAP_UP)
        await reader.until(lambda: FactKind.ENDED in reader.kinds())
        await reader.actions.remove_from_queue("hefei-01", "hefei")
        await reader.actions.remove_from_queue("hefei-01", "hefei")
        assert reader.board.calls == {}
        assert reader.client.health().missed == 0
    folded = fold(reader.facts)
    assert (folded.outcome, folded.seat, folded.caller, folded.dialed) == (
        Outcome.ANSWERED,
        "hefei-01",
        line.caller,
        "055112385",
    )
    assert folded.talked_s is not None
    assert abs(folded.talked_s - talked_s) < 1.5
    told = from_disk(exchange, reader)
    assert told.damaged == 0
    assert {fact.id for fact in told.facts} == {fact.id for fact in reader.facts}
    again = fold(told.facts)
    assert again.talked_s == pytest.approx(folded.talked_s, abs=0.3)
    assert (again.outcome, again.seat, again.dialed, again.caller) == (
        folded.outcome,
        folded.seat,
        folded.dialed,
        folded.caller,
    )


async def test_a_telephone_that_registers_and_one_that_goes_in_a_call_are_seen(open_exchange: Opener) -> None:
    async with a_desk(open_exchange, "hefei:20,anhui:0") as (exchange, reader, phone):
        await reader.until(lambda: reader.seat().registered)
        await reader.actions.add_to_queue("hefei-01", "hefei")
        caller = exchange.caller(dialed="055112385", length_s=60)
        call = asyncio.create_task(caller.call())
        await reader.until(lambda: reader.seat().state is SeatState.TALKING)
        await phone.unregister()
        await reader.until(lambda: reader.seat().registered is False)
        assert reader.seat().state is SeatState.TALKING, "what was begun goes on"
        caller.hang_up()
        await call
        await exchange.all_hung_up()
        late = Reader(exchange)
        async with late.at_work():
            await late.until(lambda: late.seat().registered is False)


async def test_a_ring_in_vain_and_a_caller_who_gives_up_are_told_the_same_by_the_files(open_exchange: Opener) -> None:
    async with a_desk(open_exchange, "hefei:30", answer_after_s=60) as (exchange, reader, _):
        await reader.actions.add_to_queue("hefei-01", "hefei")
        caller = exchange.caller(dialed="055112385", length_s=30)
        call = asyncio.create_task(caller.call())
        await reader.until(lambda: reader.board.seats["hefei-01"].state is SeatState.RINGING)
        await reader.until(lambda: reader.board.seats["hefei-01"].reason == "no-answer")
        assert [line.state for line in reader.board.waiting("hefei")] == [CallState.QUEUED]
        caller.hang_up()
        await call
        await reader.until(lambda: FactKind.ENDED in reader.kinds())
        await exchange.all_hung_up()
    assert FactKind.RING_NO_ANSWER in reader.kinds()
    assert fold(reader.facts).outcome is Outcome.ABANDONED
    told = from_disk(exchange, reader)
    assert {(fact.kind, fact.id) for fact in told.facts} == {(fact.kind, fact.id) for fact in reader.facts}


async def test_asterisk_restarting_under_us_is_followed(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    reader = Reader(exchange)
    async with reader.at_work():
        await exchange.asterisk.stop()
        await reader.until(lambda: not reader.board.up)
        config = exchange.plan.run.etc / "asterisk.conf"
        again = await start_asterisk(exchange.plan.asterisk.program, config, output=exchange.plan.run.log / "console-2")
        try:
            await reader.until(lambda: reader.board.up and sum(isinstance(event, Resync) for event in reader.seen) >= 2)
        finally:
            await again.stop()


async def test_the_ami_user_may_not_do_what_the_hotline_does_not_need(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    reader = Reader(exchange)
    async with reader.at_work():
        for action, fields in (
            ("Command", {"Command": "core show version"}),
            ("Originate", {"Channel": "PJSIP/hefei-01", "Application": "System", "Data": "id"}),
            ("GetConfig", {"Filename": "manager.conf"}),
            ("ModuleLoad", {"Module": "app_system.so", "LoadType": "load"}),
        ):
            with pytest.raises(RefusedError):
                await reader.client.action(action, fields)


async def test_a_wrong_secret_is_told_as_such_by_a_real_asterisk_too(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    with pytest.raises(LoginRejectedError):
        async with asyncio.timeout(30):
            await Reader(exchange, secret="wrong", rejected_s=1.0).client.run()


@asynccontextmanager
async def a_link_that_swallows(exchange: Exchange, event: str, lost: list[bytes]) -> AsyncIterator[int]:
    """The port of a way to Asterisk's AMI on which the first such event is `lost`."""
    at = exchange.plan.addresses

    async def forth(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)

    async def back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        while True:
            message = await reader.readuntil(b"\r\n\r\n")
            if not lost and message.startswith(f"Event: {event}\r\n".encode()):
                lost.append(message)
            else:
                writer.write(message)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_connection(at.bind, at.ami_port)
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await asyncio.gather(forth(reader, their_writer), back(their_reader, writer))
        their_writer.close()
        writer.close()

    server = await asyncio.start_server(serve, at.bind, 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def test_a_lost_event_is_noticed_by_its_number_and_the_board_becomes_true_again(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20,anhui:0")})
    lost: list[bytes] = []
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        a_link_that_swallows(exchange, "QueueCallerJoin", lost) as port,
        exchange.seat("hefei-01"),
        Reader(exchange, port=port).at_work() as reader,
    ):
        await exchange.asterisk.command("queue pause member PJSIP/hefei-01 queue hefei reason break")
        call = asyncio.create_task(exchange.caller(dialed="055112385", length_s=30).call())
        await reader.until(lambda: lost)
        await exchange.asterisk.command("queue pause member PJSIP/hefei-01 queue hefei reason lunch")
        await reader.until(lambda: any(isinstance(event, Gap) and event.missed == 1 for event in reader.seen))
        await reader.until(lambda: [line.state for line in reader.board.calls.values()] == [CallState.QUEUED])
        assert reader.client.health().missed == 1
        assert not any(isinstance(event, e.QueueCallerJoin) for event in reader.seen)
        call.cancel()
        await asyncio.gather(call, return_exceptions=True)
