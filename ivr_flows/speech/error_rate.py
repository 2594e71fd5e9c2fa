"""How far what a recogniser wrote is from what was said: the character error rate (字错误率).

Pure. The rule: punctuation and spaces do not count, nor whether a number stands in digits or in words, for the ear
cannot tell: 1, 一 and 幺 are the same, so are 2, 二 and 两, 0, 零 and 〇, and 120 is both 一二零 and 一百二十.
Everything else counts, homophones too. The same over pinyin tells how much of the error is the recogniser's choice of
character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product, zip_longest

from ivr_flows.speech.readings import numbered_pinyin
from ivr_flows.spoken_zh import numeral

_SAME = str.maketrans({"幺": "一", "两": "二", "〇": "零"})
_SPELLED = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_NUMBER = re.compile("([0-9]+)")
_CHOICES = 6
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
    return _best(said, heard, numbered_pinyin)


def _best(said: str, heard: str, units: Callable[[str], Sequence[str]]) -> Errors:
    """A recogniser may write 26 for 二六 and for 二十六: of each number's readings the one nearer to what was said."""
    reference = units(_plain(said))
    readings = (units(_plain(reading)) for reading in _readings(heard))
    return Errors(edits=min(distance(reference, reading) for reading in readings), length=len(reference))


def _readings(text: str) -> Iterator[str]:
    """The text with its numbers in words, in every combination (the first few numbers; the others spelled)."""
    parts = _NUMBER.split(text)
    choices = [_in_words(number) for number in parts[1::2]]
    choices = choices[:_CHOICES] + [words[:1] for words in choices[_CHOICES:]]
    for chosen in product(*choices):
        yield "".join(text + words for text, words in zip_longest(parts[::2], chosen, fillvalue=""))


def _in_words(digits: str) -> tuple[str, ...]:
    spelled = "".join(_SPELLED[digit] for digit in digits)
    return (spelled,) if len(digits) > 4 or digits[0] == "0" else (spelled, numeral(int(digits)))


def _plain(text: str) -> str:
    return _DROPPED.sub("", "".join(_SPELLED.get(sign, sign) for sign in text)).translate(_SAME)


def distance(first: Sequence[str], second: Sequence[str]) -> int:
    """Levenshtein's: insertions, deletions and replacements."""
    row = list(range(len(second) + 1))
    for i, left in enumerate(first, start=1):
        previous, row[0] = row[0], i
        for j, right in enumerate(second, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (left != right))
    return row[-1]
