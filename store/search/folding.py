"""How a text is written for search: letters small, wide forms narrow, control signs blank. Pure.

Sign by sign, so that a part of a text is always a part of the folded text: nothing that LIKE finds is lost.
"""

from __future__ import annotations

from collections.abc import Iterable

SEPARATOR = "\n"
"""Between the fields of a ticket; no folded text holds it, so that nothing is found across two fields."""

_WIDE = range(0xFF01, 0xFF5F)
_WIDE_TO_NARROW = 0xFEE0
_WIDE_SPACE = 0x3000
_SURROGATES = range(0xD800, 0xE000)


class _Signs(dict[int, str]):
    """Code point -> its folded sign, worked out once each."""

    def __missing__(self, code: int) -> str:
        sign = _folded(code)
        self[code] = sign
        return sign


_SIGNS = _Signs()


def fold(text: str) -> str:
    """The text as search writes it; of the same length."""
    return text.translate(_SIGNS)


def joined(fields: Iterable[str]) -> str:
    """Fields folded into one text."""
    return SEPARATOR.join(fold(field) for field in fields)


def _folded(code: int) -> str:
    if code in _WIDE:
        code -= _WIDE_TO_NARROW
    if code < 0x20 or 0x7F <= code < 0xA0 or code == _WIDE_SPACE:
        return " "
    if code in _SURROGATES:
        return "\ufffd"
    small = chr(code).lower()
    return small if len(small) == 1 else chr(code)
