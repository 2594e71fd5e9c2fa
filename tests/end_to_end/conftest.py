"""Fixtures: one running hotline for each test file, its record, a Chromium.

A file whose hotline is another one than Anhui's says so by a fixture `site` of its own.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.end_to_end.record import Record, open_record
from tests.end_to_end.seat_browser import chromium
from tests.end_to_end.stack import OPEN, Stack, site_that_calls_out
from tests.tones import tone

CALLER_HZ = 1000.0
SEAT_HZ = 440.0


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """The hotline's folder. It has a short path: Asterisk's socket allows no long one."""
    with tempfile.TemporaryDirectory(prefix="hl-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def site(place: Path) -> Path:
    """The site file: Anhui's."""
    return site_that_calls_out(place)


@pytest.fixture(scope="module")
def hotline(place: Path, site: Path) -> Iterator[Stack]:
    """A whole hotline on free ports, on a Wednesday morning; it stops as cleanly as it started, and took no hole in
    Asterisk's numbers for a lost event."""
    stack = Stack(place, site=site)
    stack.start()
    yield stack
    assert stack.stop() == 0
    assert stack.logged("ami-gap") == []


@pytest.fixture(autouse=True)
def in_office_hours(hotline: Stack) -> None:
    """Every test begins on a Wednesday morning."""
    hotline.set_clock(OPEN)


@pytest.fixture
async def record(hotline: Stack) -> AsyncIterator[Record]:
    async with open_record(hotline.run) as opened:
        yield opened


@pytest.fixture(scope="module")
def caller_tone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What test callers say."""
    return tone(tmp_path_factory.mktemp("tones") / "caller.wav", CALLER_HZ, 60)


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """A Chromium whose microphone hears the seat's tone."""
    async with chromium(tone(tmp_path / "seat.wav", SEAT_HZ, 30, rate=48_000)) as opened:
        yield opened
