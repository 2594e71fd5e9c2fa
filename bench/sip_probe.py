"""The smallest SIP caller that can time one thing: from the INVITE sent to the first RTP packet heard.

One UDP socket pair a call, PCMA only, no retransmission (loopback); hangs up at once. RFC 3261, RFC 3551.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
import time
import uuid
from typing import cast

LIMIT_S = 5.0


class Socket(asyncio.DatagramProtocol):
    """A UDP socket whose packets wait in a queue with the time of their arrival."""

    def __init__(self) -> None:
        self.came: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.came.put_nowait((time.perf_counter(), data))


async def udp(address: str) -> Socket:
    loop = asyncio.get_running_loop()
    _, protocol = await loop.create_datagram_endpoint(Socket, local_addr=(address, 0), family=socket.AF_INET)
    return protocol


async def first_sound_s(target: tuple[str, int], *, source: str, caller: str, dialed: str = "12385") -> float:
    """Seconds from INVITE to the first RTP packet. TimeoutError when none comes."""
    sip, rtp = await udp(source), await udp(source)
    try:
        async with asyncio.timeout(LIMIT_S):
            return await _call(sip, rtp, target, source, caller, dialed)
    finally:
        sip.transport.close()
        rtp.transport.close()


async def _call(sip: Socket, rtp: Socket, target: tuple[str, int], source: str, caller: str, dialed: str) -> float:
    port, audio = sip.transport.get_extra_info("sockname")[1], rtp.transport.get_extra_info("sockname")[1]
    call_id, tag = uuid.uuid4().hex, uuid.uuid4().hex[:8]
    uri = f"sip:{dialed}@{target[0]}:{target[1]}"
    sdp = (
        f"v=0\r\no=probe 1 1 IN IP4 {source}\r\ns=-\r\nc=IN IP4 {source}\r\nt=0 0\r\n"
        f"m=audio {audio} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
    )

    def request(method: str, sequence: int, to_tag: str = "", body: str = "") -> bytes:
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {source}:{port};branch=z9hG4bK{uuid.uuid4().hex}\r\n"
            f"From: <sip:{caller}@{source}>;tag={tag}\r\nTo: <{uri}>{to_tag}\r\nCall-ID: {call_id}\r\n"
            f"CSeq: {sequence} {method}\r\nContact: <sip:{caller}@{source}:{port}>\r\nMax-Forwards: 70\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    began = time.perf_counter()
    sip.transport.sendto(request("INVITE", 1, body=sdp), target)
    while True:
        _, answer = await sip.came.get()
        if answer.startswith(b"SIP/2.0 200"):
            break
        assert answer.startswith(b"SIP/2.0 1"), answer[:80]
    found = re.search(rb"\r\nTo:[^\r]*(;tag=[^\r;]+)", answer)
    to_tag = found.group(1).decode() if found else ""
    sip.transport.sendto(request("ACK", 1, to_tag), target)
    media = re.search(rb"m=audio (\d+) ", answer)
    assert media is not None
    talking = asyncio.create_task(_talk(rtp, (target[0], int(media.group(1)))))
    try:
        heard, _ = await rtp.came.get()
    finally:
        talking.cancel()
    sip.transport.sendto(request("BYE", 2, to_tag), target)
    while not (await sip.came.get())[1].startswith(b"SIP/2.0 200"):
        pass
    return heard - began


async def _talk(rtp: Socket, to: tuple[str, int]) -> None:
    """A-law silence every 20 ms, as any telephone sends: Asterisk's Answer() waits for the first of it."""
    for number in range(int(LIMIT_S / 0.02)):
        header = struct.pack(">BBHII", 0x80, 8, number, number * 160, 12385)
        rtp.transport.sendto(header + b"\xd5" * 160, to)
        await asyncio.sleep(0.02)
