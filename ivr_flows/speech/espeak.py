"""Speech by pyttsx3 (espeak-ng), each utterance in a child process with a time limit.

It speaks what a site adds (office names, changed texts) and all Korean. Its Mandarin is poor on a telephone
(docs/prompts.md): standard Mandarin prompts ship as audio instead.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from ivr_flows.speech.errors import MissingVoice, SynthesisFailed
from ivr_flows.speech.espeak_child import NO_ENGINE, NO_VOICE
from ivr_flows.speech.readings import numbered_pinyin
from ivr_flows.speech.sound import Samples, finished

VOICES: Mapping[str, str] = {"zh": "sit/cmn-latn-pinyin", "ko": "ko"}
"""Voice `sit/cmn` reads Chinese characters as English letters on espeak-ng 1.51: Mandarin goes in as pinyin."""
RATES: Mapping[str, int] = {"zh": 150, "ko": 150}
_LIMIT_S = 20.0
_TRIES = 8
_MEND = "`hotline setup` fetches it; or install the packages espeak-ng and espeak-ng-data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Espeak:
    """Where espeak-ng is. `environment` is what its library needs (LD_LIBRARY_PATH, ESPEAK_DATA_PATH)."""

    environment: Mapping[str, str]
    python: str = sys.executable
    limit_s: float = _LIMIT_S

    def identity(self, language: str) -> str:
        """What makes this engine's audio differ from another's, for the cache."""
        return f"espeak-ng {VOICES[language]} {RATES[language]}"

    def speak(self, text: str, language: str) -> Samples:
        """The text as finished 16 kHz sound. MissingVoice or SynthesisFailed.

        Said until two tries agree: pyttsx3 now and then loses the beginning, or all, of what espeak-ng hands it.
        """
        lengths: set[int] = set()
        for _ in range(_TRIES):
            samples, rate = self._say_once(text, language)
            if samples.size and samples.size in lengths and (sound := finished(samples, rate)).size:
                return sound
            lengths.add(samples.size)
        raise SynthesisFailed(f"espeak-ng said nothing for {text!r} ({language}); change the text or record it")

    def _say_once(self, text: str, language: str) -> tuple[Samples, int]:
        with tempfile.TemporaryDirectory(prefix="espeak-") as folder:
            path = Path(folder) / "said.wav"
            self._run(text, language, path)
            samples, rate = soundfile.read(path, dtype="float32", always_2d=False)
        return np.asarray(samples, dtype=np.float32), int(rate)

    def _run(self, text: str, language: str, path: Path) -> None:
        job = {"voice": VOICES[language], "rate": RATES[language], "text": _as_read(text, language), "path": str(path)}
        try:
            child = subprocess.run(
                [self.python, "-m", "ivr_flows.speech.espeak_child"],
                input=json.dumps(job), env={**os.environ, **self.environment}, cwd=Path(__file__).parents[2],
                capture_output=True, text=True, timeout=self.limit_s, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise SynthesisFailed(
                f"espeak-ng took longer than {self.limit_s:.0f} s for {text!r} ({language}); try again or record it"
            ) from error
        self._explain(child, text, language, path)

    def _explain(self, child: subprocess.CompletedProcess[str], text: str, language: str, path: Path) -> None:
        last = (child.stderr.strip().splitlines() or ["no message"])[-1]
        if child.returncode == NO_ENGINE:
            raise MissingVoice(f"espeak-ng's library cannot be loaded ({last}): {_MEND}")
        if child.returncode == NO_VOICE:
            raise MissingVoice(f"espeak-ng has no voice {VOICES[language]!r} for {language!r} ({last}): {_MEND}")
        if child.returncode or not path.exists():
            raise SynthesisFailed(f"espeak-ng failed for {text!r} ({language}): {last}")


def _as_read(text: str, language: str) -> str:
    """Mandarin as numbered pinyin, its punctuation kept; Korean as it stands."""
    if language != "zh":
        return text
    marks = str.maketrans("，、；：。！？", ",,;:.!?")
    return " ".join(numbered_pinyin(text.translate(marks), neutral_as_five=True))
