"""What happened in a call, as one flat record that any process can write and any can take into the store.

Pure: no database here. The AGI server, the fallback program that Asterisk starts, and the AMI reader all write
the same record; a fact's id makes taking it in twice harmless.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class FactKind(StrEnum):
    """Kinds of call facts, in the order in which a call usually meets them. `data` keys are given beside each."""

    ARRIVED = "arrived"  # dialed, caller, trunk, channel
    CALLED_OUT = "called-out"  # seat, office, by, number, language; ticket, answers (a call's id), despite: 外呼
    ROUTED = "routed"  # office, open, opens_at (ISO 8601 or null), overflow, evidence, reason, ask
    PROMPT_PLAYED = "prompt-played"  # prompt, language, params, complete (bool)
    KEY_PRESSED = "key-pressed"  # digits, at_prompt
    LANGUAGE_CHOSEN = "language-chosen"  # language
    MESSAGE_LEFT = "message-left"  # path, seconds, language
    CALLBACK_ASKED = "callback-asked"  # number, language
    HANDED_OVER = "handed-over"  # packed
    QUEUED = "queued"  # office, position
    RINGING = "ringing"  # office, seat
    DIALING = "dialing"  # seat: it took its own phone, now the citizen's rings
    RING_NO_ANSWER = "ring-no-answer"  # office, seat, seconds
    ANSWERED = "answered"  # office, seat, waited_s
    HANDED_ON = "handed-on"  # office, seat, to (office), by: 话务转接, a seat gave the caller to another office
    ABANDONED = "abandoned"  # office, waited_s
    SEAT_LEFT = "seat-left"  # office, seat, talked_s
    RECORDING_STARTED = "recording-started"  # path
    ENDED = "ended"  # cause (Q.850 number), cause_text; of a call out: dial (as DIALSTATUS), far_cause;
    # lost (true): nobody told of an end, the exchange broke down under the call
    FLOW_FAILED = "flow-failed"  # error code, script
    FALLBACK_RAN = "fallback-ran"  # script, why


_OURS = uuid.UUID("6b1f6c0e-5d5b-5c0a-9c46-123851238500")


def fact_id(call_id: str, kind: FactKind, *about: str) -> str:
    """The id of the fact of this kind about this call and, for instance, this leg: whoever tells it tells it once."""
    return uuid.uuid5(_OURS, "|".join((call_id, kind.value, *about))).hex


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFact:
    """One thing that happened to one call. `at` is aware; `call_id` is the linkedid; `id` is unique for ever."""

    call_id: str
    at: datetime
    kind: FactKind
    data: Mapping[str, Any] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"fact {self.kind} of call {self.call_id} has a naive time {self.at}")

    def to_json(self) -> str:
        """One line of JSON, no newline."""
        return json.dumps(
            {
                "id": self.id,
                "call_id": self.call_id,
                "at": self.at.isoformat(),
                "kind": self.kind.value,
                "data": dict(self.data),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, line: str) -> CallFact:
        """The reverse of `to_json`; ValueError or KeyError for a damaged line."""
        raw = json.loads(line)
        return cls(
            id=raw["id"],
            call_id=raw["call_id"],
            at=datetime.fromisoformat(raw["at"]),
            kind=FactKind(raw["kind"]),
            data=raw["data"],
        )
