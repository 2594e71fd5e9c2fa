"""The `Call` port built on five things that a telephone line can do. Every adapter is a `Line`; the manners are here.

Pure: no asyncio, no Asterisk. So saying, asking and collecting keys are the same in tests, over FastAGI and over pyst2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dialplan.contract import Handover, Variable
from ivr_flows.call import CallFacts, Heard, Recorded

ALL_KEYS = "0123456789*#"
_ALL_HEARD = Heard()
SAMPLE_RATE = 8000
"""Of recordings: samples a second that `Captured.samples` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """How one clip ended: the key that cut it ('' = none); `missing` when the line has no such clip."""

    key: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """How one recording ended: samples written; the key ('' = none); whether the caller hung up."""

    samples: int
    key: str = ""
    hung_up: bool = False


class Line(Protocol):
    """A channel. Every verb may raise `CallerHungUp` or `CallLost`; `capture` reports a hang-up in its answer."""

    async def answer(self) -> None:
        """Go off-hook. Idempotent."""

    async def stream(self, clip: str, keys: str) -> Streamed:
        """Play one clip (absolute path without ending); one of `keys` ends it, others are not heard."""

    async def wait_for_key(self, timeout_s: float) -> str:
        """The next key, or '' after `timeout_s`."""

    async def capture(self, name: str, keys: str, limit_s: int, silence_s: int) -> Captured:
        """Record to `name` + `.wav` until a key, silence (0 = never), the limit or the hang-up."""

    async def set_variable(self, name: str, value: str) -> None:
        """Set a channel variable."""


class Conversation:
    """One call (`ivr_flows.call.Call`) over a line. `beep` is the clip played before a recording."""

    def __init__(self, line: Line, facts: CallFacts, *, beep: str = "beep") -> None:
        self._line = line
        self._facts = facts
        self._beep = beep
        self._answered = False

    @property
    def facts(self) -> CallFacts:
        return self._facts

    async def answer(self) -> None:
        if not self._answered:
            await self._line.answer()
            self._answered = True

    async def say(self, audio: Sequence[str], *, interrupt: str = "") -> Heard:
        missing: list[str] = []
        for clip in audio:
            streamed = await self._line.stream(clip, interrupt)
            if streamed.missing:
                missing.append(clip)
            if streamed.key:
                return Heard(key=streamed.key, missing=tuple(missing))
        return Heard(missing=tuple(missing)) if missing else _ALL_HEARD

    async def ask(self, audio: Sequence[str], *, digits: int, timeout_s: float, interrupt: str = ALL_KEYS) -> str:
        heard = await self.say(audio, interrupt=interrupt) if audio else _ALL_HEARD
        keys = ""
        key = heard.key or await self._line.wait_for_key(timeout_s)
        while key and key != "#":
            keys += key
            if len(keys) >= digits:
                break
            key = await self._line.wait_for_key(timeout_s)
        return keys

    async def record(self, name: str, *, limit_s: int, silence_s: int, stop_keys: str = "#") -> Recorded:
        await self._line.stream(self._beep, "")
        captured = await self._line.capture(name, stop_keys, limit_s, silence_s)
        seconds = captured.samples / SAMPLE_RATE
        return Recorded(path=f"{name}.wav", seconds=seconds, ended_by=_ended_by(captured, seconds, limit_s))

    async def hand_over(self, handover: Handover) -> None:
        await self._line.set_variable(Variable.HANDOVER.value, handover.pack())


def _ended_by(captured: Captured, seconds: float, limit_s: int) -> str:
    """Asterisk says `timeout` for silence and for the limit alike; only at the limit is the file that long."""
    if captured.hung_up:
        return "hangup"
    if captured.key:
        return "key"
    return "limit" if seconds >= limit_s - 1 else "silence"
