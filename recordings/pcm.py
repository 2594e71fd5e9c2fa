"""Reading what Asterisk wrote: raw stereo, a pair of raw monos, WAV. Whatever a crash left of it is used.

Here is bytes to samples, and measuring; no database, no archive. All audio is 16-bit little-endian at 8 kHz.
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recordings.errors import NotAudio
from recordings.names import Form

RATE = 8000
Samples = NDArray[np.int16]
"""Shape (frames, channels)."""

SILENCE_DB = -96.0
_STRETCH = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How loud a channel is, in dB below full scale (0 is the loudest, -96 silence)."""

    peak_db: float
    rms_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Samples from disk. `flaws` says what was wrong with the files, empty when all was well."""

    samples: Samples
    flaws: tuple[str, ...]
    sizes: Mapping[Path, int]
    """The bytes read of each file: more on disk later means that it grew meanwhile."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the samples as interleaved little-endian bytes."""
        return hashlib.sha256(np.ascontiguousarray(self.samples, dtype="<i2").data).hexdigest()


def take(files: Mapping[Form, Path]) -> Taken:
    """Read the files of one recording. NotAudio when a WAV is none at all."""
    blobs = {form: path.read_bytes() for form, path in files.items()}
    sizes = {files[form]: len(blob) for form, blob in blobs.items()}
    if Form.WAV in blobs:
        samples, flaws = _wav(blobs[Form.WAV], files[Form.WAV])
    elif Form.STEREO_RAW in blobs:
        samples, flaws = _raw(blobs[Form.STEREO_RAW], channels=2)
    else:
        samples, flaws = _pair(blobs)
    return Taken(samples=samples, flaws=flaws, sizes=sizes)


def levels(samples: Samples) -> tuple[Level, ...]:
    """The level of each channel."""
    return tuple(_level(samples[:, channel]) for channel in range(samples.shape[1]))


def _level(channel: NDArray[np.int16]) -> Level:
    peak = energy = 0
    for start in range(0, len(channel), _STRETCH):  # in stretches: a call may last for hours
        stretch = np.ascontiguousarray(channel[start : start + _STRETCH])
        peak = max(peak, int(stretch.max()), -int(stretch.min()))
        squares = np.square(stretch, dtype=np.int32)  # whole numbers: floats wake a thread of BLAS for each core
        energy += int(squares.sum(dtype=np.int64))
    mean = energy / max(1, len(channel))
    return Level(peak_db=_db(peak / 32768), rms_db=_db(math.sqrt(mean) / 32768))


def _db(value: float) -> float:
    return SILENCE_DB if value <= 0 else round(max(SILENCE_DB, 20 * math.log10(value)), 1)


def _raw(blob: bytes, *, channels: int) -> tuple[Samples, tuple[str, ...]]:
    odd = len(blob) % (2 * channels)
    flaws = (f"{odd} bytes of a half-written sample at the end were dropped",) if odd else ()
    whole = np.frombuffer(blob, dtype="<i2", count=(len(blob) - odd) // 2)
    return whole.reshape(-1, channels).astype(np.int16, copy=False), flaws


def _pair(blobs: Mapping[Form, bytes]) -> tuple[Samples, tuple[str, ...]]:
    caller, flaws_left = _raw(blobs.get(Form.CALLER_SLN, b""), channels=1)
    seat, flaws_right = _raw(blobs.get(Form.SEAT_SLN, b""), channels=1)
    absent = [form.value for form in (Form.CALLER_SLN, Form.SEAT_SLN) if form not in blobs]
    frames = max(len(caller), len(seat))
    samples = np.zeros((frames, 2), dtype=np.int16)
    samples[: len(caller), 0] = caller[:, 0]
    samples[: len(seat), 1] = seat[:, 0]
    return samples, (*flaws_left, *flaws_right, *(f"the {name} side is absent" for name in absent))


def _wav(blob: bytes, path: Path) -> tuple[Samples, tuple[str, ...]]:
    if not blob:
        return np.zeros((0, 1), dtype=np.int16), ()
    if blob[:4] != b"RIFF" or blob[8:12] != b"WAVE":
        raise NotAudio(f"{path.name}: this is no WAV file")
    start, said, channels = _find_data(blob, path)
    body = blob[start:]
    flaws: tuple[str, ...] = ()
    if said != len(body) and not (said < len(body) and said > 0 and _is_chunk(body[said + said % 2 :])):
        flaws = (f"the header says {said} bytes of audio, the file holds {len(body)}",)
        said = len(body)
    samples, odd = _raw(body[:said], channels=channels)
    return samples, (*flaws, *odd)


def _find_data(blob: bytes, path: Path) -> tuple[int, int, int]:
    """Where the samples begin, how many bytes the header promises, and the channels."""
    place, channels = 12, 1
    while place + 8 <= len(blob):
        name, size = struct.unpack_from("<4sI", blob, place)
        if name == b"data":
            return place + 8, size, channels
        if name == b"fmt " and place + 24 <= len(blob):
            coding, channels, rate = struct.unpack_from("<HHI", blob, place + 8)
            bits = struct.unpack_from("<H", blob, place + 22)[0]
            if (coding, rate, bits) != (1, RATE, 16) or channels not in (1, 2):
                raise NotAudio(f"{path.name}: a WAV of 16-bit samples at {RATE} Hz is expected")
        place += 8 + size + size % 2
    return len(blob), 0, channels


def _is_chunk(rest: bytes) -> bool:
    """Whether a further RIFF chunk (LIST and the like) follows the samples."""
    return len(rest) >= 8 and rest[:4].isalnum() and rest[:4].isascii()
