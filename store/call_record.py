"""A call as it is read, and what taking facts in tells: frozen records. No query here; see `store.calls`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.facts import CallFact
from store.folded import CallState, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRecord:
    """One seat's part in a call (design: call leg)."""

    seat: str
    office: str | None
    rang_at: datetime | None
    answered_at: datetime | None
    left_at: datetime | None
    talked_s: float | None
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord:
    """A call as it stands. `caller` is the full number (None when hidden): mask it before it is shown or logged."""

    id: str
    version: int
    dialed: str | None
    trunk: str | None
    channel: str | None
    caller: str | None
    caller_hash: str | None
    area_code: str | None
    area_name: str | None
    office: str | None
    evidence: str | None
    reason: str | None
    language: str | None
    state: CallState
    outcome: Outcome | None
    arrived_at: datetime
    queued_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    waited_s: float | None
    talked_s: float | None
    seat: str | None
    cause: int | None
    recording_path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallChange:
    """What taking facts in did to one call: the facts that were new, the call before (None: it is new) and after."""

    before: CallRecord | None
    after: CallRecord
    facts: tuple[CallFact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """The answer of `take_in`: calls that changed. Facts known before are counted in `known` and change nothing."""

    changes: tuple[CallChange, ...]
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls; None means any. `since` and `until` are times of arrival. `offices` empty means none at all."""

    offices: tuple[str, ...] | None = None
    state: CallState | None = None
    outcome: Outcome | None = None
    seat: str | None = None
    number: str | None = None
    since: datetime | None = None
    until: datetime | None = None
