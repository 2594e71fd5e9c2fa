"""The AGI protocol with no I/O in it: bytes in, events out; commands in, bytes out.

Theory. An AGI conversation has one opening block and then strict turns:

    ENVIRONMENT --blank line--> READY --our command--> REPLY_DUE --last line of the reply--> READY
    any of them --EOF--> ENDED (for ever)

- The opening block is `name: value` lines up to a blank line.
- A reply is one line `NNN text`, or several: `NNN-text`, free lines, `NNN text` with the same code. `1xx` is
  provisional: the reply is still due. A `(value)` may itself hold newlines, so a reply is whole only when its
  parenthesis is closed.
- Asterisk says `HANGUP` on a line of its own whenever the caller goes: before a reply that is due, or while none is.
  It goes on answering. So a hang-up is a flag beside the state, not a state.

Two rules on what may live here: nothing that knows a socket, a clock or a flow; and no buffer without a bound.
"""

from __future__ import annotations

from enum import Enum

from agi.errors import LocalProtocolError, RemoteProtocolError
from agi.events import Ended, Environment, Event, HungUp, Reply

MAX_LINE = 8192
"""Bytes of one line from Asterisk."""
MAX_HEADERS = 160
"""Lines of the opening block: about 22 of Asterisk's own, and 127 arguments."""
MAX_REPLY = 65536
"""Bytes of one reply of several lines."""


class State(Enum):
    """Where the conversation stands."""

    ENVIRONMENT = "environment"
    READY = "ready"
    REPLY_DUE = "reply-due"
    ENDED = "ended"


# Looking a member up costs more than all else on the short ways.
_ENVIRONMENT, _READY, _REPLY_DUE, _ENDED = State


class AgiConnection:
    """One conversation. `feed` bytes as they come, `feed_eof` at the end; `send` makes bytes of a command."""

    __slots__ = ("_buffer", "_lines", "_size", "hung_up", "state")

    def __init__(self) -> None:
        self.state = State.ENVIRONMENT
        self.hung_up = False
        self._buffer = b""
        """The line that has no newline yet."""
        self._lines: list[bytes] = []
        """Lines of an opening block or a reply that is not whole yet."""
        self._size = 0

    def send(self, line: bytes) -> bytes:
        """Take our turn with one command line. LocalProtocolError when it is not our turn."""
        if self.state is not _READY:
            raise LocalProtocolError(f"a command may not be sent while the conversation is at {self.state.value!r}")
        if line[-1:] != b"\n" or line.count(b"\n") != 1:
            raise LocalProtocolError(f"a command is one line with its newline, got {line[:60]!r}")
        self.state = _REPLY_DUE
        return line

    def feed(self, data: bytes) -> list[Event]:
        """What these bytes complete. RemoteProtocolError for what no Asterisk says; the conversation is over then."""
        if self.state is _REPLY_DUE and data[:4] == b"200 " and not self._buffer and not self._lines:
            if data.find(b"\n") == len(data) - 1 and b"(" not in data:  # nearly all of them: worth a short way
                self.state = _READY
                return [Reply(200, data[4:-1].decode("utf-8", "surrogateescape"))]
        elif self.state is _ENVIRONMENT and not self._buffer and not self._lines and _is_whole_block(data):
            self.state = _READY
            return [Environment(data[:-2])]
        elif self.state is _ENDED:
            return []
        if self._buffer:
            data = self._buffer + data
        lines = data.split(b"\n")
        try:
            if len(data) > MAX_LINE:
                _check_lengths(lines)
            self._buffer = lines.pop()
            return self._take(lines)
        except RemoteProtocolError:
            self.state = State.ENDED
            raise

    def feed_eof(self) -> list[Event]:
        """The peer closed. A second end says nothing more."""
        if self.state is State.ENDED:
            return []
        clean = self.state is State.READY and not self._buffer
        self.state = State.ENDED
        return [Ended(clean)]

    def _take(self, lines: list[bytes]) -> list[Event]:
        events: list[Event] = []
        if self.state is State.ENVIRONMENT:
            try:
                blank = lines.index(b"")
            except ValueError:
                self._add_headers(lines)
                return events
            self._add_headers(lines[:blank])
            events.append(Environment(b"\n".join(self._lines)))
            self._lines = []
            self.state = _READY
            del lines[: blank + 1]
        for line in lines:
            event = self._conversation_line(line)
            if event is not None:
                events.append(event)
        return events

    def _add_headers(self, lines: list[bytes]) -> None:
        self._lines += lines
        if len(self._lines) > MAX_HEADERS:
            raise RemoteProtocolError(f"an opening block of more than {MAX_HEADERS} lines")
        if self._lines and not self._lines[0].startswith(b"agi_"):
            raise RemoteProtocolError(f"this is no Asterisk: its first line is {self._lines[0][:40]!r}")

    def _conversation_line(self, line: bytes) -> Event | None:
        if self._lines:
            return self._further_line(line)
        if line == b"HANGUP":
            self.hung_up = True
            return HungUp()
        if self.state is not State.REPLY_DUE:
            raise RemoteProtocolError(f"a line that nobody asked for: {line[:60]!r}")
        return self._first_line(line)

    def _first_line(self, line: bytes) -> Event | None:
        code, mark = line[:3], line[3:4]
        if not (code.isdigit() and len(code) == 3 and mark in (b" ", b"-", b"")):
            raise RemoteProtocolError(f"a reply must begin with a code of three digits, got {line[:60]!r}")
        if mark == b"-" or (b"(" in line and code == b"200" and not _closed(line)):
            self._lines = [line]
            self._size = len(line)
            return None
        if code[0] == 49:  # "1": provisional, the reply is still due
            return None
        return self._reply(code, line[4:])

    def _further_line(self, line: bytes) -> Event | None:
        self._lines.append(line)
        self._size += len(line) + 1
        if self._size > MAX_REPLY:
            raise RemoteProtocolError(f"a reply of more than {MAX_REPLY} bytes")
        first = self._lines[0]
        whole = line[:4] == first[:3] + b" " if first[3:4] == b"-" else _closed(line)
        if not whole:
            return None
        text = b"\n".join(self._lines)[4:]
        self._lines = []
        return self._reply(first[:3], text)

    def _reply(self, code: bytes, text: bytes) -> Reply:
        self.state = State.READY
        return Reply(int(code), text.decode("utf-8", "surrogateescape"))


def _is_whole_block(data: bytes) -> bool:
    """Whether this is an opening block, all of it and nothing more, beyond doubt."""
    return (
        data.startswith(b"agi_")
        and data.find(b"\n\n") == len(data) - 2
        and len(data) <= MAX_LINE
        and data.count(b"\n") <= MAX_HEADERS
    )


def _closed(line: bytes) -> bool:
    """Whether the parenthesis that a 200 reply opened is closed at the end of this line."""
    if line.endswith(b")"):
        return True
    _, parenthesis, tail = line.rpartition(b") endpos=")
    return bool(parenthesis) and tail.lstrip(b"-").isdigit()


def _check_lengths(lines: list[bytes]) -> None:
    if len(max(lines, key=len)) > MAX_LINE:
        raise RemoteProtocolError(f"a line of more than {MAX_LINE} bytes")
