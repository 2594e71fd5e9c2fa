"""FLAC and back, in memory: a telephone call of an hour is about 50 MB. Lossless, so a decode can be compared."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import numpy as np
import soundfile

from recordings.errors import ArchiveDamaged
from recordings.pcm import RATE, Samples

try:
    import miniaudio  # dr_flac: it shares nothing with libFLAC, which encodes, and takes half of its time
except ImportError:  # no wheel for this machine
    miniaudio = None

COMPRESSION = 0.375
"""FLAC's level 3 of 8: two thirds of the time of the usual 5, and 2 % larger with telephone speech."""
_UNREADABLE = (soundfile.LibsndfileError, *(() if miniaudio is None else (miniaudio.MiniaudioError,)))
_STRETCH = 1 << 14
"""Frames decoded at a time where no more is needed: they stay in the processor's cache."""


def encode(samples: Samples) -> bytes:
    """The FLAC file of these samples."""
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="FLAC", subtype="PCM_16", compression_level=COMPRESSION)
    return file.getvalue()


def decode(flac: bytes) -> Samples:
    """The samples of a FLAC file. ArchiveDamaged."""
    try:
        samples, rate = soundfile.read(io.BytesIO(flac), dtype="int16", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ArchiveDamaged(f"the FLAC does not decode: {error}") from error
    if rate != RATE:
        raise ArchiveDamaged(f"the FLAC has {rate} samples a second instead of {RATE}")
    decoded: Samples = samples
    return decoded


def holds(flac: bytes, samples: Samples) -> bool:
    """Whether the FLAC file opens for who will listen, and decodes to these very samples, by another decoder than the
    encoder's where there is one: dr_flac alone takes the samples out of files whose head libFLAC refuses."""
    at = 0
    try:
        with soundfile.SoundFile(io.BytesIO(flac)) as file:
            if (file.frames, file.channels, file.samplerate) != (*samples.shape, RATE):
                return False
            for stretch in _stretches(flac, file):
                if not np.array_equal(stretch, samples[at : at + len(stretch)]):
                    return False
                at += len(stretch)
    except _UNREADABLE:
        return False
    return at == len(samples)


def _stretches(flac: bytes, opened: soundfile.SoundFile) -> Iterator[Samples]:
    if miniaudio is None:
        yield from opened.blocks(_STRETCH, dtype="int16", always_2d=True)
        return
    opened.read(1)  # libFLAC judges what stands before the first sound when it comes to it, not sooner
    form = miniaudio.SampleFormat.SIGNED16
    for stretch in miniaudio.stream_memory(flac, form, opened.channels, RATE, frames_to_read=_STRETCH):
        yield np.frombuffer(stretch, dtype=np.int16).reshape(-1, opened.channels)


def peaks(samples: Samples, points: int) -> list[Sequence[float]]:
    """For each channel the loudest sample (0 to 1) of each of `points` equal stretches, for a waveform."""
    frames = len(samples)
    points = max(1, min(points, frames))
    edges = np.linspace(0, frames, points + 1, dtype=np.int64)[:-1]
    if not frames:
        return [[] for _ in range(samples.shape[1])]
    high = np.maximum.reduceat(samples, edges, axis=0).astype(np.int32)
    low = np.minimum.reduceat(samples, edges, axis=0).astype(np.int32)
    loud = np.maximum(np.abs(high), np.abs(low)) / 32768.0
    return [[round(float(value), 4) for value in loud[:, channel]] for channel in range(samples.shape[1])]
