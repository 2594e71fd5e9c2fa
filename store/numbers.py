"""Telephone numbers as look-up keys: one spelling for one number. Nothing here knows areas; `routing` does."""

from __future__ import annotations

_COUNTRY = ("+86", "0086")


def canonical(number: str) -> str:
    """The number as it is hashed: digits (and a foreign +) only, the country code of China dropped."""
    kept = "".join(sign for sign in number if sign.isdigit() or sign == "+")
    for prefix in _COUNTRY:
        if kept.startswith(prefix):
            kept = kept.removeprefix(prefix)
            return kept if kept.startswith(("0", "1")) else f"0{kept}"
    if len(kept) == 12 and kept.startswith("01") and kept[2] in "3456789":
        return kept[1:]
    return kept


def masked(number: str) -> str:
    """The number for those who may not see it: the first three and the last four digits, the rest stars."""
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
