"""One caller's conversation in one language: saying prompts, asking for a key, and writing both down.

Every prompt played is a fact, with what it said and whether it was heard to its end, however the playing ended.
No flow's order of things may live here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from ivr_flows.call import Call
from ivr_flows.flow_context import FlowContext
from ivr_flows.prompt_book import PromptError
from ivr_flows.utterance import Utterance, Value
from store.facts import CallFact, FactKind, fact_id

_DIGITS = "0123456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """A prompt with its values; `language` None = the conversation's."""

    prompt: str
    params: Mapping[str, Value] = field(default_factory=dict)
    language: str | None = None


class Dialogue:
    """The conversation. `language` may change in its course."""

    def __init__(self, call: Call, context: FlowContext, *, language: str | None = None) -> None:
        self.call = call
        self.context = context
        self.language = language or context.plan.languages[0]

    def note(self, kind: FactKind, **data: Any) -> None:
        """Write a fact of this call down."""
        fact = CallFact(call_id=self.call.facts.call_id, at=self.context.now(), kind=kind, data=data)
        self.context.journal.note(fact)

    def note_arrival(self) -> None:
        """The call is here. Asterisk tells so too: the fact has the same id, and is kept once."""
        facts = self.call.facts
        data = {"dialed": facts.dialed, "caller": facts.caller, "trunk": facts.trunk, "channel": facts.channel}
        call, kind = facts.call_id, FactKind.ARRIVED
        fact = CallFact(id=fact_id(call, kind), call_id=call, at=self.context.now(), kind=kind, data=data)
        self.context.journal.note(fact)

    async def tell(self, prompt: str, **params: Value) -> None:
        """Say a prompt to its end; no key shortens it."""
        await self._say(Saying(prompt=prompt, params=params), "")

    async def choose(self, sayings: Sequence[Saying], keys: str, *, tries: int = 2) -> str | None:
        """Ask for one of `keys`; None when none came. Other keys are noise while a prompt plays, a mistake after it."""
        again = ""
        for _ in range(tries):
            key = await self._say(Saying(prompt=again), keys) if again else ""
            key = key or await self._hear(sayings, keys)
            if key and key in keys:
                self.note(FactKind.KEY_PRESSED, digits=key, at_prompt=sayings[-1].prompt)
                return key
            again = "invalid-key" if key else "no-input"
        return None

    async def number(self, prompt: str, *, digits: int) -> str:
        """Ask for a number of at most `digits` digits, ended by # or by silence; may be ''."""
        first = await self._say(Saying(prompt=prompt), _DIGITS)
        timeout = self.context.settings.digit_timeout_s
        rest = await self.call.ask((), digits=digits - len(first), timeout_s=timeout)
        return first + rest.replace("*", "")

    async def _hear(self, sayings: Sequence[Saying], keys: str) -> str:
        for saying in sayings:
            key = await self._say(saying, keys)
            if key:
                return key
        return await self.call.ask((), digits=1, timeout_s=self.context.settings.key_timeout_s)

    async def _say(self, saying: Saying, interrupt: str) -> str:
        """The key that cut it short, or ''. A prompt that cannot be said is a fact too, and never the caller's loss."""
        language = saying.language or self.language
        params = dict(saying.params)
        if any(isinstance(value, datetime) for value in params.values()):
            params["now"] = self.context.now()
        played: dict[str, Any] = {"prompt": saying.prompt, "language": language, "params": _plain(saying.params)}
        complete = False
        try:
            clips = self.context.book.audio(Utterance(prompt=saying.prompt, params=params), language)
            heard = await self.call.say(clips, interrupt=interrupt)
            complete = heard.key is None and not heard.missing
            if heard.missing:
                played["trouble"] = "missing-clip"
            return heard.key or ""
        except PromptError as error:
            played["trouble"] = error.code
            return ""
        finally:
            self.note(FactKind.PROMPT_PLAYED, **played, complete=complete)


def _plain(params: Mapping[str, Value]) -> dict[str, Any]:
    """Values as JSON has them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in params.items()}
