"""pyst2's AGI, mended, as a telephone line: what the fallback program speaks through.

pyst2 0.5.1 as it stands quotes nothing, takes the end of input for an empty number, loops for ever in a cut usage
text, breaks on callers' names that are no UTF-8, and writes every digit to stderr. Each is mended by subclassing;
its commands and its reading of replies stay its own. No event loop here: the verbs are `async` and never wait.
"""

from __future__ import annotations

import io
import signal
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, NoReturn

from asterisk.agi import (
    AGI,
    AGIAppError,
    AGIHangup,
    AGIInvalidCommand,
    AGIResultHangup,
    AGIUnknownError,
    AGIUsageError,
)

from agi.asterisk_line import key_of
from agi.commands import quote
from agi.errors import CommandRefused
from agi.events import Environment, Reply
from agi.protocol import MAX_LINE, MAX_REPLY
from ivr_flows.call import CallerHungUp, CallLost
from ivr_flows.conversation import Captured, Streamed


class _Silence:
    """Where pyst2's own chatter goes: it holds the keys that callers press."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return


class _Input:
    """pyst2's input: bounded lines as text, provisional replies left out, and an end that is an error, not a line."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._room = MAX_REPLY
        self.last = ""
        self.hung_up = False

    def begin(self) -> None:
        """A command goes out: its reply has the whole bound, and nothing of the last one counts."""
        self._room = MAX_REPLY
        self.last = ""

    def readline(self) -> str:
        while True:
            raw = self._stream.readline(MAX_LINE + 1)
            self._room -= len(raw)
            if not raw.endswith(b"\n") or self._room < 0:
                raise EOFError("Asterisk's side ended" if len(raw) <= MAX_LINE else "a line without end")
            line = raw.decode("utf-8", "surrogateescape")
            if line == "HANGUP\n":
                self.hung_up = True
            elif not line.startswith("100 "):
                self.last = line.rstrip("\n")
                return line


class MendedAgi(AGI):  # type: ignore[misc]  # pyst2 has no types
    """pyst2's AGI over two byte streams."""

    def __init__(self, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self.stdin: Any = _Input(stdin)
        self.stdout: Any = io.TextIOWrapper(
            stdout, encoding="utf-8", errors="surrogateescape", newline="\n", write_through=True
        )
        self.stderr: Any = _Silence()
        self._got_sighup = False
        self.env: dict[str, str] = {}
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGHUP, self._handle_sighup)
        self._get_agi_env()

    @property
    def environment(self) -> Environment:
        """The opening block that pyst2 has read, as our own protocol has it."""
        lines = "\n".join(f"{name}: {value}" for name, value in self.env.items())
        return Environment(lines.encode("utf-8", "surrogateescape"))

    def _quote(self, string: object) -> str:
        return quote(str(string)).decode("utf-8", "surrogateescape")

    def execute(self, command: str, *args: object) -> dict[str, tuple[str, str]]:
        self.stdin.begin()
        result: dict[str, tuple[str, str]] = super().execute(command, *args)
        return result

    @property
    def reply(self) -> Reply:
        """The last reply, as our own protocol reads it (pyst2 keeps nothing of one that it raises for)."""
        code, _, text = self.stdin.last.partition(" ")
        return Reply(int(code) if code.isdigit() else 0, text)

    @property
    def hung_up(self) -> bool:
        """Whether Asterisk told us so, by signal or by line."""
        return self._got_sighup or bool(self.stdin.hung_up)


class Pyst2Line:
    """A `Line` over pyst2."""

    def __init__(self, agi: MendedAgi) -> None:
        self._agi = agi
        self._gone = False
        """The caller hung up: a thing once seen, not asked again."""

    async def answer(self) -> None:
        """See `Line.answer`."""
        self._do(self._agi.answer)

    async def stream(self, clip: str, keys: str) -> Streamed:
        """See `Line.stream`."""
        quote_ = self._agi._quote
        played = self._do(lambda: self._agi.execute("STREAM FILE", quote_(clip), quote_(keys)))
        return Streamed(key=key_of(self._agi.reply.result)) if played else Streamed(missing=True)

    async def wait_for_key(self, timeout_s: float) -> str:
        """See `Line.wait_for_key`."""
        self._do(lambda: self._agi.wait_for_digit(max(1, round(timeout_s * 1000))))
        return key_of(self._agi.reply.result)

    async def capture(self, name: str, keys: str, limit_s: int, silence_s: int) -> Captured:
        """See `Line.capture`. pyst2 raises for a hang-up, so how much was recorded is read from the reply itself."""
        quote_ = self._agi._quote
        words = [quote_(name), quote_("wav"), quote_(keys), limit_s * 1000]
        words += [f"s={silence_s}"] if silence_s > 0 else []
        try:
            self._do(lambda: self._agi.execute("RECORD FILE", *words))
        except CallerHungUp:
            reply = self._agi.reply
            if reply.code == 200 and (reply.value == "hangup" or reply.endpos):
                return Captured(samples=reply.endpos or 0, hung_up=True)
            raise
        return Captured(samples=self._agi.reply.endpos or 0, key=key_of(self._agi.reply.result))

    async def set_variable(self, name: str, value: str) -> None:
        """See `Line.set_variable`."""
        self._do(lambda: self._agi.set_variable(name, value))

    def _do(self, act: Callable[[], object]) -> bool:
        """Run one command of pyst2's; False when it failed on a channel that lives (e.g. a missing clip)."""
        if self._gone:
            raise CallerHungUp
        try:
            act()
            return True
        except (AGIInvalidCommand, AGIUsageError) as error:
            raise CommandRefused(f"Asterisk refused a command: {str(error)[:120]}") from error
        except (AGIHangup, AGIUnknownError) as error:
            self._ended(error)
        except AGIAppError:
            if self._alive():
                return False
            self._hung_up()
        except (EOFError, ValueError, OSError) as error:
            self._ended(error)
        return False

    def _alive(self) -> bool:
        """A result of -1 means hung up or failed; only a further command tells which."""
        try:
            return not self._agi.hung_up and self._agi.channel_status() >= 0
        except (AGIHangup, AGIUnknownError, EOFError, ValueError, OSError):
            return False

    def _ended(self, error: Exception) -> None:
        if self._agi.hung_up or self._agi.reply.code == 511 or isinstance(error, AGIResultHangup):
            self._hung_up()
        raise CallLost(str(error) or type(error).__name__) from error

    def _hung_up(self) -> NoReturn:
        self._gone = True
        raise CallerHungUp from None
