"""Asterisk's side of AGI, for tests: answers commands as res_agi.c of Asterisk 22 does, for a scripted caller.

No I/O: `opening` and `answer` give bytes; a test carries them over whatever wire it likes. What it does not know, it
refuses with 510, as Asterisk does.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from ivr_flows.call import CallerHungUp
from ivr_flows.scripted import ScriptedLine

_T = TypeVar("_T")
_SAMPLES = 4000
"""Samples of every clip."""
_ON_DEAD_CHANNELS = frozenset({"set variable", "get variable", "noop"})

USAGE = (
    "520-Invalid command syntax.  Proper usage follows:\n Usage: {verb}\n\tSee the documentation.\n\n"
    "520 End of proper usage.\n"
)


def opening(
    script: str, *arguments: str, uniqueid: str = "1795400000.17", name: str = "王小明", fast: bool = True
) -> bytes:
    """The block that Asterisk sends first."""
    lines = ["agi_network: yes", f"agi_network_script: {script}"] if fast else []
    lines += [
        f"agi_request: {'agi://127.0.0.1/' if fast else '/run/fallback '}{script}",
        "agi_channel: PJSIP/main-00000001",
        "agi_language: zh",
        "agi_type: PJSIP",
        "agi_uniqueid: 1795400000.17",
        "agi_version: 22.10.1",
        "agi_callerid: 13905510001",
        f"agi_calleridname: {name}",
        "agi_callingpres: 0",
        "agi_dnid: 12385",
        "agi_rdnis: unknown",
        "agi_context: hotline-incoming",
        "agi_extension: 12385",
        "agi_priority: 3",
        "agi_enhanced: 0.0",
        "agi_accountcode: ",
        "agi_threadid: 140234",
    ]
    lines += [f"agi_arg_{number}: {argument}" for number, argument in enumerate(arguments, 1)]
    return "\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def parse_args(line: str) -> list[str]:
    """The words of a command, as Asterisk's own `parse_args` parts them."""
    words: list[str] = []
    quoted = escaped = False
    white = True
    for sign in line:
        if sign == '"' and not escaped:
            quoted = not quoted
            if quoted and white:
                words.append("")
                white = False
        elif sign in " \t" and not quoted and not escaped:
            white = True
        elif sign == "\\" and not escaped:
            escaped = True
            continue
        else:
            if white:
                words.append("")
                white = False
            words[-1] += sign
        escaped = False
    return words


class FakeAsterisk:
    """One channel with a scripted caller."""

    def __init__(self, line: ScriptedLine, *, fast: bool = True, variables: Mapping[str, str] | None = None) -> None:
        self.line = line
        self.commands: list[list[str]] = []
        """Every command received, as words."""
        self._fast = fast
        self._told = False
        line.variables.update(variables or {})
        self._verbs: dict[str, Callable[[list[str]], str]] = {
            "answer": self._answer,
            "channel status": lambda words: "200 result=6",
            "noop": lambda words: "200 result=0",
            "stream file": self._stream_file,
            "wait for digit": self._wait_for_digit,
            "record file": self._record_file,
            "set variable": self._set_variable,
            "get variable": self._get_variable,
        }

    def answer(self, command: bytes) -> bytes:
        """The reply to one command line, with the HANGUP that follows when the caller went meanwhile."""
        words = parse_args(command.decode("utf-8", "surrogateescape").removesuffix("\n"))
        self.commands.append(words)
        text = self._reply(words)
        if self.line.gone and not self._told and self._fast:
            self._told = True
            text += "\nHANGUP"
        return (text + "\n").encode("utf-8", "surrogateescape")

    def hang_up(self) -> bytes:
        """The caller goes between two commands: what Asterisk says of its own accord."""
        self.line.gone = True
        if self._told or not self._fast:
            return b""
        self._told = True
        return b"HANGUP\n"

    def _reply(self, words: list[str]) -> str:
        verb = next(
            (name for name in self._verbs if [word.lower() for word in words[: len(name.split())]] == name.split()), ""
        )
        if not verb:
            return "510 Invalid or unknown command"
        if self.line.gone and verb not in _ON_DEAD_CHANNELS:
            return "511 Command Not Permitted on a dead channel or intercept routine"
        try:
            return self._verbs[verb](words[len(verb.split()) :])
        except IndexError:
            return USAGE.format(verb=verb.upper()).removesuffix("\n")
        except CallerHungUp:
            return "200 result=-1 endpos=0" if verb == "stream file" else "200 result=-1"

    def _answer(self, words: list[str]) -> str:
        _run(self.line.answer())
        return "200 result=0"

    def _stream_file(self, words: list[str]) -> str:
        streamed = _run(self.line.stream(words[0], words[1]))
        if streamed.missing:
            return "200 result=-1 endpos=0"
        return f"200 result={ord(streamed.key or chr(0))} endpos={_SAMPLES}"

    def _wait_for_digit(self, words: list[str]) -> str:
        return f"200 result={ord(_run(self.line.wait_for_key(int(words[0]) / 1000)) or chr(0))}"

    def _record_file(self, words: list[str]) -> str:
        name, _, keys, limit_ms = words[:4]
        silence = next((int(word[2:]) for word in words[4:] if word.startswith("s=")), 0)
        captured = _run(self.line.capture(name, keys, int(limit_ms) // 1000, silence))
        if captured.hung_up:
            return f"200 result=-1 (hangup) endpos={captured.samples}"
        if captured.key:
            return f"200 result={ord(captured.key)} (dtmf) endpos={captured.samples}"
        return f"200 result=0 (timeout) endpos={captured.samples}"

    def _set_variable(self, words: list[str]) -> str:
        self.line.variables[words[0]] = words[1]
        return "200 result=1"

    def _get_variable(self, words: list[str]) -> str:
        value = self.line.variables.get(words[0])
        return "200 result=0" if value is None else f"200 result=1 ({value})"


def _run(verb: Coroutine[Any, Any, _T]) -> _T:
    """A scripted line never waits."""
    try:
        verb.send(None)
    except StopIteration as stop:
        result: _T = stop.value
        return result
    raise AssertionError("a scripted line waited")
