"""Which tickets of a block hold a token, as bytes: a list of 16-bit places, or a bitmap once that is shorter. Pure.

Lists and bitmaps are worked on by numpy, a block at a time: a search may have to intersect hundreds of them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

BLOCK_BITS = 15
BLOCK = 1 << BLOCK_BITS
"""Tickets of a block: `seq >> BLOCK_BITS` is its number, the low bits a ticket's place in it."""
_BITMAP = BLOCK // 8
_PIECE = 512
"""Bytes of a bitmap that are looked through at once."""

Places = npt.NDArray[np.integer]


def pack(places: Iterable[int]) -> bytes:
    """Places in a block (0 to BLOCK - 1), each once, in any order."""
    ordered = sorted(places)
    if len(ordered) * 2 < _BITMAP:
        return struct.pack(f"<{len(ordered)}H", *ordered)
    bits = bytearray(_BITMAP)
    for place in ordered:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def unpack(docs: bytes) -> list[int]:
    """The places again, ascending."""
    found: list[int] = (_list(docs) if len(docs) < _BITMAP else np.flatnonzero(_marks(docs))).tolist()
    return found


def add(docs: bytes, places: Iterable[int]) -> bytes:
    """These postings and further places."""
    if len(docs) < _BITMAP:
        return pack({*unpack(docs), *places})
    bits = bytearray(docs)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def either(many: Sequence[bytes]) -> bytes:
    """Places that are in any of them."""
    if len(many) == 1:
        return many[0]
    marks = np.zeros(BLOCK, bool)
    for docs in many:
        if len(docs) < _BITMAP:
            marks[_list(docs)] = True
        else:
            marks |= _marks(docs)
    if np.count_nonzero(marks) * 2 < _BITMAP:
        return np.flatnonzero(marks).astype("<u2").tobytes()
    return np.packbits(marks, bitorder="little").tobytes()


def common(many: Sequence[bytes]) -> bytes:
    """Places that are in all of them."""
    short = sorted((docs for docs in many if len(docs) < _BITMAP), key=len)
    long = [np.frombuffer(docs, np.uint8) for docs in many if len(docs) >= _BITMAP]
    bits = np.bitwise_and.reduce(long).tobytes() if long else b""
    if not short:
        return bits
    places = _list(short[0])
    for docs in [*short[1:], bits] if bits else short[1:]:
        places = places[holds(docs, places)]
    return places.tobytes()


def holds(docs: bytes, places: Places) -> npt.NDArray[np.bool_]:
    """For each of the places whether the postings have it."""
    if len(docs) >= _BITMAP:
        bits = np.frombuffer(docs, np.uint8)
        held: npt.NDArray[np.bool_] = (bits[places >> 3] >> (places & 7).astype(np.uint8) & 1).astype(bool)
        return held
    marks = np.zeros(BLOCK, bool)
    marks[_list(docs)] = True
    return marks[places]


def count(docs: bytes) -> int:
    """How many places they hold."""
    return len(docs) // 2 if len(docs) < _BITMAP else int.from_bytes(docs, "little").bit_count()


def downwards(docs: bytes) -> Iterator[int]:
    """The places, the highest first; of a bitmap they are worked out as they are asked for."""
    if len(docs) < _BITMAP:
        yield from _list(docs)[::-1].tolist()
        return
    for start in range(_BITMAP - _PIECE, -1, -_PIECE):
        yield from (np.flatnonzero(_marks(docs[start : start + _PIECE]))[::-1] + start * 8).tolist()


def _list(docs: bytes) -> npt.NDArray[np.uint16]:
    return np.frombuffer(docs, "<u2")


def _marks(bits: bytes) -> npt.NDArray[np.bool_]:
    return np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little").view(bool)
