"""Bytes from Asterisk to whole manager messages: panoramisk's protocol, mended. No meaning is given to events here.

panoramisk decodes each TCP chunk by itself and drops what does not decode, so a Chinese character that two chunks
share vanishes. Here bytes are kept until a whole message is there. Events that nobody waits for by ActionID, which
are nearly all, become plain dicts and go to `on_event`; answers and the events of list actions go
through panoramisk's own parser and bookkeeping, and so does FullyBooted, which its Manager listens for.

Asterisk sends what happens at one moment in many small pieces. Unless somebody waits for what they say, they are taken
together at the next beat.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING

from panoramisk.ami_protocol import AMIProtocol
from panoramisk.message import Message

from .beat import AtBeat
from .errors import OversizeMessageError

if TYPE_CHECKING:
    from typing import Any

log = logging.getLogger(__name__)

RawEvent = Mapping[str, str]
"""Header -> value as sent; of a header that is repeated (none of those that are read), the last."""

END = b"\r\n\r\n"
LIMIT = 1 << 20
"""Most bytes one message may have; Asterisk's longest are a few KiB."""

NUMBER = "\r\nSequenceNumber: "
"""What stands before an event's number (manager.conf `debug = on`), among its first headers."""

THROUGH_PANORAMISK = frozenset({"FullyBooted", "Shutdown"})


def parse_event(block: str) -> dict[str, str]:
    """One `Key: value` block to a dict. Lines without a colon are dropped."""
    lines = block.split("\r\n")
    try:
        return dict([line.split(": ", 1) for line in lines])  # of another length: ValueError
    except ValueError:
        parted = (line.partition(":") for line in lines)
        return {key: value.removeprefix(" ") for key, colon, value in parted if colon}


class WholeMessages(AMIProtocol):  # type: ignore[misc]  # panoramisk is untyped
    """panoramisk's protocol, fed with whole messages only.

    `wanted` names the events that are worth parsing; None means all. `on_event` must only queue. `on_number` is told
    the number of every event that has one, wanted or not, before the event itself. With `beat_s`, messages wait for the
    next beat, but not while an action waits for its answer, nor with one of the `urgent` events among them.
    """

    def __init__(
        self,
        on_event: Callable[[RawEvent], None],
        *,
        wanted: frozenset[str] | None = None,
        on_number: Callable[[int], None] | None = None,
        on_lost: Callable[[Exception | None], None] | None = None,
        beat_s: float = 0.0,
        urgent: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._on_event = on_event
        self._wanted = wanted
        self._on_number = on_number
        self._on_lost = on_lost
        self._pending = bytearray()
        self._searched = 0
        """So much of it has been looked through for a message's end."""
        self._beat = AtBeat(self._take_whole, beat_s) if beat_s else None
        self._urgent = tuple(f"Event: {name}\r\n".encode() for name in urgent)
        self.version: str | None = None
        self.messages = 0
        self.skipped = 0

    def connection_made(self, transport: Any) -> None:
        """Set up before the manager knows of us, so that a quick loss is not lost."""
        super().connection_made(transport)
        self.encoding = "utf-8"

    def data_received(self, data: bytes) -> None:
        """Take a chunk cut anywhere; hand on every message that is now complete, now or at the next beat."""
        self._pending += data
        if self._beat is None or self.responses or self._presses(data):
            self._take_whole()
        else:
            self._beat.ask()

    def _presses(self, data: bytes) -> bool:
        """Whether an urgent event begins in this chunk. One that is cut by its end may wait for the beat."""
        return any(name in data for name in self._urgent)

    def _take_whole(self) -> None:
        """Hand on every message that is complete."""
        if self._beat is not None:
            self._beat.drop()
        pending = self._pending
        cut = pending.rfind(END, self._searched)
        if cut < 0:
            self._searched = max(0, len(pending) - len(END) + 1)
            if len(pending) > LIMIT:
                error = OversizeMessageError(len(pending))
                log.error("AMI message too long", extra={"action": "ami-oversize", "bytes": len(pending)})
                pending.clear()
                self.connection_lost(error)
            return
        whole = pending[:cut].decode("utf-8", "replace")
        del pending[: cut + len(END)]
        self._searched = 0
        for block in whole.split("\r\n\r\n"):
            self._take(block)

    def _take(self, block: str) -> None:
        """One message; nothing that goes wrong in one may touch the next."""
        try:
            if block[:1] in "\r\n":
                block = block.strip()
            self.messages += 1
            if block.startswith("Event: "):
                self._event(block)
            elif block:
                self._answer(block)
        except Exception:
            log.exception("an AMI message could not be handled", extra={"action": "ami-message-failed"})

    def _event(self, block: str) -> None:
        end = block.find("\r\n")
        name = block[7:] if end < 0 else block[7:end]
        if self._on_number is not None and (at := block.find(NUMBER)) >= 0:
            self._tell_number(block, at + len(NUMBER))
        if self.responses and "\r\nActionID: " in block and self._belongs_to_action(block):
            return
        if name in THROUGH_PANORAMISK:
            self.handle_message(Message.from_line(block))
        if self._wanted is None or name in self._wanted:
            self._on_event(parse_event(block))
        else:
            self.skipped += 1

    def _tell_number(self, block: str, start: int) -> None:
        end = block.find("\r\n", start)
        text = block[start:] if end < 0 else block[start:end]
        if self._on_number is not None and text.isascii() and text.isdigit():
            self._on_number(int(text))

    def _belongs_to_action(self, block: str) -> bool:
        message = Message.from_line(block)
        if message.id not in self.responses:
            return False
        self.handle_message(message)
        return True

    def _answer(self, block: str) -> None:
        if self.version is None and block.startswith("Asterisk Call Manager/"):
            greeting, _, block = block.partition("\r\n")
            self.version = greeting.partition("/")[2].strip()
        message = Message.from_line(block.strip())
        if message is not None:
            self.handle_message(message)

    def forget(self, future: asyncio.Future[Any]) -> None:
        """Drop an action that will not be waited for any longer, so that it neither leaks nor is sent again."""
        for key in [key for key, action in self.responses.items() if action.future is future]:
            del self.responses[key]

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer closed, the network broke, or we gave up. What came before is taken first."""
        if not self.closed:
            self.close()
            if self._beat is not None:
                self._take_whole()
            if self._on_lost is not None:
                self._on_lost(exc)
