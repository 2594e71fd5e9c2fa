"""How far what a recogniser wrote is from what was said: the character error rate (字错误率).

Pure. Punctuation, spaces and the way numbers are written do not count; a homophone does. The same over pinyin tells how
much of the error is the recogniser's choice of character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from ivr_flows.spoken_zh import numeral

_SAME = str.maketrans({"幺": "一", "两": "二", "〇": "零"})
_SPELLED = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_DROPPED = re.compile(r"[^一-鿿a-zA-Z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Edits against the length of what was said."""

    edits: int
    length: int

    @property
    def rate(self) -> float:
        """0 = understood to the letter."""
        return self.edits / self.length if self.length else float(self.edits > 0)

    def __add__(self, other: Errors) -> Errors:
        return Errors(edits=self.edits + other.edits, length=self.length + other.length)


def character_errors(said: str, heard: str) -> Errors:
    """Over Chinese characters."""
    return _best(said, heard, tuple)


def pinyin_errors(said: str, heard: str) -> Errors:
    """Over syllables with their tones: homophones forgiven."""
    return _best(said, heard, lambda text: lazy_pinyin(text, style=Style.TONE3))


def _best(said: str, heard: str, units: Callable[[str], Sequence[str]]) -> Errors:
    """A recogniser may write 26 for 二六 and for 二十六: the reading nearer to what was said counts."""
    reference = units(_plain(said, spelled=True))
    readings = [units(_plain(heard, spelled=spelled)) for spelled in (True, False)]
    return Errors(edits=min(distance(reference, reading) for reading in readings), length=len(reference))


def _plain(text: str, *, spelled: bool) -> str:
    def say(found: re.Match[str]) -> str:
        digits = found.group()
        if spelled or len(digits) > 4 or digits[0] == "0":
            return "".join(_SPELLED[digit] for digit in digits)
        return numeral(int(digits))

    return _DROPPED.sub("", re.sub("[0-9]+", say, text)).translate(_SAME)


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Levenshtein's: insertions, deletions and replacements."""
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        previous, row[0] = row[0], i
        for j, right in enumerate(second, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1]
