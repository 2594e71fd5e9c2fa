"""Call facts in words, for the terminal. Pure: a fact goes in, a sentence comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from store.facts import CallFact, FactKind

Data = Mapping[str, Any]


def sentence(fact: CallFact) -> str:
    """What the fact means, in one English sentence."""
    return _SENTENCES[fact.kind](fact.data)


def _routed(data: Data) -> str:
    if data.get("ask"):
        return f"only the caller can decide between {' and '.join(data['ask'])}: asking"
    state = "open" if data.get("open") else f"closed until {data.get('opens_at')}"
    return f"routed to {data.get('office')} ({state}): {data.get('reason') or data.get('evidence')}"


def _played(data: Data) -> str:
    cut = "" if data.get("complete", True) else " (cut short)"
    return f"hears the prompt {data.get('prompt')}{cut}"


def _message(data: Data) -> str:
    return f"left a message of {float(data.get('seconds') or 0):.1f} s"


def _answered(data: Data) -> str:
    return f"answered by seat {data.get('seat')} after {float(data.get('waited_s') or 0):.1f} s of waiting"


def _left(data: Data) -> str:
    return f"seat {data.get('seat')} has left after {float(data.get('talked_s') or 0):.1f} s"


_SENTENCES: Mapping[FactKind, Callable[[Data], str]] = {
    FactKind.ARRIVED: lambda data: f"arrived over trunk {data.get('trunk') or '(unknown)'} for {data.get('dialed')}",
    FactKind.ROUTED: _routed,
    FactKind.PROMPT_PLAYED: _played,
    FactKind.KEY_PRESSED: lambda data: f"pressed a key at {data.get('at_prompt')}",
    FactKind.LANGUAGE_CHOSEN: lambda data: f"chose the language {data.get('language')}",
    FactKind.MESSAGE_LEFT: _message,
    FactKind.CALLBACK_ASKED: lambda data: "asked to be called back",
    FactKind.HANDED_OVER: lambda data: f"handed over to the dialplan: {data.get('packed')}",
    FactKind.QUEUED: lambda data: f"waits in the queue of {data.get('office')}, position {data.get('position')}",
    FactKind.RINGING: lambda data: f"rings at seat {data.get('seat')}",
    FactKind.RING_NO_ANSWER: lambda data: f"seat {data.get('seat')} did not answer",
    FactKind.ANSWERED: _answered,
    FactKind.HANDED_ON: lambda data: f"seat {data.get('seat')} gives the caller to {data.get('to')}",
    FactKind.ABANDONED: lambda data: f"gave up waiting at {data.get('office')}",
    FactKind.SEAT_LEFT: _left,
    FactKind.RECORDING_STARTED: lambda data: "recording is on",
    FactKind.ENDED: lambda data: f"ended: {data.get('cause_text')}" if data.get("cause") else "ended",
    FactKind.FLOW_FAILED: lambda data: f"the flow {data.get('script')} failed: {data.get('why') or data.get('code')}",
    FactKind.FALLBACK_RAN: lambda data: f"Asterisk itself ran the flow {data.get('script')}: our server was away",
}
