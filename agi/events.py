"""What the peer of an AGI connection can tell us, as typed records. Pure: bytes stay in `protocol`.

Text is UTF-8 with `surrogateescape`: bytes that are no UTF-8 survive the way in and the way out unchanged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_RESULT = re.compile(r"result=(\S*)(?:\s+\((.*?)\)(?=\s+endpos=|\Z))?(?:\s+endpos=(\d+))?", re.DOTALL)


class Environment:
    """The opening block: `agi_request`, `agi_uniqueid`, … exactly as sent, and its arguments in order.

    Kept as bytes: a call looks at a few of its thirty lines, so only those are decoded.
    """

    __slots__ = ("_block",)

    def __init__(self, block: bytes) -> None:
        self._block = b"\n" + block + b"\n"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Environment) and other._block == self._block

    __hash__ = None  # type: ignore[assignment]

    def get(self, name: str) -> str | None:
        """The value of one name, None if it was not sent. The last counts: Asterisk's own come last."""
        return self._find(b"\n%b: " % name.encode())

    @property
    def values(self) -> dict[str, str]:
        """All of them."""
        lines = self._block.decode("utf-8", "surrogateescape").split("\n")
        return dict([line.split(": ", 1) for line in lines if ": " in line])

    @property
    def script(self) -> str:
        """The path of agi://host:port/<script>, without slashes around it and without a query."""
        found = self._find(b"\nagi_network_script: ") or ""
        return found if found.isalpha() else found.partition("?")[0].strip("/")

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the dialplan passed after the script. An argument may be empty."""
        at = self._block.rfind(b"\nagi_arg_1: ")  # arguments come last, in order
        if at < 0:
            return ()
        lines = self._block[at + 1 : -1].decode("utf-8", "surrogateescape").split("\n")
        return tuple([line.partition(": ")[2] for line in lines])

    def _find(self, start: bytes) -> str | None:
        block = self._block
        at = block.rfind(start)
        if at < 0:
            return None
        at += len(start)
        return block[at : block.index(b"\n", at)].decode("utf-8", "surrogateescape")


class Reply(NamedTuple):
    """The answer to one command. `text` is all that followed the code; several lines are joined by newlines."""

    code: int
    text: str

    @property
    def result(self) -> str:
        """What stands behind `result=`; empty when there is none."""
        return self.text[7:].partition(" ")[0] if self.text.startswith("result=") else ""

    @property
    def value(self) -> str | None:
        """What stands in parentheses: a variable's value, or a remark such as `timeout`."""
        found = _RESULT.match(self.text)
        return found[2] if found else None

    @property
    def endpos(self) -> int | None:
        """Samples played or recorded; None when the reply does not say."""
        found = _RESULT.match(self.text)
        return int(found[3]) if found and found[3] else None


@dataclass(frozen=True, slots=True)
class HungUp:
    """The inline HANGUP line: the caller has gone. Asterisk still answers commands, most of them with 511."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The peer closed. `clean` is False when it broke off inside a line or owed us a reply."""

    clean: bool


Event = Environment | Reply | HungUp | Ended
