"""Words typed on the command line: a time, a name among those known. A mistake names the option and the mend."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hotline.settings import Clock
from routing.strict import suggestion
from workdays.zone import local

YEARS = range(1950, 3000)
"""What a time may name: outside of it there is a slip of the finger, and no calendar."""


class WordError(Exception):
    """A word on the command line is not what its option wants."""

    code = "word"


def moment(text: str | None, option: str = "--at") -> datetime:
    """The time said, or the present. WordError for a naive or malformed one, and one of another age."""
    if text is None:
        return Clock().now()
    try:
        said = datetime.fromisoformat(text)
        if said.year not in YEARS:
            raise ValueError(f"the year must be one of {YEARS[0]} to {YEARS[-1]}")
        return local(said)
    except ValueError as error:
        raise WordError(f"{option} {text}: {error}. Write it as 2026-09-25T16:50:00+08:00") from error


def number_of(text: str, option: str) -> str:
    """A telephone number as somebody types it. WordError for what is none: it would find nothing, without a word."""
    bare = "".join(sign for sign in text if sign not in " -()（）").removeprefix("+")
    if not (bare.isascii() and bare.isdigit() and 3 <= len(bare) <= 20):
        raise WordError(f"{option} {text}: this is no telephone number. Write its digits, such as 13855112345")
    return text


def one_of(word: str, known: Collection[str], option: str) -> str:
    """The word if it is known. WordError with the nearest or all that are."""
    if word in known:
        return word
    raise WordError(f"{option} {word}: {suggestion(word, known, 'choose among ' + ', '.join(known))}")
