"""Numbers of the disability certificate (中华人民共和国残疾人证): checked, and what their digits say. Pure.

By the national rules for the certificate (残疾人证管理办法, 中国残联; the same since the second generation of 2009):
the holder's 18-character identity number, one digit for the category, one for the grade; a certificate that was lost
and reissued adds B1, the next one B2, and so on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ticketing.identity.errors import BadIdentity
from ticketing.identity.id_number import IdNumber, plain, read_id_number

CATEGORIES: Mapping[str, str] = {
    "1": "视力残疾",
    "2": "听力残疾",
    "3": "言语残疾",
    "4": "肢体残疾",
    "5": "智力残疾",
    "6": "精神残疾",
    "7": "多重残疾",
}
"""The 19th digit."""

GRADES: Mapping[str, str] = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}
"""The 20th digit; 一级 is the most severe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A sound certificate number. `reissue` counts replacements, 0 for the first certificate."""

    number: str
    holder: IdNumber
    category: str
    grade: str
    reissue: int


def read_certificate(text: str, *, today: date) -> Certificate:
    """The number, checked. BadIdentity says which part is wrong."""
    number = plain(text)
    body, _, reissue = number.partition("B")
    if len(body) != 20:
        raise BadIdentity("certificate-length", count=str(len(body)))
    if not re.fullmatch(r"[0-9]{2}", body[18:]) or ("B" in number and not re.fullmatch(r"[1-9][0-9]?", reissue)):
        raise BadIdentity("certificate-signs")
    holder = read_id_number(body[:18], today=today)
    if body[18] not in CATEGORIES:
        raise BadIdentity("certificate-category", digit=body[18])
    if body[19] not in GRADES:
        raise BadIdentity("certificate-grade", digit=body[19])
    return Certificate(
        number=number,
        holder=holder,
        category=CATEGORIES[body[18]],
        grade=GRADES[body[19]],
        reissue=int(reissue or 0),
    )
