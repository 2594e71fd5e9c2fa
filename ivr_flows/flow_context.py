"""What flows need beside the caller: the plan, the decision, the prompts, the journal, the clock, the store's answers.

Built once by the composition root (or from the fallback's snapshot) and shared by all calls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ivr_flows.journal import Journal
from ivr_flows.lookups import CaseLookup, HistoryLookup, NoCases, NoHistory
from ivr_flows.prompt_book import PromptBook
from routing.decision import Decision, History
from routing.plan import Plan


class Decide(Protocol):
    """`routing.decide.decide`."""

    def __call__(
        self, *, dialed: str, trunk: str | None, caller: str | None, history: History | None, now: datetime, plan: Plan
    ) -> Decision: ...


class DecideAnswered(Protocol):
    """`routing.decide.decide_answered`."""

    def __call__(self, *, office: str, asked: Decision, now: datetime, plan: Plan) -> Decision: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowSettings:
    """A site's own values. Times in seconds."""

    messages_folder: str
    """Absolute folder where Asterisk writes messages (RUN/recordings/messages)."""
    message_limit_s: int = 180
    message_silence_s: int = 8
    """So much silence ends a message."""
    message_shortest_s: float = 1.0
    """Less is no message."""
    key_timeout_s: float = 6.0
    """Silence after a question until it counts as unanswered. Long enough for one hand and a screen reader."""
    digit_timeout_s: float = 8.0
    """Silence between the keys of a number."""
    sms_number: str | None = None
    """Where the site takes short messages; None where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowContext:
    """The flows' dependencies."""

    plan: Plan
    decide: Decide
    decide_answered: DecideAnswered
    book: PromptBook
    journal: Journal
    now: Callable[[], datetime]
    settings: FlowSettings
    histories: HistoryLookup = field(default_factory=NoHistory)
    cases: CaseLookup = field(default_factory=NoCases)
