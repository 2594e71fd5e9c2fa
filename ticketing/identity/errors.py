"""What is wrong with a number that stands for a person. Pure; the sentences are in `wording`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ticketing.errors import TicketError
from ticketing.identity.wording import SENTENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing wrong. `code` is stable (`id-number-check-digit`); `facts` fill the sentence and name no person."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def problem(self, language: str = "zh") -> str:
        """What is wrong, for people; Chinese where the language has no sentence."""
        return self._sentence(0, language)

    def mend(self, language: str = "zh") -> str:
        """What to do about it."""
        return self._sentence(1, language)

    def _sentence(self, part: int, language: str) -> str:
        texts = SENTENCES[self.code][part]
        return texts.get(language[:2], texts["zh"]).format_map(self.facts)


class BadIdentity(TicketError):
    """A number that cannot be what it is entered as."""

    code: ClassVar[str] = "bad-identity"

    def __init__(self, code: str, **facts: str) -> None:
        self.flaw = Flaw(code=code, facts=facts)
        super().__init__(f"{self.flaw.problem()}；{self.flaw.mend()}")
