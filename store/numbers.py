"""Telephone numbers as look-up keys: one spelling for one number, by the reading that routes the call."""

from __future__ import annotations

from routing.numbers import CallerKind, read_caller


def canonical(number: str) -> str:
    """The number as it is hashed: what `read_caller` reads, with a + before a foreign one; `` for no number.

    A row keeps the hash that it was written with. Where that rests on another reading (before 0.1.0: with a leading 86,
    or a Beijing number after +86), it is hashed anew when its call is told of again or its caller's data are changed.
    """
    read = read_caller(number)
    return f"+{read.number}" if read.kind is CallerKind.ABROAD else read.number


def masked(number: str) -> str:
    """The number for those who may not see it: the first three and the last four digits, the rest stars."""
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
