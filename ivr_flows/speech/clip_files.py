"""The prepared folder's clips: content-addressed raw signed linear audio at both rates,

A clip's name is the sha256 of all that its sound depends on, so a clip that is there is right and is
never written twice.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ivr_flows.speech.sound import NARROW, WIDE, Samples, resample, to_pcm, with_breath

ENDINGS: Mapping[str, int] = {".sln": NARROW, ".sln16": WIDE}
_VERSION = "1"
"""Change it when `sound` makes other audio of the same samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSource:
    """Where a clip's sound comes from. `identity` is what it depends on, beside text and language."""

    text: str
    identity: str
    samples: Callable[[], Samples]
    slow: bool = False
    """Whether making it takes noticeable time (a synthesiser)."""

    def name(self, language: str) -> str:
        """The file name without ending."""
        whole = "|".join((_VERSION, self.identity, language, self.text))
        return hashlib.sha256(whole.encode()).hexdigest()


def write_clip_files(folder: Path, name: str, source: ClipSource) -> None:
    """Both files, each complete or absent."""
    samples = source.samples()
    for ending, rate in ENDINGS.items():
        sound = with_breath(resample(samples, WIDE, rate), source.text, rate)
        fresh = folder / f"{name}.{os.getpid()}.new"
        fresh.write_bytes(to_pcm(sound))
        fresh.replace(folder / f"{name}{ending}")
