"""A-law (ITU-T G.711), the sound of China's trunks: 16-bit samples to bytes and back. Pure."""

from __future__ import annotations

import array
from collections.abc import Iterable
from typing import SupportsInt

_SEGMENT_ENDS = (0x1F, 0x3F, 0x7F, 0xFF, 0x1FF, 0x3FF, 0x7FF, 0xFFF)


def encode(samples: Iterable[SupportsInt]) -> bytes:
    """16-bit samples as A-law."""
    return bytes(_TO_ALAW[(int(sample) >> 3) + 4096] for sample in samples)


def to_samples(data: bytes) -> array.array[int]:
    """A-law as 16-bit samples."""
    return array.array("h", (_FROM_ALAW[byte] for byte in data))


def _encode_one(value: int) -> int:
    """`value` is a 13-bit sample, -4096…4095."""
    mask, size = (0xD5, value) if value >= 0 else (0x55, -value - 1)
    segment = next(index for index, end in enumerate(_SEGMENT_ENDS) if size <= end)
    step = size >> 1 if segment < 2 else size >> segment
    return ((segment << 4) | (step & 0x0F)) ^ mask


def _decode_one(byte: int) -> int:
    code = byte ^ 0x55
    segment, size = (code & 0x70) >> 4, (code & 0x0F) << 4
    size = size + 8 if segment == 0 else (size + 0x108) << (segment - 1)
    return size if code & 0x80 else -size


_TO_ALAW = bytes(_encode_one(value) for value in range(-4096, 4096))
_FROM_ALAW = tuple(_decode_one(byte) for byte in range(256))
