"""One telephone's audio: sends A-law and key presses (RFC 4733), keeps what it hears. For test calls only.

SIPp does the signalling of a test call, but can neither record what it hears nor press keys without root
(its pcap players write to raw sockets). This peer does, on an ordinary socket.
"""

from __future__ import annotations

import array
import asyncio
import secrets
import struct
import sys
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soxr

from asterisk_conf.alaw import encode, to_samples

FRAME_S = 0.02
FRAME = 160
"""Samples of one packet: 20 ms at 8 kHz."""
_PCMA, _EVENT = 8, 101
_SILENCE = bytes([0xD5]) * FRAME
_KEYS = "0123456789*#"
_KEY_FRAMES = 6
_KEY_ENDS = 3


class RtpPeer(asyncio.DatagramProtocol):
    """A socket for one call's audio, from `open` to `close`."""

    def __init__(self, audio: bytes, *, now: Callable[[], float] = time.monotonic) -> None:
        self._audio = audio
        self._now = now
        self._target: tuple[str, int] | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self._task: asyncio.Task[None] | None = None
        self._keys: list[str] = []
        self._heard: dict[int, bytes] = {}
        self._last: int | None = None
        """The newest packet's number, counted on past 65535."""
        self._ssrc = secrets.randbits(32)
        self._sequence = secrets.randbits(15)
        self._stamp = secrets.randbits(31)
        self.first_heard: float | None = None
        """When the first sound arrived (clock of `now`)."""

    async def open(self, address: str) -> int:
        """Bind; the port to put into the SDP."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(address, 0))
        port: int = self._transport.get_extra_info("sockname")[1]
        return port

    def talk(self, address: str, port: int) -> None:
        """Begin to send there, from the beginning: the audio once, then silence."""
        self.hush()
        self._target = (address, port)
        self._task = asyncio.get_running_loop().create_task(self._send_all())

    def hush(self) -> None:
        """Send nothing more, as a telephone whose call has ended: the port there may be another call's soon."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def press(self, key: str) -> None:
        """Send one key as soon as the frame being sent is out."""
        if key not in _KEYS:
            raise ValueError(f"{key!r} is not a key of a telephone")
        self._keys.append(key)

    def close(self) -> None:
        """Stop sending and give the port back."""
        self.hush()
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def heard(self) -> array.array[int]:
        """What arrived, in order, as 16-bit samples; lost packets are left out."""
        return to_samples(b"".join(self._heard[number] for number in sorted(self._heard)))

    def save(self, path: Path) -> float:
        """Write what was heard as WAV; its length in seconds."""
        samples = self.heard()
        if sys.byteorder == "big":
            samples.byteswap()
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(8000)
            file.writeframes(samples.tobytes())
        return len(samples) / 8000

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Called by asyncio."""
        del addr
        if len(data) <= 12 or data[1] & 0x7F != _PCMA:
            return
        if self.first_heard is None:
            self.first_heard = self._now()
        sequence = struct.unpack_from(">H", data, 2)[0]
        last = sequence if self._last is None else self._last
        extended = last + (sequence - last + 0x8000) % 0x10000 - 0x8000
        self._last = max(last, extended)
        self._heard[extended] = data[12:]

    async def _send_all(self) -> None:
        due = self._now()
        position = 0
        while True:
            if self._keys:
                due = await self._send_key(self._keys.pop(0), due)
                continue
            frame = self._audio[position : position + FRAME]
            position += FRAME
            self._send(_PCMA, frame.ljust(FRAME, b"\xd5") if frame else _SILENCE)
            self._stamp += FRAME
            due = await self._pace(due)

    async def _send_key(self, key: str, due: float) -> float:
        """RFC 4733: one event, its length growing, its end said three times. All with one time stamp."""
        code = _KEYS.index(key)
        for number in range(1, _KEY_FRAMES + _KEY_ENDS + 1):
            ended = number > _KEY_FRAMES
            length = min(number, _KEY_FRAMES) * FRAME
            self._send(_EVENT, struct.pack(">BBH", code, (0x80 if ended else 0) | 10, length), mark=number == 1)
            due = await self._pace(due)
        self._stamp += (_KEY_FRAMES + _KEY_ENDS) * FRAME
        return due

    async def _pace(self, due: float) -> float:
        due += FRAME_S
        await asyncio.sleep(max(0.0, due - self._now()))
        return due

    def _send(self, kind: int, payload: bytes, *, mark: bool = False) -> None:
        header = struct.pack(
            ">BBHII", 0x80, (0x80 if mark else 0) | kind, self._sequence & 0xFFFF, self._stamp & 0xFFFFFFFF, self._ssrc
        )
        self._sequence += 1
        if self._transport is not None and self._target is not None:
            self._transport.sendto(header + payload, self._target)


def read_audio(path: Path) -> bytes:
    """A file of speech as A-law at 8 kHz: WAV (16 bit, mono, any rate), .sln (8 kHz) or .alaw."""
    if path.suffix == ".alaw":
        return path.read_bytes()
    if path.suffix != ".wav":
        return encode(np.frombuffer(path.read_bytes(), dtype="<i2"))
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2 or file.getnchannels() != 1:
            raise ValueError(f"{path} is not 16-bit mono WAV")
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return encode(soxr.resample(samples, rate, 8000) if rate != 8000 else samples)
