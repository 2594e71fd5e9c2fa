"""What stands open on a running Asterisk: AMI with the least rights, a WebSocket, the seats' dialplan."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from dialplan.contract import read_tag
from tests.asterisk.ami_lines import Message, manager
from tests.asterisk.harness import BIND, Exchange, Opener, outbound
from tests.asterisk.stub_agi import StubAgi, hands_over


async def test_no_user_of_ami_may_start_a_program_or_place_a_call(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    forbidden = [
        ("Originate", {"Channel": "Local/s@hotline-bare", "Application": "System", "Data": "id"}),
        ("Command", {"Command": "core show version"}),
        ("UpdateConfig", {"SrcFilename": "manager.conf", "DstFilename": "manager.conf"}),
        ("GetConfig", {"Filename": "manager.conf"}),
        ("ModuleLoad", {"LoadType": "reload"}),
        ("DialplanExtensionAdd", {"Context": "hotline-bare", "Extension": "9", "Priority": "1", "Application": "Dial"}),
        ("AGI", {"Channel": "x", "Command": "EXEC Dial"}),
    ]
    for action, fields in forbidden:
        async with manager(exchange, "hotline") as client:
            answer = await client.act(action, **fields)
            assert answer["Response"] == ["Error"], (action, answer)
            assert "ermission" in answer["Message"][0], (action, answer)


async def test_the_manager_knows_the_desk_alone_which_may_pause_a_seat(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    fields = {"Queue": "hefei", "Interface": "PJSIP/hefei-01", "MemberName": "hefei-01"}
    users = (await exchange.asterisk.command("manager show users")).splitlines()
    assert [line.strip() for line in users[3:-2]] == ["hotline"], users
    async with manager(exchange, "hotline") as hotline:
        assert (await hotline.act("QueueAdd", **fields))["Response"] == ["Success"]
        paused = {"Queue": "hefei", "Interface": "PJSIP/hefei-01", "Paused": "true", "Reason": "break"}
        assert (await hotline.act("QueuePause", **paused))["Response"] == ["Success"]
        assert (await hotline.act("CoreShowChannels"))["Response"] == ["Success"]
        assert (await hotline.act("QueueStatus"))["Response"] == ["Success"]


async def test_a_wrong_password_is_refused(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    with pytest.raises(PermissionError, match="Authentication failed"):
        async with manager(exchange, "hotline", "guessed"):
            pass


async def test_events_are_numbered_and_carry_the_call_s_tag(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01"),
        manager(exchange, "hotline") as watch,
    ):
        await exchange.caller(dialed="055112385", length_s=2).call()
        joined = await watch.event("QueueCallerJoin")
        called = await watch.event("AgentCalled")
        connected = await watch.event("AgentConnect")
    call_id = stub.sessions[0].arguments[0]
    expected = {
        "HOTLINE_CALL": call_id,
        "HOTLINE_DIALED": "055112385",
        "HOTLINE_CALLER": "13955101234",
        "HOTLINE_TRUNK": "anhui-main",
        "HOTLINE_HANDOVER": "1|queue|zh|dialed-area|hefei:20",
    }
    for told in (joined, called, connected):
        assert read_tag(told["AccountCode"][0]) == expected
    assert called["DestLinkedid"] == [call_id] and called["MemberName"] == ["hefei-01"]
    numbers = [int(message["SequenceNumber"][0]) for message in (joined, called, connected)]
    assert numbers == sorted(set(numbers))


async def test_no_number_is_missing_for_the_desk_s_user_whatever_happens(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20,anhui:20")})
    async with stub.on(exchange.plan.addresses.agi_port), manager(exchange, "hotline") as desk:
        with pytest.raises(PermissionError):
            async with manager(exchange, "hotline", "guessed"):
                pass
        async with manager(exchange, "hotline") as watch, exchange.seat("hefei-01"), exchange.seat("hefei-02"):
            await watch.act("CoreShowChannels")
            callers = [exchange.caller(dialed="055112385", length_s=3, keys=[(1.0, "5"), (1.5, "#")]) for _ in "123456"]
            reports = await asyncio.gather(*(caller.call() for caller in callers))
            assert [report.answered for report in reports] == [True] * 6
            await exchange.all_hung_up()
            last = ("QueuePause", "Queue: hefei", "Interface: PJSIP/hefei-02", "Paused: true", "Reason: last")
            desk.writer.write(("Action: " + "\r\n".join(last) + "\r\n\r\n").encode())
            numbers: list[int] = []
            message: Message = {}
            while message.get("PausedReason") != ["last"]:
                message = await desk.message()
                if "SequenceNumber" in message:
                    numbers.append(int(message["SequenceNumber"][0]))
    assert len(numbers) > 50
    assert sorted(numbers) == list(range(min(numbers), max(numbers) + 1))


async def test_a_seat_that_let_it_ring_is_named_with_a_reason(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    stub = StubAgi({"incoming": hands_over("1|queue|zh|dialed-area|hefei:20")})
    async with (
        stub.on(exchange.plan.addresses.agi_port),
        exchange.seat("hefei-01", answer_after_s=30),
        manager(exchange, "hotline") as watch,
    ):
        caller = exchange.caller(length_s=30)
        call = asyncio.create_task(caller.call())
        paused = await watch.event("QueueMemberPause")
        caller.hang_up()
        await call
    assert (paused["MemberName"], paused["Paused"], paused["PausedReason"]) == (["hefei-01"], ["1"], ["Auto-Pause"])


async def test_the_web_server_offers_the_phones_websocket_and_nothing_else(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    base = f"http://{BIND}:{exchange.plan.addresses.http_port}"
    limit = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=limit) as client:
        async with client.ws_connect(f"{base}/ws", protocols=("sip",)) as socket:
            assert socket.protocol == "sip"
        for path in ("/", "/httpstatus", "/static/x", "/ari/channels", "/rawman?action=login", "/metrics"):
            async with client.get(base + path) as answer:
                assert answer.status == 404, path


async def test_seats_phones_call_colleagues_only_and_the_desk_calls_out_where_the_plan_says_so(
    open_exchange: Opener,
) -> None:
    async def known(exchange: Exchange, number: str, context: str = "hotline-outbound") -> bool:
        return "no existence" not in await exchange.asterisk.command(f"dialplan show {number}@{context}")

    closed = await open_exchange()
    assert await known(closed, "8102", "from-seat")
    assert not await known(closed, "13955101234")
    opened = await open_exchange(outbound=outbound())
    for number in ("13955101234", "055162612345", "02161234567", "01065000000", "110", "12385"):
        assert await known(opened, number), number
        assert not await known(opened, number, "from-seat"), number
    for number in ("0013105551234", "008613955101234", "16800000", "1395510123", "139551012345", "62612345", "s"):
        assert not await known(opened, number), number


async def test_the_desk_may_place_calls_but_start_no_program(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    for application in ("System", "Exec", "AGI", "TrySystem"):
        async with manager(exchange, "hotline") as client:
            fields = {"Channel": "Local/s@hotline-bare", "Application": application, "Data": "id"}
            answer = await client.act("Originate", **fields)
            assert answer["Response"] == ["Error"], answer
