"""What a prompt that was played said, read back from the fact that tells of it: for the story of a call at the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import structlog

from ivr_flows.prompt_book import PromptBook, PromptError
from ivr_flows.rendered_book import load_book
from ivr_flows.utterance import Utterance, Value
from store.facts import CallFact, FactKind

log = structlog.get_logger()


def said_from(folder: Path) -> Callable[[CallFact], str | None]:
    """The same with the book prepared in this folder. Without one nothing is told: the desk must not fail for it."""
    try:
        return said_in(load_book(folder))
    except PromptError as error:
        log.warning("what prompts said cannot be told", action="no-prompt-book", why=str(error))
        return lambda _fact: None


def said_in(book: PromptBook) -> Callable[[CallFact], str | None]:
    """The sentence of a `prompt-played` fact; None for other facts, and for a prompt that the book has no more."""

    def said(fact: CallFact) -> str | None:
        if fact.kind is not FactKind.PROMPT_PLAYED:
            return None
        params: Mapping[str, Any] = fact.data.get("params") or {}
        values = {name: _value(value) for name, value in params.items()}
        if any(isinstance(value, datetime) for value in values.values()):
            values["now"] = fact.at
        with suppress(PromptError, KeyError):
            return book.text(Utterance(prompt=fact.data["prompt"], params=values), fact.data["language"])
        return None

    return said


def _value(written: Any) -> Value:
    """A value as the flow had it: facts hold times as ISO 8601."""
    if isinstance(written, str) and "-" in written:
        for read in (date.fromisoformat, datetime.fromisoformat):
            with suppress(ValueError):
                return read(written)
    value: Value = written
    return value
