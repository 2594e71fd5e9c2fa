"""The live stream: hello, boards at most four times a second, a slow browser that harms nobody."""

import asyncio

import aiohttp
import pytest

from store.users import Role, UserRecord
from tests.web.house import House
from web.hub import QUEUE, Listener, LiveHub
from web.views.live import _write


async def test_hello_says_how_the_seat_stands_and_what_time_it_is(house: House) -> None:
    person = await house.person("agent")
    async with person.live() as live:
        hello = await live.until("hello")
    assert hello["seat"]["id"] == "hefei-01"
    assert hello["board"] is None
    assert hello["now"] == "2026-11-23T17:30:00.000+08:00"


async def test_nobody_listens_without_a_session(house: House) -> None:
    person = await house.person()
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await person.browser.ws_connect("/api/v1/live")
    assert refused.value.status == 401


async def test_pages_of_other_sites_cannot_listen_with_our_cookie(house: House) -> None:
    person = await house.person("agent")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await person.browser.ws_connect("/api/v1/live", headers={"Origin": "https://evil.example"})
    assert refused.value.status == 403


async def test_a_supervisor_sees_the_board_of_the_own_office_and_the_province_sees_all(house: House) -> None:
    chief, boss = await house.person("chief"), await house.person("boss")
    async with chief.live() as own, boss.live() as every:
        await own.until("hello")
        await every.until("hello")
        call = house.world.arrive("13800000001")
        house.world.join(call, "hefei")
        await house.until(lambda: house.desk.board.waiting("hefei"))
        board = (await own.until("board"))["board"]
        while not board["offices"][0]["waiting"]:
            board = (await own.until("board"))["board"]
        assert [office["id"] for office in board["offices"]] == ["hefei"]
        assert board["links"] == {"ami": "up", "agi": "up"}
        waiting = board["offices"][0]["waiting"]
        assert [(line["call_id"], line["position"], line["caller_display"]) for line in waiting] == [
            (call, 1, "138****0001")
        ]
        assert {seat["agent_name"] for seat in board["offices"][0]["seats"]} == {"张敏", "李强"}
        whole = (await every.until("board"))["board"]
        assert [office["id"] for office in whole["offices"]] == ["anhui", "hefei"]
    assert [office["id"] for office in (await chief.get("/api/v1/board")).body["offices"]] == ["hefei"]


async def test_boards_come_at_most_four_times_a_second_however_much_happens(house: House) -> None:
    boss = await house.person("boss")
    async with boss.live() as live:
        await live.until("hello")
        await live.until("board")
        loop = asyncio.get_running_loop()
        busy = asyncio.create_task(_many_calls(house))
        start = loop.time()
        for _ in range(5):
            await live.until("board")
        assert loop.time() - start >= 4 * 0.25 - 0.01
        busy.cancel()
        await asyncio.gather(busy, return_exceptions=True)


async def _many_calls(house: House) -> None:
    while True:
        house.world.abandon(house.world.arrive("13800000001"))
        await asyncio.sleep(0.01)


async def test_the_loss_of_asterisk_is_told_and_so_is_its_return(house: House) -> None:
    person = await house.person("agent")
    async with person.live() as live:
        await live.until("hello")
        house.server.drop()
        assert (await live.until("notice", code="asterisk-lost"))["message"].startswith("与电话系统的连接中断")
        await live.until("notice", code="asterisk-back")


async def test_a_closed_server_closes_the_streams(house: House) -> None:
    person = await house.person("agent")
    async with person.live() as live:
        await live.until("hello")
        house.desk.hub.end_all("stopping")
        assert await live.closed() == 1001


def a_listener(seat: str = "hefei-01") -> Listener:
    user = UserRecord(
        id="1",
        username="agent",
        name="张敏",
        role=Role.AGENT,
        office="hefei",
        seat=seat,
        unit=None,
        language="zh",
        disabled=False,
    )
    return Listener(user=user, sign_in="s", language="zh-CN", seat=seat)


def test_a_browser_that_reads_nothing_is_dropped_and_the_others_get_every_frame() -> None:
    left: list[Listener] = []
    hub = LiveHub(on_join=lambda _: None, on_leave=left.append)
    slow, quick = a_listener(), a_listener()
    hub.join(slow)
    hub.join(quick)
    got = 0
    for number in range(QUEUE + 50):
        hub.to_seat("hefei-01", "notice", code="x", message=str(number))
        got += len(quick.frames)
        quick.frames.clear()
    assert slow.closed == "slow"
    assert not slow.frames
    assert not quick.closed
    assert got == QUEUE + 50
    hub.leave(slow)
    assert hub.dropped == 1
    assert left == [slow]


async def test_frames_speak_the_language_that_the_page_shows(house: House) -> None:
    boss = await house.person("boss")
    call = house.world.arrive("", "055112385")
    house.world.join(call, "hefei")
    await house.until(lambda: len(house.desk.board.waiting("hefei")) == 1)
    for language, hidden in (("ko", "번호"), ("zh-CN", "号码")):
        async with boss.browser.ws_connect(f"/api/v1/live?language={language}") as socket:
            board = (await socket.receive_json())["board"]
        waiting = next(office["waiting"] for office in board["offices"] if office["id"] == "hefei")
        assert waiting[0]["hidden"] and hidden in waiting[0]["caller_display"]


class Browser:
    """One that needs so long for each frame."""

    def __init__(self, takes_s: float) -> None:
        self.takes_s = takes_s
        self.took: list[str] = []

    async def send_str(self, frame: str) -> None:
        await asyncio.sleep(self.takes_s)
        self.took.append(frame)


async def test_a_browser_that_takes_frames_slowly_is_kept_and_one_that_takes_none_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("web.views.live.SEND_S", 1.0)
    slow, stuck = Browser(0.05), Browser(60)
    for browser, frames in ((slow, [str(number) for number in range(40)]), (stuck, ["1"])):
        listener = a_listener()
        listener.frames.extend(frames)
        listener.end("stopping")
        await asyncio.wait_for(_write(browser, listener), 20)  # type: ignore[arg-type]
    assert slow.took == [str(number) for number in range(40)]
    assert stuck.took == []
