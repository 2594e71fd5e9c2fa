"""What a caller is told to do on the command line: numbers, keys, seconds, words. A mistake names option and mend."""

from __future__ import annotations

import math
import re
import unicodedata
import wave
from pathlib import Path

from asterisk_conf.alaw import encode
from asterisk_conf.rtp import read_audio
from hotline.commands.words import WordError

_WRITTEN = re.compile(r"[\s()（）-]")
"""What people put between the digits of a number."""
_NUMBER = re.compile(r"\+?[0-9]{1,19}")
"""What the dialplan takes from a trunk."""
_HIDDEN = "anonymous"
_LONGEST_S = 7200
_SOUNDS = (".wav", ".sln", ".alaw")
_RATE = 8000
_PAUSE_S = 2


def dialed_of(text: str | None, own: str) -> str:
    """The digits to dial; the site's own number where nothing was said."""
    if text is None:
        return own
    if _NUMBER.fullmatch(bare := _bare(text)):
        return bare
    raise WordError(f"--dialed {text}: this cannot be dialled. Write its digits, such as 055112385")


def caller_of(text: str) -> str:
    """The digits that the hotline sees, or the word for none."""
    bare = _bare(text)
    if bare == _HIDDEN or _NUMBER.fullmatch(bare):
        return bare
    raise WordError(f"--caller {text}: this is no number. Write its digits, such as 13805510001, or {_HIDDEN}")


def _bare(text: str) -> str:
    return _WRITTEN.sub("", unicodedata.normalize("NFKC", text))


def length_of(seconds: float) -> float:
    """How long the call is to last."""
    if 1 <= seconds <= _LONGEST_S:
        return seconds
    raise WordError(f"--length {seconds:g}: a call lasts 1 to {_LONGEST_S} seconds from the answer")


def keys_of(text: str, length_s: float) -> list[tuple[float, str]]:
    """'5:1,9:#' → [(5.0, '1'), (9.0, '#')]; each while the call lasts."""
    return [_pressed(part.strip(), length_s) for part in filter(None, text.split(","))]


def _pressed(part: str, length_s: float) -> tuple[float, str]:
    seconds, _, key = part.partition(":")
    try:
        at = float(seconds)
    except ValueError:
        at = math.nan
    if not 0 <= at < math.inf:
        raise WordError(f"--keys {part}: write seconds after the answer, a colon and a key, such as 5:1")
    if len(key) != 1 or key not in "0123456789*#":
        raise WordError(f"--keys {part}: {key!r} is not a key of a telephone")
    if at >= length_s:
        raise WordError(f"--keys {part}: the caller hangs up after {length_s:g} s. Write --length {math.ceil(at) + 5}")
    return at, key


def recording_of(path: Path) -> bytes:
    """What the caller says, as A-law."""
    try:
        if path.suffix not in _SOUNDS:
            raise ValueError(f"a name must end in {', '.join(_SOUNDS)}")
        return read_audio(path)
    except (ValueError, EOFError, wave.Error) as error:
        raise WordError(f"--audio {path}: this is no recording ({error}). Give a 16-bit mono WAV") from error


def over_and_over(speech: bytes, length_s: float) -> bytes:
    """The same words, a pause between, for as long as the call lasts: so a message holds some whenever it begins."""
    once = speech + encode([0]) * (_PAUSE_S * _RATE)
    return once * math.ceil(length_s * _RATE / len(once))
