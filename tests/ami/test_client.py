"""The link to a manager that is late, deaf, gone, back, or does not know us. panoramisk is always underneath."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from ami import events as e
from ami.actions import Actions, UnsafeValueError
from ami.client import AmiClient
from ami.errors import BadActionValueError, LinkLostError, LoginRejectedError, NoAnswerError, NotConnectedError
from ami.fake_server import FakeServer, render
from ami.link import AmiAddress, AmiLimits
from ami.snapshot import Gap, LinkChanged, Resync

SEATS = {"hefei-01": "hefei", "hefei-02": "hefei"}
QUICK = AmiLimits(
    rejected_s=0.1,
    connect_s=5,
    action_s=5,
    list_s=10,
    ping_every_s=0.05,
    ping_answer_s=1.5,
    first_retry_s=0.01,
    longest_retry_s=0.05,
)


def now() -> datetime:
    return datetime.now(UTC)


class Running:
    """A client at work and everything it told so far."""

    def __init__(self, client: AmiClient) -> None:
        self.client = client
        self.seen: list[e.Event] = []
        self._more = asyncio.Event()
        self.task = asyncio.create_task(client.run())
        self._reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for event in self.client.events():
            self.seen.append(event)
            self._more.set()

    async def until(self, condition: Callable[[list[e.Event]], bool]) -> None:
        async with asyncio.timeout(30):
            while not condition(self.seen):
                self._more.clear()
                await self._more.wait()

    async def until_synced(self, times: int = 1) -> None:
        await self.until(lambda seen: sum(isinstance(event, Resync) for event in seen) >= times)

    def links(self) -> list[bool]:
        """The link as it was told: up, broken, up again."""
        return [event.up for event in self.seen if isinstance(event, LinkChanged)]

    async def stop(self) -> None:
        for task in (self.task, self._reader):
            task.cancel()
        await asyncio.gather(self.task, self._reader, return_exceptions=True)


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with FakeServer(["hefei", "anhui"], SEATS, secret="s3cret") as server:
        yield server


@pytest.fixture
async def start(server: FakeServer) -> AsyncIterator[Callable[..., Running]]:
    started: list[Running] = []

    def start(secret: str = "s3cret", *, limits: AmiLimits = QUICK) -> Running:
        address = AmiAddress(host="127.0.0.1", port=server.port, username="hotline", secret=secret)
        started.append(Running(AmiClient(address, now=now, limits=limits)))
        return started[-1]

    yield start
    for running in started:
        await running.stop()


async def test_after_each_sign_in_the_whole_state_is_asked_for(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    call = server.world.arrive("13800000000")
    server.world.join(call, "hefei")
    server.world.add("hefei", "hefei-01", paused=True, reason="break")
    running = start()
    await running.until_synced()
    resync = next(event for event in running.seen if isinstance(event, Resync))
    assert [waiting.uniqueid for waiting in resync.snapshot.waiting] == [call]
    assert [(m.queue, m.seat, m.paused, m.reason) for m in resync.snapshot.members] == [
        ("hefei", "hefei-01", True, "break")
    ]
    assert [live.channel.variables["HOTLINE_CALL"] for live in resync.snapshot.channels] == [call]
    assert running.client.health().up


async def test_chinese_cut_across_chunks_arrives_whole(server: FakeServer, start: Callable[..., Running]) -> None:
    server.cut = True
    running = start()
    await running.until_synced()
    for _ in range(50):
        server.world.arrive("13800000000", dialed="阜阳市残联热线")
    await running.until(lambda seen: sum(isinstance(event, e.Newchannel) for event in seen) == 50)
    assert {event.channel.exten for event in running.seen if isinstance(event, e.Newchannel)} == {"阜阳市残联热线"}


async def test_a_broken_link_comes_back_and_is_synced_again(server: FakeServer, start: Callable[..., Running]) -> None:
    running = start()
    await running.until_synced()
    server.drop()
    call = server.world.arrive("13800000000")
    await running.until_synced(2)
    assert running.links() == [True, False, True]
    last = [event for event in running.seen if isinstance(event, Resync)][-1]
    assert [live.channel.uniqueid for live in last.snapshot.channels] == [call]


async def test_a_link_that_is_lost_is_told_of_once_however_often_it_is_tried_in_vain(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    running = start()
    await running.until_synced()
    await server.stop()
    async with asyncio.timeout(30):
        while running.client.health().why != "ami-not-connected":  # it was "ami-link-lost" before
            await asyncio.sleep(0.01)
    await running.until(lambda _: running.links() == [True, False])
    (lost,) = [event for event in running.seen if isinstance(event, LinkChanged) and not event.up]
    assert running.client.health().since == lost.at
    await server.__aenter__()
    await running.until_synced(2)
    assert running.links() == [True, False, True]


async def test_a_manager_that_starts_later_than_we_is_found(server: FakeServer, start: Callable[..., Running]) -> None:
    await server.stop()
    running = start()
    await running.until(lambda seen: any(isinstance(event, LinkChanged) for event in seen))
    await server.__aenter__()
    await running.until_synced()
    assert running.client.health().up


async def test_a_deaf_manager_is_noticed_by_our_own_ping(server: FakeServer, start: Callable[..., Running]) -> None:
    running = start()
    await running.until_synced()
    server.deaf = True
    await running.until(lambda seen: LinkChanged in {type(event) for event in seen if getattr(event, "why", "")})
    server.deaf = False
    await running.until_synced(2)
    assert running.links() == [True, False, True]


async def test_a_rejected_sign_in_is_reported_and_not_tried_for_ever(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    running = start(secret="wrong")
    with pytest.raises(LoginRejectedError, match=r"secret in manager\.conf"):
        async with asyncio.timeout(30):
            await running.task
    assert running.client.health().why == "ami-login-rejected"
    assert sum(raw["Action"] == "Login" for raw in server.seen) >= QUICK.rejections


async def test_a_manager_that_refuses_for_a_moment_while_it_starts_is_waited_for(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    server.refuse["Login"] = "Authentication failed"
    running = start(limits=AmiLimits(first_retry_s=0.01, longest_retry_s=0.02, rejected_s=60))
    await asyncio.wait_for(server.until_seen("Login", times=5), 30)
    server.refuse.clear()
    await running.until_synced()
    assert running.client.health().up


async def test_an_action_that_nobody_answers_ends_by_itself(server: FakeServer, start: Callable[..., Running]) -> None:
    running = start(limits=AmiLimits(action_s=0.1, ping_every_s=9))
    await running.until_synced()
    server.deaf = True
    with pytest.raises(NoAnswerError):
        await Actions(running.client).pause("hefei-01", "break")


async def test_an_action_on_a_link_that_breaks_fails_and_is_not_sent_again(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    running = start()
    await running.until_synced()
    server.deaf = True
    asked = asyncio.create_task(Actions(running.client).add_to_queue("hefei-01", "hefei"))
    await asyncio.wait_for(server.until_seen("QueueAdd"), 30)
    server.deaf = False
    server.drop()
    with pytest.raises(LinkLostError):
        await asked
    await running.until_synced(2)
    await Actions(running.client).pause("hefei-01", None) if server.world.members else None
    assert sum(raw["Action"] == "QueueAdd" for raw in server.seen) == 1


async def test_an_action_without_a_link_says_so_at_once(server: FakeServer) -> None:
    address = AmiAddress(host="127.0.0.1", port=server.port, username="hotline", secret="s3cret")
    with pytest.raises(NotConnectedError):
        await AmiClient(address, now=now).action("Ping")


@pytest.mark.parametrize("value", ["a\r\nAction: Originate", "a\nb", "a\0b"])
async def test_line_breaks_in_values_never_leave_the_house(
    server: FakeServer, start: Callable[..., Running], value: str
) -> None:
    running = start()
    await running.until_synced()
    with pytest.raises(BadActionValueError):
        await running.client.action("QueuePause", {"Reason": value})
    with pytest.raises(UnsafeValueError):
        await Actions(running.client).pause("hefei-01", value)


async def test_a_seat_goes_behind_a_queue_is_paused_and_taken_away(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    running = start()
    await running.until_synced()
    actions = Actions(running.client)
    await actions.add_to_queue("hefei-01", "hefei")
    await actions.add_to_queue("hefei-01", "hefei", paused_for="break")
    assert server.world.members["hefei", "hefei-01"].reason == "break"
    await actions.pause("hefei-01", None)
    assert not server.world.members["hefei", "hefei-01"].paused
    await actions.remove_from_queue("hefei-01", "hefei")
    await actions.remove_from_queue("hefei-01", "hefei")
    assert not server.world.members


async def after_a_loss(server: FakeServer, running: Running, lost: int) -> list[int]:
    """Between two events so many are lost, and the state is asked for anew: the gaps that were told."""
    server.number_from = 100
    await running.until_synced()
    server.world.arrive("13800000000")
    server.number_from += lost
    server.world.arrive("13900000000")
    await running.until_synced(2)
    return [event.missed for event in running.seen if isinstance(event, Gap)]


async def test_a_jump_in_the_numbers_is_a_gap_and_asks_for_the_state_again(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    assert (await after_a_loss(server, start(), 500))[0] >= 400


async def test_one_lost_event_on_a_quiet_line_is_a_gap_after_two_pings(
    server: FakeServer, start: Callable[..., Running]
) -> None:
    running = start()
    assert await after_a_loss(server, running, 1) == [1]
    assert running.client.health().missed == 1


async def test_numbers_of_events_that_nobody_wants_count_too(server: FakeServer, start: Callable[..., Running]) -> None:
    server.number_from = 100
    running = start()
    await running.until_synced()
    server.world.arrive("13800000000")
    server.send(render("Reload", [("SequenceNumber", str(server.number_from)), ("Module", "app_queue")]))
    server.number_from += 1
    server.world.arrive("13900000000")
    await running.until(lambda seen: sum(isinstance(event, e.Newchannel) for event in seen) == 2)
    await server.until_seen("Ping", times=4)
    assert running.client.health().missed == 0


async def test_a_reader_that_sleeps_does_not_fill_the_memory(server: FakeServer, start: Callable[..., Running]) -> None:
    address = AmiAddress(host="127.0.0.1", port=server.port, username="hotline", secret="s3cret")
    client = AmiClient(address, now=now, limits=AmiLimits(queue=20))
    task = asyncio.create_task(client.run())
    try:
        async with asyncio.timeout(30):
            while not client.health().up:
                await asyncio.sleep(0)
            for _ in range(40):
                server.world.arrive("1")
            while not client.health().dropped:
                await asyncio.sleep(0)
        assert client.health().queued <= 20
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
