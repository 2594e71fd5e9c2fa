"""Reading telephone numbers as they arrive: what was dialled, and who calls. Total: any text gets an answer.

Pure syntax of the Chinese numbering plan. Which office serves an area, and where a mobile is at home, is not
known here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_AREA = r"0(?:10|2\d|[3-9]\d\d)"
_LANDLINE = re.compile(rf"({_AREA})([1-9]\d{{6,7}})\Z")
_AREA_ONLY = re.compile(rf"{_AREA}\Z")
_MOBILE = re.compile(r"1[3-9]\d{9}\Z")
_TEXT_LIMIT = 64
"""No number is longer; what comes after is noise."""


class CallerKind(StrEnum):
    """What sort of number calls."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    HIDDEN = "hidden"
    ABROAD = "abroad"
    OTHER = "other"
    """Something that the numbering plan does not explain: a short code, a local number without area, noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerNumber:
    """A caller's number. `number`: 11 digits of a mobile, area code and number of a landline, else the digits seen."""

    kind: CallerKind
    number: str
    area: str | None = None
    """Area code with its leading 0, of a landline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DialedNumber:
    """What the caller dialled. `area` has its leading 0; `old` is set for a number in its transition period."""

    digits: str
    area: str | None
    old: bool


def _clean(text: str) -> tuple[str, bool | None]:
    """ASCII digits of `text` without an international prefix and the code of China, and what that prefix leads to:
    China (True), another country (False), or there was none (None). Full-width digits count."""
    plain = unicodedata.normalize("NFKC", text[:_TEXT_LIMIT])[:_TEXT_LIMIT].strip()
    user = re.sub(r"\Asips?:|\Atel:|[@;].*\Z", "", plain)
    plus, digits = re.match(r"[^0-9]*\+", user), re.sub(r"[^0-9]", "", user)
    far = re.sub(r"\A(?:00)+", "", digits)
    if plus is None and far == digits:
        return digits, None
    if far.startswith("86"):
        return re.sub(r"\A0+", "0", far[2:]), True
    return far, False


def _national(digits: str, international: bool | None) -> str:
    """As dialled at home: `55112385` after +86 becomes `055112385`."""
    if international and not digits.startswith(("0", "1", "400", "800")):  # 400 and 800: companies, no place
        return f"0{digits}"
    if international and re.match(r"10[2-8]\d{7}\Z", digits):  # +86 10 6500 0000
        return f"0{digits}"
    return digits


@lru_cache(maxsize=256)  # a call asks sixteen times
def read_caller(text: str | None) -> CallerNumber:
    """What a caller's number says about its line."""
    raw = text or ""
    digits, chinese = _clean(raw)
    if not digits or raw.strip().lower() in {"anonymous", "unavailable", "restricted", "unknown", "private"}:
        return CallerNumber(kind=CallerKind.HIDDEN, number="")
    if chinese is False:
        return CallerNumber(kind=CallerKind.ABROAD, number=digits)
    number = _national(digits, chinese)
    if re.match(r"86(1[3-9]\d{9}|0?[1-9]\d{8,10})\Z", number):
        number = _national(number[2:], True)
    mobile = number.removeprefix("0")  # exchanges put a 0 before mobiles from elsewhere
    if _MOBILE.match(mobile):
        return CallerNumber(kind=CallerKind.MOBILE, number=mobile)
    if match := _LANDLINE.match(number):
        return CallerNumber(kind=CallerKind.LANDLINE, number=number, area=match[1])
    return CallerNumber(kind=CallerKind.OTHER, number=number)


def read_dialed(
    text: str, *, number: str, old_numbers: Collection[str] = (), areas: Collection[str] = ()
) -> DialedNumber:
    """What was dialled, for a hotline whose short number is `number`.

    `areas` are the codes the site knows; they settle a string whose leading 0 an exchange has eaten (55112385).
    """
    digits, international = _clean(text)
    for short in (number, *old_numbers):
        ending = re.sub(r"[^0-9]", "", short)
        if not ending or not digits.endswith(ending):
            continue
        head = digits.removesuffix(ending)
        old = short != number
        if not head:
            return DialedNumber(digits=digits, area=_landline_area(digits), old=old)
        if _AREA_ONLY.match(head):
            return DialedNumber(digits=digits, area=head, old=old)
        if head.startswith("86") and _AREA_ONLY.match(area := f"0{head[2:].removeprefix('0')}"):
            return DialedNumber(digits=f"{area}{ending}", area=area, old=old)
        if f"0{head}" in areas or (international and _AREA_ONLY.match(f"0{head}")):
            return DialedNumber(digits=f"0{digits}", area=f"0{head}", old=old)
    whole = _national(digits, international)
    return DialedNumber(digits=whole, area=_landline_area(whole), old=False)


def _landline_area(digits: str) -> str | None:
    match = _LANDLINE.match(digits)
    return match[1] if match else None
