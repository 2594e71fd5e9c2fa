"""What the peer of an AGI connection can tell us, as typed records. Pure: bytes stay in `protocol`.

Text is UTF-8 with `surrogateescape`: bytes that are no UTF-8 survive the way in and the way out unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_RESULT = re.compile(r"result=(\S*)(?:\s+\((.*?)\)(?=\s+endpos=|\Z))?(?:\s+endpos=(\d+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Environment:
    """The opening block: `agi_request`, `agi_uniqueid`, … exactly as sent, and its arguments in order."""

    values: Mapping[str, str]

    @property
    def script(self) -> str:
        """The path of agi://host:port/<script>, without slashes around it and without a query."""
        return self.values.get("agi_network_script", "").partition("?")[0].strip("/")

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the dialplan passed after the script. An argument may be empty."""
        found: list[str] = []
        while (value := self.values.get(f"agi_arg_{len(found) + 1}")) is not None:
            found.append(value)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Reply:
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
