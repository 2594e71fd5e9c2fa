"""Tones that test callers and seats say, and how much of a tone is in what was heard. No pytest in here."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

RATE = 8000
LOUD = 8000
"""Of 32767: the amplitude of a tone that is written here."""


def tone(path: Path, pitch: float, seconds: float, rate: int = RATE) -> Path:
    """A 16-bit WAV with one pitch."""
    samples = LOUD * np.sin(2 * np.pi * pitch * np.arange(int(rate * seconds)) / rate)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.round(samples).astype("<i2").tobytes())
    return path


def strength(samples: Sequence[int], pitch: float) -> float:
    """How much of a pitch is in 8 kHz samples (Goertzel): about 1 for a loud pure tone all along, 0 for none."""
    if not samples:
        return 0.0
    turns = np.exp(-2j * np.pi * pitch / RATE * np.arange(len(samples)))
    return float(2 * abs(np.asarray(samples) @ turns) / len(samples) / LOUD)


def loudest(samples: Sequence[int], pitch: float, window: int = 800) -> float:
    """The strongest tenth of a second of a pitch."""
    return max(
        (strength(samples[at : at + window], pitch) for at in range(0, len(samples) - window, window)), default=0
    )
