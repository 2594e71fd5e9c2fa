"""Calling out (外呼): by which trunk, with which number shown, and what may be dialled. Pure; the site file says it.

One table of patterns serves both sides: `hotline` refuses a number by it before anything rings, and the dialplan has
an extension for each pattern and for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from routing.numbers import CallerKind, read_caller

OUTGOING = "out-"
"""How the id of a call begins that a seat placed through the desk. Asterisk makes no such id by itself, so that every
reader (live, of its files, of recordings' names) knows these calls by their id alone."""


def is_outgoing(call_id: str) -> bool:
    """Whether a seat placed this call through the desk."""
    return call_id.startswith(OUTGOING)


EMERGENCY = ("110", "119", "120", "122")
"""Police, fire, ambulance, traffic accidents."""
_NATIONAL = (
    "1[3-9]XXXXXXXXX",  # mobiles
    "010[2-8]XXXXXXX",  # Beijing: eight digits after the area code
    "02X[2-8]XXXXXXX",  # areas of three digits
    "0[3-9]XX[2-8]XXXXXX",  # areas of four digits with numbers of seven
    "0[3-9]XX[2-8]XXXXXXX",  # and of eight
)
"""Local numbers begin with 2-8: 1 and 9 are services, among them those that cost extra (160, 168)."""
_PREMIUM = ("16[08]XXXXX", "0[1-9]XX16[08]XXXXX", "010160XXXXX", "010168XXXXX", "02X16[08]XXXXX", "9[56]XXX", "96XXXX")
"""声讯台 and service numbers whose price the called side sets."""
_INTERNATIONAL = tuple("00[1-9]" + "X" * more for more in range(7, 15))


class Refused(StrEnum):
    """Why a number is not dialled."""

    NO_NUMBER = "no-number"
    """Nothing that can be dialled: hidden, empty, text."""
    INTERNATIONAL = "international"
    NO_AREA = "no-area"
    """A local number without its area code."""
    NOT_ALLOWED = "not-allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """What the site file says about calling out."""

    trunk: str
    """Id of the trunk that carries outgoing calls."""
    shown: str
    """The number that the called see."""
    port: int = 5060
    """Where the exchange behind the trunk listens."""
    prefix: str = ""
    """Digits that the exchange wants before every number."""
    ring_s: int = 45
    """How long the called telephone rings."""
    own: tuple[str, ...] = ()
    """The hotline's own numbers, with and without area codes."""
    also: tuple[str, ...] = ()
    """Further numbers, each written out: other hotlines, utilities."""
    international: bool = False
    premium: bool = False

    @property
    def patterns(self) -> tuple[str, ...]:
        """What may be dialled, as Asterisk writes patterns less the leading _: X is a digit, [2-8] one of them."""
        more = (*(_PREMIUM if self.premium else ()), *(_INTERNATIONAL if self.international else ()))
        return tuple(dict.fromkeys((*_NATIONAL, *EMERGENCY, *self.own, *self.also, *more)))

    def allows(self, digits: str) -> bool:
        """Whether these very digits may be dialled."""
        return matches(digits, self.patterns)

    def judge(self, text: str | None) -> str | Refused:
        """The digits to dial for a number however it is written, or why it is not dialled."""
        plain = re.sub(r"[\s()-]", "", text or "")
        if plain.isascii() and plain.isdigit() and self.allows(plain):
            return plain
        number = read_caller(text)
        digits = f"00{number.number}" if number.kind is CallerKind.ABROAD else number.number
        if not digits:
            return Refused.NO_NUMBER
        if self.allows(digits):
            return digits
        if number.kind is CallerKind.ABROAD:
            return Refused.INTERNATIONAL
        local = re.fullmatch(r"[2-8]\d{6,7}", digits)
        return Refused.NO_AREA if local and digits not in self.patterns else Refused.NOT_ALLOWED


def matches(digits: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns is exactly these digits."""
    return any(re.fullmatch(pattern.replace("X", "[0-9]"), digits) for pattern in patterns)
