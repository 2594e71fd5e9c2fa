"""What the fields about a person say, held against each other: implied values, flaws, contradictions. Pure.

Nothing is changed here: a desk offers `implied` for empty fields and shows `flaws` and `contradictions` beside theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ticketing.identity.certificate import Certificate, read_certificate
from ticketing.identity.errors import BadIdentity, Flaw
from ticketing.identity.id_number import IdNumber, age, plain, read_id_number
from ticketing.identity.phone import read_phone
from workdays.zone import local

AGE_TOLERANCE = 1
"""Years by which a told age may differ from the number: people also count by 虚岁, a year more."""

_SAME: Mapping[str, tuple[str, ...]] = {
    "男": ("男", "男性", "남", "남성", "m", "male"),
    "女": ("女", "女性", "여", "여성", "f", "female"),
    "一级": ("一级", "1级", "1", "1급"),
    "二级": ("二级", "2级", "2", "2급"),
    "三级": ("三级", "3级", "3", "3급"),
    "四级": ("四级", "4级", "4", "4급"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The answer of `assess`: by name of the field (as in `ticketing.fields.CALLER_FIELDS`)."""

    implied: Mapping[str, str] = field(default_factory=dict)
    """Values that the certificate or ID number says: sex, birth, age, disability_category, disability_level."""
    flaws: Mapping[str, Flaw] = field(default_factory=dict)
    contradictions: Mapping[str, Flaw] = field(default_factory=dict)

    @property
    def offered(self) -> Mapping[str, str]:
        """Implied values that contradict nothing."""
        return {name: value for name, value in self.implied.items() if name not in self.contradictions}


def read_document(text: str, *, today: date) -> IdNumber | Certificate:
    """An ID number or a certificate number, by its length: both are entered in one field (证件号码). BadIdentity."""
    if len(plain(text)) > 18:
        return read_certificate(text, today=today)
    return read_id_number(text, today=today)


def assess(fields: Mapping[str, str], *, now: datetime) -> Assessment:
    """Check the filled fields of a person. Free text in `contact` (an address, a name) is no flaw."""
    today = local(now).date()
    flaws: dict[str, Flaw] = {}
    implied: Mapping[str, str] = {}
    if fields.get("id_number"):
        try:
            implied = implied_by(read_document(fields["id_number"], today=today), today=today)
        except BadIdentity as error:
            flaws["id_number"] = error.flaw
    contact = fields.get("contact", "")
    if contact and not any(sign.isalpha() for sign in contact):
        try:
            read_phone(contact)
        except BadIdentity as error:
            flaws["contact"] = error.flaw
    return Assessment(implied=implied, flaws=flaws, contradictions=_contradictions(fields, implied))


def implied_by(document: IdNumber | Certificate, *, today: date) -> dict[str, str]:
    """What a number says of its holder, by field; `birth` is an ISO date."""
    holder = document.holder if isinstance(document, Certificate) else document
    implied = {"sex": holder.sex.value, "birth": holder.birth.isoformat(), "age": str(age(holder.birth, today))}
    if isinstance(document, Certificate):
        implied |= {"disability_category": document.category, "disability_level": document.grade}
    return implied


def _contradictions(fields: Mapping[str, str], implied: Mapping[str, str]) -> dict[str, Flaw]:
    found = {}
    for name, value in implied.items():
        entered = fields.get(name, "").strip()
        if entered and not _agrees(name, entered, value):
            found[name] = Flaw(code="contradiction", facts={"entered": entered, "implied": value})
    return found


def _agrees(name: str, entered: str, implied: str) -> bool:
    if name == "age":
        return entered.isdigit() and abs(int(entered) - int(implied)) <= AGE_TOLERANCE
    if name == "disability_category":
        return implied.removesuffix("残疾") in entered  # 视力, 视力残疾, 视力一级
    return entered.lower() in _SAME.get(implied, (implied,))
