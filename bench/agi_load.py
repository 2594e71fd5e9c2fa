"""A client that plays Asterisk for the AGI bench: many four-command sessions at once over raw epoll.

It parses nothing: it answers every read with the next reply, so that the server under test is what is measured.
"""

from __future__ import annotations

import select
import socket
import time
from dataclasses import dataclass

ENVIRONMENT = (
    b"agi_network: yes\nagi_network_script: incoming\nagi_request: agi://127.0.0.1/incoming\n"
    b"agi_channel: PJSIP/trunk-00000001\nagi_language: zh\nagi_type: PJSIP\nagi_uniqueid: 1795400000.17\n"
    b"agi_version: 22.1.0\nagi_callerid: 13905510001\nagi_calleridname: \xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e\n"
    b"agi_callingpres: 0\nagi_callingani2: 0\nagi_callington: 0\nagi_callingtns: 0\nagi_dnid: 12385\n"
    b"agi_rdnis: unknown\nagi_context: hotline-incoming\nagi_extension: 12385\nagi_priority: 3\nagi_enhanced: 0.0\n"
    b"agi_accountcode: \nagi_threadid: 140234234234\nagi_arg_1: 1795400000.17\nagi_arg_2: 12385\n"
    b"agi_arg_3: 13905510001\nagi_arg_4: hefei\nagi_arg_5: \n\n"
)
REPLIES = (b"200 result=0\n", b"200 result=0 endpos=19200\n", b"200 result=49\n", b"200 result=1\n")
STALL_S = 10.0


@dataclass(slots=True)
class Block:
    """One block of load: sessions finished, seconds, and each session's own seconds."""

    sessions: int
    seconds: float
    latencies: list[float]


def run(address: tuple[str, int], *, sessions: int, at_once: int) -> Block:
    """Play `sessions` sessions, `at_once` open at any time. RuntimeError when the server stops answering."""
    poll = select.epoll()
    open_now: dict[int, list[object]] = {}
    latencies: list[float] = []
    begun = 0
    start = time.perf_counter()

    def begin() -> None:
        nonlocal begun
        peer = socket.create_connection(address)
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        open_now[peer.fileno()] = [peer, 0, time.perf_counter()]
        poll.register(peer.fileno(), select.EPOLLIN)
        peer.send(ENVIRONMENT)
        begun += 1

    while begun < min(at_once, sessions):
        begin()
    while open_now:
        ready = poll.poll(STALL_S)
        if not ready:
            raise RuntimeError(f"the server at {address} stopped answering")
        for number, _ in ready:
            record = open_now[number]
            peer: socket.socket = record[0]  # type: ignore[assignment]
            turn: int = record[1]  # type: ignore[assignment]
            data = peer.recv(4096)
            if data:
                peer.send(REPLIES[turn])
                record[1] = turn + 1
                continue
            if turn != len(REPLIES):
                raise RuntimeError(f"the server at {address} closed after {turn} commands")
            latencies.append(time.perf_counter() - record[2])  # type: ignore[operator]
            poll.unregister(number)
            peer.close()
            del open_now[number]
            if begun < sessions:
                begin()
    return Block(sessions=sessions, seconds=time.perf_counter() - start, latencies=latencies)
