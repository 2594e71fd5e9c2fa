"""The names of recording files, and what can be read from them. Pure.

incoming/<call id>.raw                             interleaved stereo, left caller, right seat
incoming/<call id>.caller.sln, <call id>.seat.sln  the same as a pair of mono files (Asterisk before option D)
messages/<call id>.wav                             a message left
archive/YYYY/MM/DD/<recording id>.flac.sealed
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

_CALL_ID = r"(?:[A-Za-z0-9]{1,20}-)?\d{1,12}\.\d{1,10}"
_INCOMING = re.compile(rf"(?P<call>{_CALL_ID})\.(?:raw|(?P<side>caller|seat)\.sln)\Z")
_MESSAGE = re.compile(rf"(?P<call>{_CALL_ID})\.wav\Z")


class Kind(StrEnum):
    """What was recorded."""

    CALL = "call"
    MESSAGE = "message"


class Form(StrEnum):
    """How the file on disk is made."""

    STEREO_RAW = "stereo-raw"
    CALLER_SLN = "caller"
    SEAT_SLN = "seat"
    WAV = "wav"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file of ours, by its name."""

    call_id: str
    kind: Kind
    form: Form


def read_incoming(name: str) -> Found | None:
    """What a file in incoming/ is; None: not one of ours."""
    match = _INCOMING.match(name)
    if match is None:
        return None
    form = {None: Form.STEREO_RAW, "caller": Form.CALLER_SLN, "seat": Form.SEAT_SLN}[match["side"]]
    return Found(call_id=match["call"], kind=Kind.CALL, form=form)


def read_message(name: str) -> Found | None:
    """What a file in messages/ is; None: not one of ours."""
    match = _MESSAGE.match(name)
    return None if match is None else Found(call_id=match["call"], kind=Kind.MESSAGE, form=Form.WAV)


def recording_id(call_id: str, kind: Kind, part: int) -> str:
    """The id of a recording; `part` counts from 0 where a call has several of one kind."""
    ending = "" if kind is Kind.CALL else ".message"
    return f"{call_id}{ending}" + (f".{part + 1}" if part else "")


def archive_path(recording: str, day: date) -> Path:
    """Where it lies, relative to the archive."""
    return Path(f"{day:%Y/%m/%d}") / f"{recording}.flac.sealed"
