"""AGI commands as bytes, and the one escaping function of this boundary.

Asterisk's `parse_args` splits at spaces outside double quotes and takes a backslash as the escape of the next byte;
nothing can escape the newline that ends a command. Nothing here may send; nothing elsewhere may build a line.
No command here hands a text to an application (EXEC), where commas would part arguments.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agi.errors import LocalProtocolError

MAX_LINE = 8191
"""Bytes of one command with its newline: AGI_BUF_LEN of res_agi.c less its terminator."""

_SPECIAL = re.compile(r'[\n\r\0"\\]')
_FORBIDDEN = re.compile(r"[\n\r\0]")


def quote(text: str) -> bytes:
    """One argument that `parse_args` gives back unchanged. LocalProtocolError for what no line can carry."""
    if _SPECIAL.search(text):
        if _FORBIDDEN.search(text):
            raise LocalProtocolError(f"an AGI argument may not hold a line break or NUL, got {text[:40]!r}: strip it")
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'.encode("utf-8", "surrogateescape")


def command(verb: bytes, *arguments: str | int) -> bytes:
    """`verb` (a constant of ours) with its arguments, newline included. Numbers go bare, text is quoted."""
    words = [verb]
    words += [b"%d" % item if isinstance(item, int) else quote(item) for item in arguments]
    line = b" ".join(words) + b"\n"
    if len(line) > MAX_LINE:
        raise LocalProtocolError(f"an AGI command may have {MAX_LINE} bytes, this {verb.decode()} has {len(line)}")
    return line


ANSWER = b"ANSWER\n"
CHANNEL_STATUS = b"CHANNEL STATUS\n"
NOOP = b"NOOP\n"


@lru_cache(maxsize=4096)
def stream_file(clip: str, keys: str) -> bytes:
    """Play a clip (absolute path without ending); one of `keys` ends it."""
    return command(b"STREAM FILE", clip, keys)


@lru_cache(maxsize=64)
def wait_for_digit(milliseconds: int) -> bytes:
    """Wait for one key."""
    return command(b"WAIT FOR DIGIT", milliseconds)


def record_file(name: str, keys: str, milliseconds: int, silence_s: int) -> bytes:
    """Record 8 kHz WAV to `name`. No BEEP argument: where that sound is missing, Asterisk would not record at all."""
    line = command(b"RECORD FILE", name, "wav", keys, milliseconds)
    return line[:-1] + b" s=%d\n" % silence_s if silence_s > 0 else line


@lru_cache(maxsize=1024)
def set_variable(name: str, value: str) -> bytes:
    """Set a channel variable or writable function."""
    return command(b"SET VARIABLE", name, value)
