"""A telephone line under FastAGI: the five verbs of `ivr_flows.conversation.Line` as AGI commands.

Knows commands and replies, no socket: an `Exchange` carries one command and brings its reply.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from agi import commands
from agi.errors import CommandRefused
from agi.events import Reply
from ivr_flows.call import CallerHungUp
from ivr_flows.conversation import Captured, Streamed

QUICK_S = 5.0
"""Time limit of a command that Asterisk answers at once."""
CLIP_S = 120.0
"""Time limit of one clip; none of ours is nearly that long."""
SLACK_S = 10.0
"""Added to the time that a command itself may take."""

_DEAD = 511
_PLAYED = Streamed()


class Exchange(Protocol):
    """One command, one reply. `hung_up` tells of the inline HANGUP, whenever it came."""

    hung_up: bool

    def execute(self, line: bytes, limit_s: float) -> Awaitable[Reply]:
        """Raises `CallLost` when the reply does not come, `CallerHungUp` when the connection ended by a hang-up."""


class AsteriskLine:
    """A `Line` over an exchange."""

    __slots__ = ("_exchange",)

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def answer(self) -> None:
        reply = await self._exchange.execute(commands.ANSWER, QUICK_S + SLACK_S)
        if self._doubtful(reply):
            await self._alive(reply)

    async def stream(self, clip: str, keys: str) -> Streamed:
        reply = await self._exchange.execute(commands.stream_file(clip, keys), CLIP_S)
        if reply.text.startswith("result=0 ") and not self._exchange.hung_up:
            return _PLAYED
        if self._doubtful(reply):
            await self._alive(reply)
            return Streamed(missing=True)
        return Streamed(key=key_of(reply.result))

    async def wait_for_key(self, timeout_s: float) -> str:
        line = commands.wait_for_digit(max(1, round(timeout_s * 1000)))
        reply = await self._exchange.execute(line, timeout_s + SLACK_S)
        if self._doubtful(reply):
            await self._alive(reply)
        return key_of(reply.result)

    async def capture(self, name: str, keys: str, limit_s: int, silence_s: int) -> Captured:
        line = commands.record_file(name, keys, limit_s * 1000, silence_s)
        reply = await self._exchange.execute(line, limit_s + SLACK_S)
        samples = reply.endpos or 0
        if reply.code == 200 and (reply.value == "hangup" or (self._exchange.hung_up and samples)):
            return Captured(samples=samples, hung_up=True)
        await self._alive(reply)
        return Captured(samples=samples, key=key_of(reply.result))

    async def set_variable(self, name: str, value: str) -> None:
        reply = await self._exchange.execute(commands.set_variable(name, value), QUICK_S)
        if self._doubtful(reply):
            await self._alive(reply)

    def _doubtful(self, reply: Reply) -> bool:
        """Whether it must be looked into."""
        code, text = reply
        return code != 200 or self._exchange.hung_up or text.startswith("result=-1")

    async def _alive(self, reply: Reply) -> None:
        """CallerHungUp if the reply means that; CommandRefused if Asterisk did not understand us.

        -1 means hung up or failed: only a further command tells which (a missing clip fails on a live channel).
        """
        if self._exchange.hung_up or reply.code == _DEAD:
            raise CallerHungUp
        if reply.code != 200:
            raise CommandRefused(f"Asterisk refused a command: {reply.code} {reply.text[:120]}")
        if reply.result == "-1":
            status = await self._exchange.execute(commands.CHANNEL_STATUS, QUICK_S)
            if self._exchange.hung_up or status.code == _DEAD:
                raise CallerHungUp


def key_of(result: str) -> str:
    """The key whose ASCII code Asterisk answered; '' for 0 (none), -1 and nonsense."""
    if result == "0":
        return ""
    return chr(int(result)) if result.isascii() and result.isdigit() and 32 < int(result) < 127 else ""
