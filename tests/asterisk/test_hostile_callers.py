"""What a caller writes into SIP reaches nothing but a whitelist; what a trunk dials reaches nobody but the hotline."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path

import pytest

from asterisk_conf.errors import TestCallError
from tests.asterisk.ami_lines import manager
from tests.asterisk.harness import SEAT_ADDRESS, Exchange, Opener, outbound
from tests.asterisk.stub_agi import StubAgi, hands_over

DONE = {"incoming": hands_over("1|done|zh||")}


def shell(proof: Path) -> str:
    return "${SHELL(touch " + str(proof) + ")}"


NUMBERS = {
    "13955101234": "13955101234",
    "+8613955101234": "+8613955101234",
    "86+139+5": "861395",
    "0551-6299%201234": "055162991234",
    "anonymous": "",
    "%24%7BSHELL(id)%7D12": "12",
    "1%22%2C2%5C%2C%22%29": "12",
    "1%0d%0aInjected:%20yes": "1",
    "1%0d%0aInjected%3a%20yes%0d%0a%0d%0aEvent%3a%20FullyBooted": "1",
    "13955101234;isub=77": "13955101234",
    "9" * 200: "9" * 32,
}
"""What stands in From -> what reaches our programs."""


async def test_of_the_caller_s_number_only_digits_and_a_leading_plus_remain(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    kept = {}
    for caller in NUMBERS:
        async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
            await exchange.caller(caller=caller).call()
        kept[caller] = stub.sessions[0].arguments[2]
    assert kept == NUMBERS
    assert exchange.complaints() == []


ASSERTED = {
    '"name <x>" <sip:+8655162991234@127.0.0.2>': "+8655162991234",
    '"me@here: 5" <sip:+8655162991234;isub=7@127.0.0.2:5060>;x=1': "+8655162991234",
    "<tel:+8655162991234;phone-context=+1>": "+8655162991234",
    "<TEL:+86-551-6299-1234>": "+8655162991234",
    '"<x:110@y" <sip:+8655162991234@127.0.0.2>': "+8655162991234",
    '"a <sip:110@b>" <sip:+8655162991234@127.0.0.2>;x="1"': "+8655162991234",
    '"a <b" <tel:+8655162991234>': "+8655162991234",
    '"a\\" <sip:110@b>" <sip:+8655162991234@127.0.0.2>': "+8655162991234",
    f'"{"<sip:110@b>" * 200}" <sip:+8655162991234@127.0.0.2>': "+8655162991234",
    "<sip:12385@127.0.0.2>, <tel:+8655162991234>": "+8655162991234",
    '<tel:12385>, "5" <sip:+8655162991234@127.0.0.2>': "+8655162991234",
    "<sip:127.0.0.2>": "",
    "<sips:127.0.0.2:5061;transport=tcp>": "",
    "sip:+8655162991234@127.0.0.2": "110",
    "+8655162991234": "110",
}
"""What stands in P-Asserted-Identity, where From claims 110 -> what reaches our programs."""


async def test_the_number_that_the_trunk_asserts_counts_more_than_what_the_caller_claims(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    kept = {}
    for header in ASSERTED:
        async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
            await exchange.caller(caller="110", headers=[f"P-Asserted-Identity: {header}", "Privacy: none"]).call()
        kept[header] = stub.sessions[0].arguments[2]
    assert kept == ASSERTED
    assert exchange.complaints() == []


@pytest.mark.parametrize("address", ["<sip:127.0.0.2>", "<sip:10.0.0.1:5060>", "sip:127.0.0.2"])
async def test_a_caller_whose_address_has_no_user_calls_with_a_hidden_number(
    open_exchange: Opener, address: str
) -> None:
    exchange = await open_exchange()
    rest = f'" {address};tag=1\nX-Rest: "'  # makes From this address, and what our caller writes a header of no meaning
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        report = await exchange.caller(display=rest).call()
    assert report.answered
    assert stub.sessions[0].arguments[2] == ""


@pytest.mark.parametrize("name", ["张三", "me@here", "line 1: 5", "a <b", "<5", "a, b | c", "<sip:110@y>", "<x:110@y"])
async def test_a_caller_s_name_takes_nothing_from_their_number(open_exchange: Opener, name: str) -> None:
    exchange = await open_exchange()
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        await exchange.caller(display=name).call()
    assert stub.sessions[0].arguments[2] == "13955101234"


async def test_a_withheld_number_stays_unknown_to_us(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        headers = ["P-Asserted-Identity: <sip:13955101234@127.0.0.2>", "Privacy: id"]
        await exchange.caller(caller="anonymous", headers=headers).call()
    assert stub.sessions[0].arguments[2] == ""
    assert "13955101234" not in str(stub.sessions[0].variables)


async def test_a_caller_s_name_is_dropped_and_never_run(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    proof = exchange.folder / "proof"
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        report = await exchange.caller(display=shell(proof) + "张三'\\\\").call()
    assert report.answered
    assert stub.sessions[0].variables["agi_calleridname"] == "unknown"
    assert not proof.exists()


async def test_dialled_text_that_holds_more_than_a_number_is_refused_and_never_run(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    proof = exchange.folder / "proof"
    text = "12385%24%7BSHELL(touch%20" + str(proof) + ")%7D"
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        report = await exchange.caller(dialed=text).call()
    assert report.refused == 404
    assert stub.sessions == []
    assert not proof.exists()


async def test_what_is_no_number_is_refused(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    texts = ["%24%7BSHELL(id)%7D", "12385a", "1" * 21, "hotline-queue", "arrived", "s", "h", "T", "*72", "#1"]
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        answers = {dialed: (await exchange.caller(dialed=dialed).call()).refused for dialed in texts}
    assert answers == dict.fromkeys(texts, 404)
    assert stub.sessions == []


@pytest.mark.parametrize(
    "headers",
    [[], ["P-Asserted-Identity: <sip:1%0d%0aInjected%3a%20yes@127.0.0.2>"], ["Diversion: <sip:1%0d%0aInjected@h>"]],
)
async def test_a_line_break_in_a_number_cannot_forge_a_line_of_ami(open_exchange: Opener, headers: list[str]) -> None:
    exchange = await open_exchange()
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port), manager(exchange, "hotline") as listening:
        await exchange.caller(caller="1%0d%0aInjected%3a%20yes", headers=headers).call()
        refused = await exchange.caller(dialed="1%0d%0aInjected%3a%20yes").call()
        await exchange.caller().call()
        seen: list[bytes] = []
        async with asyncio.timeout(10):
            while sum(line.startswith(b"Event: Hangup\r") for line in seen) < 2:
                seen.append(await listening.reader.readuntil(b"\n"))
    assert refused.refused == 404
    assert any(line.startswith(b"Event: Newchannel") for line in seen)
    assert not [line for line in seen if line.startswith(b"Injected")]


async def test_whatever_a_trunk_dials_reaches_the_hotline_and_nobody_else(open_exchange: Opener) -> None:
    exchange = await open_exchange(outbound=outbound())
    numbers = ["008613955101234", "8101", "8001", "0013105551234", "013955101234", "+8613955101234"]
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub, exchange.seat("hefei-01") as seat:
        for dialed in numbers:
            report = await exchange.caller(dialed=dialed).call()
            assert report.ended_by == "hotline"
        assert seat.events == []
    assert [session.arguments[1] for session in stub.sessions] == numbers
    assert set(channels_made(exchange)) == {"trunk-anhui-main"}


def channels_made(exchange: Exchange) -> list[str]:
    """Whose channels there were, from the channel event log on disk."""
    log = (exchange.plan.run.log / "cel-custom" / "calls.csv").read_text()
    rows = csv.reader(log.splitlines())
    return [row[5].removeprefix("PJSIP/").rpartition("-")[0] for row in rows if row[0] == "CHAN_START"]


async def test_a_stranger_s_address_gets_no_answer(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        report = await exchange.caller(source="127.0.0.9").call()
    assert report.refused == 401
    assert stub.sessions == []


async def test_a_caller_who_names_a_seat_in_from_is_still_a_caller(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    async with StubAgi(DONE).on(exchange.plan.addresses.agi_port) as stub:
        report = await exchange.caller(caller="hefei-01", dialed="8102").call()
    assert report.answered
    assert stub.sessions[0].arguments[3] == "anhui-main"


async def test_a_seat_needs_its_password(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    seat = exchange.desk("hefei-01", password="guessed")
    with pytest.raises(TestCallError, match="could not register"):
        async with seat.signed_in():
            pass


async def test_a_seat_without_its_own_trunk_calls_colleagues_only(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    assert exchange.plan.outbound is None
    dialplan = (exchange.plan.run.etc / "extensions.conf").read_text()
    assert "@trunk-" not in dialplan
    report = await exchange.caller(source=SEAT_ADDRESS, caller="hefei-01", dialed="013955101234").call()
    assert report.refused == 401
