"""Texts as the characters that tell something: pairs of neighbouring Chinese or Korean signs, words, short numbers.

No dictionary and no segmentation: neighbouring pairs (bigrams) are found in any wording and can be shown to people.
Pure; what a pair is worth is `rarity`'s.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 4_000
"""Characters that are looked at; whoever writes more has said what the matter is by then."""

_LONG_NUMBER = re.compile(r"[0-9xX\-]{7,}")
_RUN = re.compile(r"[a-z]+|[0-9]+|[^\W\d_a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text in pieces. `runs` are its unbroken stretches, `shingles` all that can be shared."""

    runs: tuple[str, ...]
    shingles: frozenset[str]


def words(*texts: str) -> Words:
    """The pieces of some texts (title, situation, appeal). Telephone and ID numbers are left out: they name persons."""
    runs: list[str] = []
    for text in texts:
        plain = unicodedata.normalize("NFKC", text[:LONGEST]).lower()
        runs += _RUN.findall(_LONG_NUMBER.sub(" ", plain))
    return Words(runs=tuple(runs), shingles=frozenset(piece for run in runs for piece in pieces(run)))


def pieces(run: str) -> tuple[str, ...]:
    """The shingles of one run, in order: a word or number whole, other scripts by neighbouring pairs."""
    if run.isascii():
        return (run,) if len(run) > 1 else ()
    return tuple(run[at : at + 2] for at in range(len(run) - 1))
