"""What flows ask of the store: who served this caller last, and how a case stands. Ports, and the empty answers.

Adapters keep their own time limits: a slow store must cost the caller nothing, so a lookup that would wait too long
answers as if nothing were known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from routing.decision import History


class CaseState(StrEnum):
    """How a case stands, in the words that a caller is told. The value ends the prompt's id: `progress-…`."""

    REGISTERED = "registered"
    HANDLING = "handling"
    REPLIED = "replied"
    CONCLUDED = "concluded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProgress:
    """What may be told to anyone who knows the ticket's number: no name, no matter."""

    state: CaseState
    office: str | None = None
    """Id of the office that handles it."""
    since: date | None = None


class CasesUnavailable(Exception):
    """How cases stand cannot be looked up now."""


class HistoryLookup(Protocol):
    """Who served a number before."""

    async def history(self, caller: str) -> History:
        """Never raises."""


class CaseLookup(Protocol):
    """How a case stands."""

    async def progress(self, ticket: str) -> CaseProgress | None:
        """For the digits that the caller keyed; None if there is no such ticket. May raise `CasesUnavailable`."""


class NoHistory:
    """Nothing is known of anyone: the fallback's answer."""

    async def history(self, caller: str) -> History:
        """See `HistoryLookup.history`."""
        return History()


class NoCases:
    """No case can be looked up: the fallback's answer."""

    async def progress(self, ticket: str) -> CaseProgress | None:
        """See `CaseLookup.progress`."""
        raise CasesUnavailable


@dataclass(slots=True)
class KnownCallers:
    """A history in memory, for tests and the terminal."""

    last_office: Mapping[str, str] = field(default_factory=dict)

    async def history(self, caller: str) -> History:
        """See `HistoryLookup.history`."""
        return History(last_office=self.last_office.get(caller))


@dataclass(slots=True)
class KnownCases:
    """Cases in memory, for tests and the terminal."""

    cases: Mapping[str, CaseProgress] = field(default_factory=dict)

    async def progress(self, ticket: str) -> CaseProgress | None:
        """See `CaseLookup.progress`."""
        return self.cases.get(ticket)
