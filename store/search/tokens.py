"""Tokens: single signs, pairs of neighbours, and the office. Pure.

In memory a token is a text (`轮`, `轮椅`); in the database a number: a sign is its code point, a pair two of them side
by side (42 bits), an office a negative hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from operator import add

from store.search.folding import SEPARATOR

_BITS = 21
_MOST = 12
"""Pairs of a needle that are looked up; the text decides anyway."""


def of_text(text: str, office: str) -> set[str]:
    """All tokens of a folded text and its office."""
    found = {SEPARATOR + office}
    for part in text.split(SEPARATOR):
        found.update(part)
        found.update(map(add, part, part[1:]))
    return found


def of_needle(needle: str) -> Sequence[int]:
    """Numbers of tokens that every text with this (folded) needle has: the sign itself, or its pairs."""
    if len(needle) == 1:
        return [number(needle)]
    return [number(pair) for pair in list(dict.fromkeys(map(add, needle, needle[1:])))[:_MOST]]


def of_offices(offices: Iterable[str]) -> Sequence[int]:
    """Numbers of the tokens of offices."""
    return [number(SEPARATOR + office) for office in offices]


def number(token: str) -> int:
    """The number of a token. A rare clash of two offices is harmless: the text's row decides."""
    if token.startswith(SEPARATOR):
        return -1 - int.from_bytes(hashlib.blake2b(token.encode(), digest_size=7).digest())
    if len(token) == 1:
        return ord(token)
    return ord(token[0]) << _BITS | ord(token[1])
