"""The answer of a routing decision, and the history that may inform it. Pure records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Evidence(StrEnum):
    """What a decision rests on, strongest first."""

    DIALED_AREA = "dialed-area"
    TRUNK_AREA = "trunk-area"
    CALLER_LANDLINE = "caller-landline"
    CALLER_MOBILE = "caller-mobile"
    LAST_SERVED = "last-served"
    ANSWERED_QUESTION = "answered-question"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the store knows of the caller's number: the office that served them last, or None."""

    last_office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why this office: the deciding evidence, a sentence for people (English), and what was looked at before."""

    evidence: Evidence
    detail: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who should answer, and why."""

    office: str
    """The office; while `ask` is set, the one that answers if the question stays unanswered (the home office)."""
    ask: tuple[str, ...] | None
    """Office ids between which only a question to the caller can decide, or None."""
    open: bool
    opens_at: datetime | None
    """Aware (Asia/Shanghai); None when open now."""
    overflow: tuple[str, ...]
    """Offices to try after `office`, in order; only those open now."""
    reason: Reason
