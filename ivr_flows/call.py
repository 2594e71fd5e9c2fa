"""The port through which a flow talks with one caller. Adapters: scripted (tests, terminal), FastAGI, pyst2.

Flows are `async` functions over this protocol and reach no asyncio themselves: the pyst2 adapter drives them
without an event loop. A caller who hangs up is a normal, typed outcome: every verb may raise `CallerHungUp`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dialplan.contract import Handover


class CallerHungUp(Exception):
    """The caller hung up. Not an error: the flow's journal is complete up to here."""


class CallLost(Exception):
    """Asterisk's side of the conversation broke (EOF, time limit, nonsense). The dialplan's fallback goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """What is known when a flow starts. `caller` is None for a hidden number; `trunk` None if unknown."""

    call_id: str
    dialed: str
    caller: str | None
    trunk: str | None
    script: str
    channel: str = ""
    empty_walks: int = 0
    """How many walks along the chain, one after the other, met nobody at work (still-waiting); 0: seats work."""
    handover: str = ""
    """The packed handover in force when the script began (still-waiting); empty at the first script."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """How a playback ended: `key` is the digit that cut it short, None if it played to its end."""

    key: str | None = None
    missing: tuple[str, ...] = ()
    """Clips that Asterisk did not have: the caller heard nothing in their place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A finished recording: where Asterisk wrote it (absolute path with ending), its length, what ended it."""

    path: str
    seconds: float
    ended_by: str
    """`key`, `silence`, `limit` or `hangup`."""


class Call(Protocol):
    """The verbs of a person on the telephone. `audio` items are absolute paths without ending, played in order."""

    @property
    def facts(self) -> CallFacts: ...

    async def answer(self) -> None:
        """Go off-hook. Idempotent."""

    async def say(self, audio: Sequence[str], *, interrupt: str = "") -> Heard:
        """Play the clips; a key in `interrupt` ends it."""

    async def ask(self, audio: Sequence[str], *, digits: int, timeout_s: float, interrupt: str = "0123456789*#") -> str:
        """Play, then collect up to `digits` keys (ended early by # or by `timeout_s` of silence). May be ''."""

    async def record(self, name: str, *, limit_s: int, silence_s: int, stop_keys: str = "#") -> Recorded:
        """Record the caller to file `name` (no ending) after a beep. Kept even when the caller hangs up."""

    async def hand_over(self, handover: Handover) -> None:
        """Set the one packed variable, last. Nothing may follow."""
