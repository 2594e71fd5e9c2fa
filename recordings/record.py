"""A recording as it is read: a frozen record, and its states. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from recordings.names import Kind
from recordings.pcm import Level


class State(StrEnum):
    """How complete a recording is (design.md, `Recording.state`)."""

    READY = "ready"  # as long as the people talked
    SALVAGED = "salvaged"  # shorter, or mended after a crash; `note` says what
    MISSING = "missing"  # the call was answered and no audio was found
    DESTROYED = "destroyed"  # kept for its time, and destroyed under an approved list; `note` says when and by whom


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRecord:
    """A recording. `tickets` are the numbers of the tickets that its call belongs to."""

    id: str
    seq: int
    kind: Kind
    call_id: str
    part: int
    state: State
    office: str | None
    tickets: tuple[str, ...]
    started_at: datetime
    taken_in_at: datetime
    seconds: float
    expected_s: float | None
    channels: int
    levels: tuple[Level, ...]
    path: str | None
    size: int | None
    sha256: str | None
    note: str | None
