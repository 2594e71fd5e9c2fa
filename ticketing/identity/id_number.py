"""Citizen identity numbers (公民身份号码, GB 11643-1999): checked, and what their digits say. Pure.

17 digits and a check character by ISO 7064 MOD 11-2: division code (6), birth date (8), sequence (3, odd for men).
Residence permits for people of Hong Kong, Macao and Taiwan (81, 82, 83) and, since 2023, permanent residence cards
of foreigners (9 in front) follow the same plan.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ticketing.identity.division import PROVINCES
from ticketing.identity.errors import BadIdentity

LONGEST_LIFE = 150
"""Years; a birth date before that is a slip of the pen."""

_PERMITS = frozenset({"81", "82", "83"})


class Sex(StrEnum):
    """The sex that a number says, as tickets write it."""

    MALE = "男"
    FEMALE = "女"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdNumber:
    """A sound identity number. `province` is None where the number names none (permits, foreigners)."""

    number: str
    division: str
    province: str | None
    birth: date
    sex: Sex


def plain(text: str) -> str:
    """As it is kept: half-width, without blanks and hyphens, X and B in capitals."""
    return re.sub(r"[\s\-·]", "", unicodedata.normalize("NFKC", text)).upper()


def check_character(first_17: str) -> str:
    """The 18th character of 17 digits: ISO 7064 MOD 11-2."""
    total = 0
    for digit in first_17:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def read_id_number(text: str, *, today: date) -> IdNumber:
    """The number, checked. BadIdentity says which part is wrong."""
    number = plain(text)
    if len(number) != 18:
        old = len(number) == 15 and number.isdigit()
        raise BadIdentity("id-number-first-generation" if old else "id-number-length", count=str(len(number)))
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise BadIdentity("id-number-signs")
    prefix = number[:2]
    if prefix not in PROVINCES and prefix not in _PERMITS and prefix[0] != "9":
        raise BadIdentity("id-number-division", prefix=prefix)
    birth = _birth(number[6:14], today)
    if check_character(number[:17]) != number[17]:
        raise BadIdentity("id-number-check-digit")
    return IdNumber(
        number=number,
        division=number[:6],
        province=PROVINCES.get(prefix),
        birth=birth,
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
    )


def age(birth: date, on: date) -> int:
    """Full years (周岁) on a day. Born on 29 February: on the 28th of common years (Civil Code art. 202)."""
    try:
        birthday = birth.replace(year=on.year)
    except ValueError:
        birthday = date(on.year, 2, 28)
    return on.year - birth.year - (on < birthday)


def _birth(digits: str, today: date) -> date:
    try:
        birth = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise BadIdentity("id-number-birth") from None
    if birth > today or today.year - birth.year > LONGEST_LIFE:
        raise BadIdentity("id-number-birth-far")
    return birth
