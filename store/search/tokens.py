"""Tokens: single signs, pairs of neighbours, and offices, each as one number. Pure.

A sign is its code point, a pair two of them side by side (42 bits), an office a negative hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from store.search.folding import SEPARATOR

_BITS = 21
_MOST = 12
"""Pairs of a needle that are looked up; the text decides anyway."""


def of_text(text: str) -> set[int]:
    """All tokens of a folded text."""
    found: set[int] = set()
    for part in text.split(SEPARATOR):
        codes = [ord(sign) for sign in part]
        found.update(codes)
        found.update([a << _BITS | b for a, b in pairwise(codes)])
    return found


def of_needle(needle: str) -> Sequence[int]:
    """Tokens that every text with this (folded) needle has: the sign itself, or its pairs."""
    codes = [ord(sign) for sign in needle]
    if len(codes) == 1:
        return codes
    pairs = dict.fromkeys(a << _BITS | b for a, b in pairwise(codes))
    return list(pairs)[:_MOST]


def of_office(office: str) -> int:
    """The token of an office; a rare clash of two is harmless."""
    return -1 - int.from_bytes(hashlib.blake2b(office.encode(), digest_size=7).digest())
