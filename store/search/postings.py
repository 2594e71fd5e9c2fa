"""Which tickets of a block hold a token, as bytes: a list of 16-bit places, or a bitmap once that is shorter. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

BLOCK_BITS = 15
BLOCK = 1 << BLOCK_BITS
"""Tickets of a block: `seq >> BLOCK_BITS` is its number, the low bits a ticket's place in it."""
_BITMAP = BLOCK // 8


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
    if len(docs) < _BITMAP:
        return list(struct.unpack(f"<{len(docs) // 2}H", docs))
    return sorted(_bits(docs))


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
    long = [int.from_bytes(docs, "little") for docs in many if len(docs) >= _BITMAP]
    short = {place for docs in many if len(docs) < _BITMAP for place in unpack(docs)}
    if not long:
        return pack(short)
    return add(reduce(or_, long).to_bytes(_BITMAP, "little"), short)


def common(many: Sequence[bytes]) -> Iterator[int]:
    """Places that are in all of them, the highest first; of bitmaps they are worked out as they are asked for."""
    short = [docs for docs in many if len(docs) < _BITMAP]
    long = [docs for docs in many if len(docs) >= _BITMAP]
    bits = long[0] if long else b""
    for docs in long[1:]:
        both = int.from_bytes(bits, "little") & int.from_bytes(docs, "little")
        bits = both.to_bytes(_BITMAP, "little")
    if not short:
        return _bits(bits)
    short.sort(key=len)
    places = set(unpack(short[0])).intersection(*map(unpack, short[1:]))
    if bits:
        places = {place for place in places if bits[place >> 3] >> (place & 7) & 1}
    return iter(sorted(places, reverse=True))


def _bits(bits: bytes) -> Iterator[int]:
    """Places of a bitmap, the highest first."""
    for number in range(len(bits) - 1, -1, -1):
        byte = bits[number]
        if byte:
            for bit in range(7, -1, -1):
                if byte >> bit & 1:
                    yield number << 3 | bit
