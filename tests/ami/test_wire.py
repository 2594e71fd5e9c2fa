"""Bytes cut anywhere come out as whole messages, with every Chinese character intact."""

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ami.fake_server import render
from ami.wire import LIMIT, WholeMessages, parse_event


class Transport:
    def __init__(self) -> None:
        self.closed = False

    def write(self, data: bytes) -> None: ...

    def close(self) -> None:
        self.closed = True


class Factory:
    forgetable_actions: Sequence[str] = ()

    def __init__(self) -> None:
        self.awaiting_actions: list[object] = []
        self.dispatched: list[str] = []

    def dispatch(self, message: object) -> None:
        self.dispatched.append(message["event"])  # type: ignore[index]


def a_protocol(
    seen: list[Mapping[str, object]], wanted: frozenset[str] | None = None, *, beat_s: float = 0.0
) -> WholeMessages:
    protocol = WholeMessages(seen.append, wanted=wanted, beat_s=beat_s, urgent=("AgentCalled",))
    protocol.connection_made(Transport())
    protocol.factory = Factory()
    return protocol


STREAM = b"Asterisk Call Manager/10.0.0\r\nResponse: Success\r\nMessage: ok\r\n\r\n" + b"".join(
    render("Newchannel", [("CallerIDName", name), ("Uniqueid", str(i)), ("Empty", "")])
    for i, name in enumerate(["张三丰", "阜阳市残联", "김철수", "𠮷野", "plain"] * 3)
)


@given(st.lists(st.integers(0, len(STREAM)), max_size=60))
def test_a_stream_cut_anywhere_gives_the_same_messages(cuts: list[int]) -> None:
    seen: list[Mapping[str, object]] = []
    protocol = a_protocol(seen)
    places = [0, *sorted(cuts), len(STREAM)]
    for start, end in pairwise(places):
        protocol.data_received(STREAM[start:end])
    assert [raw["CallerIDName"] for raw in seen] == ["张三丰", "阜阳市残联", "김철수", "𠮷野", "plain"] * 3
    assert all(raw["Empty"] == "" for raw in seen)
    assert protocol.version == "10.0.0"
    assert protocol.messages == 16


LONG_S = 3600.0
"""A beat that no test waits for."""


def hangups(*names: str) -> bytes:
    return b"".join(render("Hangup", [("Uniqueid", name)]) for name in names)


async def test_what_nobody_waits_for_is_told_together_at_the_next_beat() -> None:
    seen: list[Mapping[str, object]] = []
    protocol = a_protocol(seen, beat_s=0.05)
    await asyncio.sleep(0.05 - asyncio.get_running_loop().time() % 0.05)  # a beat has just gone by
    protocol.data_received(hangups("1")[:20])
    protocol.data_received(hangups("1")[20:])
    protocol.data_received(hangups("2"))
    assert not seen
    async with asyncio.timeout(10):
        while not seen:
            await asyncio.sleep(0)
    assert [raw["Uniqueid"] for raw in seen] == ["1", "2"]


async def test_a_phone_that_begins_to_ring_is_told_at_once_after_what_came_before_it() -> None:
    seen: list[Mapping[str, object]] = []
    protocol = a_protocol(seen, beat_s=LONG_S)
    protocol.data_received(hangups("1"))
    assert not seen
    protocol.data_received(render("AgentCalled", [("Uniqueid", "2")]))
    assert [raw["Uniqueid"] for raw in seen] == ["1", "2"]


async def test_while_an_action_waits_for_its_answer_nothing_waits_for_the_beat() -> None:
    seen: list[Mapping[str, object]] = []
    protocol = a_protocol(seen, beat_s=LONG_S)
    protocol.responses["action/1"] = object()
    protocol.data_received(hangups("1"))
    assert [raw["Uniqueid"] for raw in seen] == ["1"]


async def test_what_came_before_the_connection_broke_is_told_before_its_loss() -> None:
    told: list[object] = []
    protocol = WholeMessages(
        lambda raw: told.append(raw["Uniqueid"]), on_lost=lambda error: told.append("lost"), beat_s=LONG_S
    )
    protocol.connection_made(Transport())
    protocol.data_received(hangups("1", "2") + b"Event: Hang")
    protocol.connection_lost(None)
    assert told == ["1", "2", "lost"]


def test_events_that_nobody_wants_are_not_parsed() -> None:
    seen: list[Mapping[str, object]] = []
    protocol = a_protocol(seen, frozenset({"Hangup"}))
    protocol.data_received(render("VarSet", [("Variable", "X")]) + render("Hangup", [("Cause", "16")]))
    assert [raw["Event"] for raw in seen] == ["Hangup"]
    assert protocol.skipped == 1


def test_every_event_s_number_is_told_wanted_or_not() -> None:
    numbers: list[int] = []
    protocol = WholeMessages(lambda raw: None, wanted=frozenset({"Hangup"}), on_number=numbers.append)
    protocol.connection_made(Transport())
    protocol.factory = Factory()
    for name, number in (("VarSet", "7"), ("Hangup", "8"), ("Hangup", "²"), ("Hangup", "")):
        protocol.data_received(render(name, [("Privilege", "call,all"), ("SequenceNumber", number), ("X", "1")]))
    protocol.data_received(render("Hangup", [("Uniqueid", "SequenceNumber: 9")]))
    assert numbers == [7, 8]


def test_fully_booted_also_reaches_panoramisk() -> None:
    protocol = a_protocol([])
    protocol.data_received(render("FullyBooted", []))
    assert protocol.factory.dispatched == ["FullyBooted"]


def test_a_reader_that_fails_on_one_event_still_gets_the_next() -> None:
    seen: list[str] = []

    def picky(raw: Mapping[str, object]) -> None:
        seen.append(str(raw["Uniqueid"]))
        if raw["Uniqueid"] == "1":
            raise ValueError("bad day")

    protocol = WholeMessages(picky)
    protocol.connection_made(Transport())
    protocol.factory = Factory()
    protocol.data_received(b"".join(render("Hangup", [("Uniqueid", str(i))]) for i in range(3)))
    assert seen == ["0", "1", "2"]


def test_what_is_no_header_is_left_out_of_an_event() -> None:
    raw = parse_event("Event: Hangup\r\nA: 1\r\nB: 2: 3\r\nC: \r\nnonsense\r\nD:4\r\nA: 5")
    assert raw == {"Event": "Hangup", "A": "5", "B": "2: 3", "C": "", "D": "4"}


def test_values_stay_as_they_were_sent() -> None:
    assert parse_event("Event: X\r\nA: 1: 2\r\nB: \r\nC:  two") == {"Event": "X", "A": "1: 2", "B": "", "C": " two"}


def test_bytes_without_an_end_close_the_connection_instead_of_filling_the_memory() -> None:
    lost: list[Exception | None] = []
    protocol = WholeMessages(lambda raw: None, on_lost=lost.append)
    transport = Transport()
    protocol.connection_made(transport)
    protocol.factory = Factory()
    protocol.data_received(b"x" * (LIMIT + 1))
    assert transport.closed
    assert len(lost) == 1


def test_bytes_that_are_no_utf8_do_not_lose_the_message() -> None:
    seen: list[Mapping[str, object]] = []
    protocol = a_protocol(seen)
    protocol.data_received(b"Event: Hangup\r\nCallerIDName: \xff\xfe\r\nUniqueid: 7\r\n\r\n")
    assert seen[0]["Uniqueid"] == "7"
