"""AMI bench: events a second through our reader, typing and board, beside plain panoramisk on the same stream.

The streams are calls recorded from a real Asterisk (`bench.ami_record`), and calls told by the exchange in memory with
Chinese and Korean names; both cut at the same random places for all. Plain panoramisk only hands each event to a
callback that appends it to a list; ours reads, types and folds it into the board. Timed is the thread's own CPU time,
so that other programs do not count. Counted beside: messages lost, and names damaged by a cut.
`python -m bench.ami_stream --json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from panoramisk.ami_protocol import AMIProtocol
from panoramisk.manager import Manager

from ami.board import Board
from ami.events import Event
from ami.fake_asterisk import FakeAsterisk, Headers
from ami.fake_server import render
from ami.reading import WANTED, typed
from ami.sequence import SequenceWatch
from ami.wire import RawEvent, WholeMessages
from bench import blocks

SEATS = {f"hefei-{n:02}": "hefei" for n in range(1, 41)}
NAMES = ("张三丰", "阜阳市残疾人联合会", "김철수", "欧阳娜娜", "plain name")
RECORDED = Path(__file__).with_name("data") / "ami_stream.bin.gz"
REACH = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Bytes as a socket would give them."""

    chunks: Sequence[bytes]
    events: int
    names: int
    """Headers that hold a name of NAMES."""
    seats: dict[str, str]


def told_stream(calls: int, seed: int = 1) -> bytes:
    """A day told by the exchange in memory: every call rings, most are answered, some give up."""
    written: list[bytes] = []

    def emit(name: str, headers: Headers) -> None:
        written.append(render(name, headers))

    world, choose = FakeAsterisk(emit, ["hefei"], SEATS), random.Random(seed)
    seats = list(SEATS)
    for seat in seats:
        world.add("hefei", seat)
    talking: list[str] = []
    for number in range(calls):
        call = world.arrive(f"138{number:08}", name=NAMES[number % len(NAMES)])
        world.join(call, "hefei")
        leg = world.ring(call, seats[number % len(seats)])
        if choose.random() < 0.1:
            world.abandon(call)
            continue
        world.answer(leg)
        talking.append(call)
        if len(talking) > 20:
            world.finish(talking.pop(0))
    for call in talking:
        world.finish(call)
    return b"".join(written)


def cut(whole: bytes, seats: dict[str, str], seed: int = 2) -> Stream:
    """Cut at random places, as a busy network would: 1 to 4000 bytes at a time."""
    choose, chunks, at = random.Random(seed), [], 0
    while at < len(whole):
        size = choose.randint(1, 4000)
        chunks.append(whole[at : at + size])
        at += size
    names = sum(whole.count(f"CallerIDName: {name}\r\n".encode()) for name in NAMES)
    return Stream(chunks=chunks, events=whole.count(b"Event: "), names=names, seats=seats)


class _Transport:
    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


def plain(stream: Stream) -> tuple[float, int, int]:
    """Plain panoramisk: seconds, events, intact names."""
    manager = Manager()
    held: list[Any] = []
    manager.register_event("*", lambda _manager, event: held.append(event))
    protocol = AMIProtocol()
    protocol.connection_made(_Transport())
    protocol.factory, protocol.encoding = manager, "utf8"
    start = time.thread_time()
    for chunk in stream.chunks:
        protocol.data_received(chunk)
    seconds = time.thread_time() - start
    return seconds, len(held), sum(event["CallerIDName"] in NAMES for event in held if "CallerIDName" in event)


class _Ours:
    def __init__(self, stream: Stream, wanted: frozenset[str] | None = WANTED) -> None:
        self.events = 0
        self.names = 0
        self.count_names = False
        self._now = datetime.now(UTC)
        self.board = Board(stream.seats, self._now)
        self.lost = 0
        self._watch = SequenceWatch()
        self.protocol = WholeMessages(self._take, wanted=wanted, on_number=self._count)
        self.protocol.connection_made(_Transport())
        self.protocol.factory = Manager()
        self._held: list[Event] = []

    def _count(self, number: int) -> None:
        self.lost += self._watch.missed(number)

    def _take(self, raw: RawEvent) -> None:
        self.events += 1
        if self.count_names:
            self.names += raw.get("CallerIDName") in NAMES
        event = typed(raw, self._now)
        if event is not None:
            self.board.apply(event)


def ours(stream: Stream) -> tuple[float, int]:
    """Ours, with typing and board: seconds, messages read (wanted and passed over)."""
    reader = _Ours(stream)
    start = time.thread_time()
    for chunk in stream.chunks:
        reader.protocol.data_received(chunk)
    seconds = time.thread_time() - start
    return seconds, reader.events + reader.protocol.skipped


def intact(stream: Stream) -> tuple[int, int, int]:
    """Untimed: every message parsed; events, intact names, and calls that the board still shows at the end."""
    reader = _Ours(stream, wanted=None)
    reader.count_names = True
    for chunk in stream.chunks:
        reader.protocol.data_received(chunk)
    return reader.events, reader.names, len(reader.board.calls)


def repeated(whole: bytes, times: int) -> bytes:
    """The stream several times over, each time with calls of its own: ids are counted on."""
    numbered = re.compile(rb"\b(1\d{9})\.(\d{1,9})\b")

    def again(number: int) -> bytes:
        return numbered.sub(lambda found: b"%s.%d" % (found[1], int(found[2]) + number * 100_000), whole)

    return b"".join(again(number) for number in range(times))


def streams(calls: int) -> dict[str, Stream]:
    """Name -> stream: recorded from a real Asterisk (when the file is there), and told by the exchange in memory."""
    found = {"told": cut(told_stream(calls), SEATS)}
    if RECORDED.exists():
        whole = gzip.decompress(RECORDED.read_bytes())
        found["recorded"] = cut(repeated(whole, max(1, calls // 12)), SEATS)
    return found


def compare(stream: Stream, rounds: int) -> dict[str, Any]:
    """One stream: rates, ratio, losses."""
    seen: dict[str, int] = {}

    def ours_once() -> blocks.Measure:
        seconds, seen["ours"] = ours(stream)
        return {"events_per_s": stream.events / seconds, "us_per_event": seconds / stream.events * 1e6}

    def plain_once() -> blocks.Measure:
        seconds, seen["plain"], seen["plain_names"] = plain(stream)
        return {"events_per_s": stream.events / seconds, "us_per_event": seconds / stream.events * 1e6}

    contest = blocks.run({"ours": ours_once, "panoramisk": plain_once}, blocks=rounds)
    events, names, left = intact(stream)
    return {
        "events": stream.events,
        "bytes": sum(map(len, stream.chunks)),
        "chunks": len(stream.chunks),
        "medians": contest.medians,
        "spreads": contest.spreads,
        "ratio": round(contest.ratio("events_per_s", "ours", "panoramisk"), 3),
        "control_ratio": round(contest.ratio("events_per_s", "ours again", "ours"), 3),
        "lost": {"ours": stream.events - min(seen["ours"], events), "panoramisk": stream.events - seen["plain"]},
        "damaged_names": {"ours": stream.names - names, "panoramisk": stream.names - seen["plain_names"]},
        "calls_left_on_the_board": left,
    }


def run(*, calls: int = 1000, rounds: int = 7) -> dict[str, Any]:
    """The whole bench."""
    found = {name: compare(stream, rounds) for name, stream in streams(calls).items()}
    worst = {
        what: {who: sum(each[what][who] for each in found.values()) for who in ("ours", "panoramisk")}
        for what in ("lost", "damaged_names")
    }
    ratio = min(each["ratio"] for each in found.values())
    sound = not worst["lost"]["ours"] and not worst["damaged_names"]["ours"]
    reached = {"ratio": ratio, "reach": REACH, "reached": ratio >= REACH and sound}
    return {**reached, **worst, "streams": found, "rounds": rounds}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    found = run(calls=asked.calls, rounds=asked.rounds)
    print(json.dumps(found, indent=None if asked.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
