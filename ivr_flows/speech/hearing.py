"""Listening to prepared clips by machine: are they there, at their rates, long enough, and is something to be heard?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile

from ivr_flows.rendered_book import RenderedBook
from ivr_flows.speech.clip_files import ENDINGS
from ivr_flows.speech.sound import LEVEL_DB, NARROW, Samples, from_pcm, speech_level_db

_MARKS = "，。、；：！？,.!? "
_SHORTEST_S, _LONGEST_S = 0.1, 30.0
_SLOWEST_S = 1.6
"""Seconds a character may take at most; a Mandarin character usually takes a quarter of one."""
_LEVEL_TOLERANCE_DB = 6.0


def find_faults(book: RenderedBook, languages: Sequence[str]) -> list[str]:
    """A sentence for each clip that callers would hear wrongly or not at all."""
    return [
        fault
        for language in languages
        for key, name in book.clips.get(language, {}).items()
        for fault in _clip_faults(book.root / name, key, language)
    ]


def _clip_faults(stem: Path, key: str, language: str) -> Iterator[str]:
    seconds: list[float] = []
    for ending, rate in ENDINGS.items():
        path = Path(f"{stem}{ending}")
        if not path.exists():
            yield f"{language} {key!r}: {path} is missing; run `hotline prompts prepare`"
            return
        samples = read_clip(path)
        seconds.append(samples.size / rate)
        if key.strip(_MARKS):
            yield from _sound_faults(samples, rate, key, f"{language} {key!r} ({path.name})")
    if max(seconds) - min(seconds) > 0.01:
        yield f"{language} {key!r}: its rates differ in length ({seconds}); delete the files and prepare anew"


def _sound_faults(samples: Samples, rate: int, key: str, where: str) -> Iterator[str]:
    length = samples.size / rate
    longest = _LONGEST_S if key.startswith("#") else max(1.5, _SLOWEST_S * len(key))
    if not _SHORTEST_S <= length <= longest:
        yield f"{where}: {length:.2f} s long; render or record it again"
    level = speech_level_db(samples, rate)
    if abs(level - LEVEL_DB) > _LEVEL_TOLERANCE_DB:
        yield f"{where}: at {level:.0f} dB, not {LEVEL_DB:.0f}; render or record it again"


def read_clip(path: Path) -> Samples:
    """A `.sln` or `.sln16` file."""
    return from_pcm(path.read_bytes())


def write_wav(path: Path, clips: Sequence[str]) -> None:
    """What a caller hears of these clips, as an 8 kHz WAV file."""
    parts = [read_clip(Path(f"{clip}.sln")) for clip in clips]
    soundfile.write(path, np.concatenate(parts), NARROW, subtype="PCM_16")
