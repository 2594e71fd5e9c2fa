"""Ticket numbers (工单编号): digits only, speakable in groups, safe to key in on a telephone. Pure.

    261121 0100 0007 3      day (YYMMDD), office (last four digits of its division code), count of the day, check digit

The check digit (Luhn) catches every single wrong key and nearly every swap of two neighbours. From the ten-thousandth
ticket of a day and office on, the count has five digits.
"""

from __future__ import annotations

from datetime import date

from ticketing.errors import BadNumber

_PREFIX = 10
_SHORTEST = 15
_LONGEST = 20


def prefix(day: date, division: str) -> str:
    """What the numbers of one day and office begin with. ValueError for a division code that is not six digits."""
    if len(division) != 6 or not (division.isascii() and division.isdigit()):
        raise ValueError(f"a division code has six digits, not {division!r}")
    return f"{day:%y%m%d}{division[2:]}"


def compose(day: date, division: str, count: int) -> str:
    """The number of the `count`-th ticket (from 1) of a day and office."""
    if count < 1:
        raise ValueError(f"tickets are counted from 1, not from {count}")
    body = f"{prefix(day, division)}{count:04d}"
    return body + _check_digit(body)


def parse(text: str) -> str:
    """The number in what was keyed or typed: spaces and hyphens drop out. BadNumber when it cannot be one."""
    number = "".join(sign for sign in text if sign not in " -\t")
    if not (number.isascii() and number.isdigit()) or not _SHORTEST <= len(number) <= _LONGEST:
        raise BadNumber(f"a ticket number has {_SHORTEST} digits; look at it again")
    if _check_digit(number[:-1]) != number[-1]:
        raise BadNumber("a digit of this ticket number is wrong; look at it again")
    return number


def groups(number: str) -> tuple[str, ...]:
    """The number in the groups in which it is written and spoken."""
    return number[:6], number[6:_PREFIX], number[_PREFIX:-1], number[-1]


def _check_digit(body: str) -> str:
    total = 0
    for place, sign in enumerate(reversed(body)):
        value = int(sign) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)
