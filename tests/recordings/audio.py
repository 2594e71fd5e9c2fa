"""Audio for the tests of recordings: tones as Asterisk would write them, whole or torn."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from recordings.pcm import RATE, Samples
from store.calls import take_in
from store.engine import Database
from store.facts import CallFact, FactKind

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
CALL = "1700000000.1"


def tone(seconds: float, hertz: float, loudness: float = 0.5) -> Samples:
    """One channel, shape (frames, 1)."""
    times = np.arange(round(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * hertz * times) * loudness * 32767
    return wave.astype(np.int16).reshape(-1, 1)


def stereo(seconds: float) -> Samples:
    """The caller at 440 Hz on the left, the seat more quietly at 880 Hz on the right."""
    return np.hstack([tone(seconds, 440), tone(seconds, 880, 0.1)])


def raw(samples: Samples) -> bytes:
    return samples.astype("<i2").tobytes()


def wav(samples: Samples, *, promised: int | None = None, tail: bytes = b"") -> bytes:
    """A WAV; `promised` is what its header says of the bytes of audio (a killed writer leaves 0)."""
    body = raw(samples)
    size = len(body) if promised is None else promised
    channels = samples.shape[1]
    form = struct.pack("<HHIIHH", 1, channels, RATE, RATE * 2 * channels, 2 * channels, 16)
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", size)
        + body
        + tail
    )


def fact(kind: FactKind, second: float = 0, call: str = CALL, **data: Any) -> CallFact:
    return CallFact(id=f"{call}-{kind}", call_id=call, at=NOW + timedelta(seconds=second), kind=kind, data=data)


def talked(seconds: float, call: str = CALL, office: str = "hefei") -> list[CallFact]:
    """The facts of an answered call that has ended."""
    return [
        fact(FactKind.ARRIVED, 0, call, dialed="12385", caller="13855112345"),
        fact(FactKind.RECORDING_STARTED, 1, call, path="x"),
        fact(FactKind.ANSWERED, 2, call, office=office, seat=f"{office}-01", waited_s=1),
        fact(FactKind.SEAT_LEFT, 2 + seconds, call, office=office, seat=f"{office}-01", talked_s=seconds),
        fact(FactKind.ENDED, 2 + seconds, call, cause=16),
    ]


async def put(database: Database, facts: list[CallFact]) -> None:
    async with database.write() as session:
        await take_in(session, facts)


def make_folders(root: Path) -> Path:
    """RUN/recordings with its folders."""
    for name in ("incoming", "messages", "archive"):
        (root / "recordings" / name).mkdir(parents=True)
    return root / "recordings"
