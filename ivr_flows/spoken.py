"""How a value is said: the words, each of which is one clip of audio, and how the same value is shown.

Pure. The languages' rules are `spoken_zh` and `spoken_ko`; this file only names what a language must offer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

PAUSE = "，"
"""A word that is a breath: a clip of silence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A value in words. `words` are clip texts in order; `shown` is for the eye (digits stay digits)."""

    words: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language's rules. Every function raises ValueError for a value that it cannot say."""

    digits: Callable[[str], Spoken]
    """A telephone or ticket number, digit by digit, in the groups people use. Anything but digits is a break."""
    count: Callable[[int], Spoken]
    """0 to 99,999,999, before a counting word."""
    key: Callable[[str], Spoken]
    """One key of the telephone: 0-9, `*`, `#`."""
    date: Callable[[date], Spoken]
    """Month and day."""
    moment: Callable[[datetime, datetime | None], Spoken]
    """Day and clock time of an aware datetime, seen from an aware now (None: always by its date)."""
    literal: Callable[[str], str]
    """The fixed part of a prompt as it is spoken: its digits in words, spaces where the language wants them."""
    vocabulary: Callable[[], tuple[str, ...]]
    """Every word that the functions above can ever use, each once."""


_TICKET = 15
"""Digits of a ticket number (工单编号), at least."""


def number_groups(number: str) -> tuple[str, ...]:
    """Digits in groups: as the writer separated them, else 3-4-4 for mobiles, area code first for landlines, day,
    office, count and check digit for tickets (the groups in which `ticketing.numbers` writes them, the day in two).

    China's own country code is left away.

    >>> number_groups("+8613805511234"), number_groups("055162345678"), number_groups("12385")
    (('138', '0551', '1234'), ('0551', '6234', '5678'), ('12385',))
    """
    if number.startswith("+86"):
        number = number[3:].strip()
        number = number if number.startswith(("1", "0")) else f"0{number}"
    groups = "".join(c if c in "0123456789" else " " for c in number).split()
    if not groups:
        raise ValueError(f"there is no digit in {number!r}")
    return tuple(part for group in groups for part in _cut(group))


def _cut(digits: str) -> tuple[str, ...]:
    if len(digits) <= 6:
        return (digits,)
    if len(digits) == 11 and digits[0] == "1":
        lengths: tuple[int, ...] = (3, 4, 4)
    elif digits[0] == "0" and len(digits) in (10, 11, 12):
        area = 3 if digits[1] in "12" else 4
        lengths = (area, len(digits) - area - 4, 4)
    elif len(digits) >= _TICKET:
        lengths = (3, 3, 4, len(digits) - 11, 1)
    else:
        lengths = tuple(min(4, len(digits) - at) for at in range(0, len(digits), 4))
    cuts = [sum(lengths[:i]) for i in range(len(lengths))]
    return tuple(digits[at : at + length] for at, length in zip(cuts, lengths, strict=True))


def say_digits(number: str, names: Mapping[str, str]) -> Spoken:
    """Each digit by its name in `names`, a breath between groups."""
    words: list[str] = []
    groups = number_groups(number)
    for group in groups:
        words += ([PAUSE] if words else []) + [names[digit] for digit in group]
    return Spoken(words=tuple(words), shown=" ".join(groups))


def say_key(key: str, names: Mapping[str, str]) -> Spoken:
    """One key of the telephone by its name in `names`. ValueError when it is none."""
    if key not in names:
        raise ValueError(f"a key is one of 0-9, * and #, not {key!r}")
    return Spoken(words=(names[key],), shown=key if key.isdigit() else names[key])


def digits_in_words(text: str, *, telephone: Mapping[str, str], numeral: Callable[[int], str]) -> str:
    """Three or more digits in a row are a telephone number, said one by one; one or two are a number."""

    def say(found: re.Match[str]) -> str:
        digits = found.group()
        return "".join(telephone[digit] for digit in digits) if len(digits) > 2 else numeral(int(digits))

    return re.sub(r"[0-9]+", say, text)
