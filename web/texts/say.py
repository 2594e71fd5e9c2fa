"""A code of the API in the words of a language: refusals, errors, notices. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from web.texts.calling_out import CALLING_OUT
from web.texts.languages import Text, text
from web.texts.public import PUBLIC
from web.texts.requests import REQUESTS
from web.texts.retention import RETENTION
from web.texts.seats import SEATS
from web.texts.tickets import TICKETS

MESSAGES: Mapping[str, tuple[Text, Text | None]] = {
    **REQUESTS,
    **SEATS,
    **TICKETS,
    **CALLING_OUT,
    **RETENTION,
    **PUBLIC,
}
"""Every code that the API knows words for."""


def say(code: str, language: str, values: Mapping[str, Any] | None = None) -> tuple[str, str | None]:
    """Message and mend of a code in a language. An unknown code speaks for itself."""
    message, mend = MESSAGES.get(code, (text(code, code, code), None))
    return _fill(message[language], values), None if mend is None else _fill(mend[language], values)


def _fill(text: str, values: Mapping[str, Any] | None) -> str:
    for name, value in (values or {}).items():
        text = text.replace("{" + name + "}", str(value))
    return text
