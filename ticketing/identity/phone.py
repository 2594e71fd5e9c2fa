"""Telephone numbers that a person can be reached at, as an agent writes them. Pure.

Reading a number is `routing.numbers`'s; here is only whether somebody can be called back on it, and its extension.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from routing.numbers import CallerKind, read_caller
from ticketing.identity.errors import BadIdentity

_EXTENSION = re.compile(r"(?:转|分机|ext\.?|#|x)\s*([0-9]{1,6})\s*\Z", re.IGNORECASE)
_LOCAL = re.compile(r"[2-8][0-9]{6,7}\Z")
_ABROAD = re.compile(r"[0-9]{7,15}\Z")
_SERVICE = re.compile(r"[48]00[0-9]{7}\Z")  # numbers of organisations that charge the called side


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number to call. `number`: 11 digits of a mobile, area code and number of a landline, + and digits abroad."""

    kind: CallerKind
    number: str
    extension: str | None = None


def read_phone(text: str, *, area: str | None = None) -> Phone:
    """The number, checked. `area` (with its 0) is put before a local number without one. BadIdentity."""
    written = unicodedata.normalize("NFKC", text).strip()
    match = _EXTENSION.search(written)
    extension = match[1] if match else None
    body = written[: match.start()] if match else written
    if re.search(r"[^0-9+\-() .]", body):
        raise BadIdentity("phone-unknown")
    digits = re.sub(r"[^0-9]", "", body)
    if area and _LOCAL.match(digits):
        body = area + digits
    read = read_caller(body)
    if read.kind is CallerKind.ABROAD and _ABROAD.match(read.number):
        return Phone(kind=read.kind, number=f"+{read.number}", extension=extension)
    if read.kind not in (CallerKind.MOBILE, CallerKind.LANDLINE) and not _SERVICE.match(digits):
        raise BadIdentity("phone-unknown")
    return Phone(kind=read.kind, number=read.number, extension=extension)
