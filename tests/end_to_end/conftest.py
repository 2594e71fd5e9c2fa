"""Fixtures: one running hotline for each test file, its record, a Chromium."""

from __future__ import annotations

import math
import struct
import tempfile
import wave
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.end_to_end.record import Record, open_record
from tests.end_to_end.seat_browser import chromium
from tests.end_to_end.stack import OPEN, Stack, site_that_calls_out

CALLER_HZ = 1000.0
SEAT_HZ = 440.0


@pytest.fixture(scope="module")
def hotline() -> Iterator[Stack]:
    """A whole hotline on free ports. Its folder has a short path: Asterisk's socket allows no long one."""
    with tempfile.TemporaryDirectory(prefix="hl-") as folder:
        stack = Stack(Path(folder), site=site_that_calls_out(Path(folder)))
        stack.start()
        yield stack
        assert stack.stop() == 0


@pytest.fixture(autouse=True)
def in_office_hours(hotline: Stack) -> None:
    """Every test begins on a Wednesday morning."""
    hotline.set_clock(OPEN)


@pytest.fixture
async def record(hotline: Stack) -> AsyncIterator[Record]:
    async with open_record(hotline.run) as opened:
        yield opened


def write_tone(path: Path, pitch: float, seconds: float, rate: int = 8000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = (round(9000 * math.sin(2 * math.pi * pitch * n / rate)) for n in range(int(rate * seconds)))
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path


@pytest.fixture(scope="module")
def caller_tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What test callers say."""
    return write_tone(tmp_path_factory.mktemp("tones") / "caller.wav", CALLER_HZ, 60)


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """A Chromium whose microphone hears the seat's tone."""
    async with chromium(write_tone(tmp_path / "seat.wav", SEAT_HZ, 30, rate=48_000)) as opened:
        yield opened
