"""How much of personal data is shown to those who may not see it: one rule for each kind, all of them here. Pure.

| kind | shown |
|---|---|
| telephone number | the first three and the last four digits |
| name | the first character |
| ID number, certificate number | the province (two digits): the last digits of a certificate tell the disability |
| birth date | the year |
| contact | as a telephone number when it is one, else nothing |
| address, anything else | nothing |
| free texts | numbers as above; the person's own name, guardian and address too |

Anhui-12345 art. 34 (数据脱敏), anhui-12385 art. 16 (保密).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from store.numbers import masked as masked_phone
from ticketing.identity.errors import BadIdentity
from ticketing.identity.phone import read_phone

_LONG_NUMBERS = re.compile(r"(?<![0-9])[0-9](?:[ \-]?[0-9Xx]){6,}(?:[Bb][1-9])?(?![0-9])")
_CLOCK = r"T[0-2][0-9]:[0-5][0-9](?::[0-5][0-9])?(?:[+-][01][0-9]:[0-5][0-9])?"
_TIME = re.compile(rf"20[0-9]{{2}}-(?:0[1-9]|1[0-2])-[0-3][0-9](?:{_CLOCK})?")


def masked_name(name: str) -> str:
    """欧阳小明 -> 欧**: how long it is stays unknown."""
    return f"{name[0]}**" if name else ""


def masked_document(number: str) -> str:
    """The province of an ID or certificate number, the rest stars."""
    return number[:2] + "*" * (len(number) - 2) if len(number) > 2 else "*" * len(number)


def masked_birth(birth: str) -> str:
    """1968-03-02 -> 1968-**-**."""
    return f"{birth[:4]}-**-**" if len(birth) >= 4 else ""


def masked_contact(contact: str) -> str:
    """A telephone number as one; other words not at all."""
    try:
        return masked_phone(read_phone(contact).number)
    except BadIdentity:
        return masked_wholly(contact)


def masked_wholly(text: str) -> str:
    """Nothing but that there is something."""
    return "***" if text else ""


def masked_text(text: str) -> str:
    """Free text with every run of seven or more digits starred: numbers that people wrote into a situation.

    A text that is nothing but a day or a time, as a form's field has it, names nobody.
    """
    if _TIME.fullmatch(text):
        return text
    return _LONG_NUMBERS.sub(lambda match: masked_phone(match[0]) if len(match[0]) < 14 else "*" * 6, text)


def masked_about(text: str, caller: Mapping[str, str]) -> str:
    """Free text about a person: numbers starred, and their name, guardian and address wherever they were written."""
    for field in NAMING:
        value = caller.get(field, "").strip()
        if len(value) > 1:
            text = text.replace(value, MASKS[field](value))
    return masked_text(text)


NAMING = ("name", "guardian", "address")
"""Fields of a person whose values may stand in a text in words."""

MASKS: Mapping[str, Callable[[str], str]] = {
    "name": masked_name,
    "number": masked_phone,
    "contact": masked_contact,
    "id_number": masked_document,
    "birth": masked_birth,
    "address": masked_wholly,
    "guardian": masked_name,
}
"""Field of a person -> its mask. Fields that are not here (sex, age, ethnicity …) do not tell who somebody is."""


def masked_person(fields: Mapping[str, str]) -> dict[str, str]:
    """A person's fields for those who may not see them."""
    return {name: MASKS[name](value) if name in MASKS and value else value for name, value in fields.items()}
