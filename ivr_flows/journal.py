"""Where flows write down what happened: the `Journal` port, and the list that tests and the terminal use.

Writing must never fail and never wait: a full disk may not cost a caller the call. Adapters see to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from store.facts import CallFact, FactKind


class Journal(Protocol):
    """Takes facts. `note` returns at once and raises nothing."""

    def note(self, fact: CallFact) -> None:
        """Write this down."""


@dataclass(slots=True)
class ListJournal:
    """Facts in memory, in order."""

    facts: list[CallFact] = field(default_factory=list)

    def note(self, fact: CallFact) -> None:
        """See `Journal.note`."""
        self.facts.append(fact)

    def of(self, kind: FactKind) -> list[dict[str, Any]]:
        """The data of each fact of this kind, in order."""
        return [dict(fact.data) for fact in self.facts if fact.kind is kind]

    @property
    def prompts(self) -> list[str]:
        """Ids of the prompts played, in order."""
        return [data["prompt"] for data in self.of(FactKind.PROMPT_PLAYED)]
