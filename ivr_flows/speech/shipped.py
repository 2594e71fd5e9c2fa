"""The audio that ships with the program: Ogg Opus clips in `ivr_flows/audio/<language>/` and their manifest.

The manifest carries each clip's text, engine, voice, speed, licence and sha256: its provenance (来源). Written by
`ivr_flows.speech.render`, read at set-up.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile

from ivr_flows.speech.errors import BadShippedAudio
from ivr_flows.speech.sound import WIDE, Samples
from ivr_flows.wording import clip_key

AUDIO = Path(__file__).parents[1] / "audio"
_COMPRESSION = 0.95
"""libsndfile's scale for Opus: about 20 kbit/s for speech at 16 kHz."""
_MEND = "restore the folder from the repository, or run `hotline prompts render`"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippedClip:
    """One clip: the text it speaks (punctuation asks for the breath around it, which is not in the file)."""

    text: str
    file: str
    sha256: str
    """Of the file."""
    seconds: float
    engine: str
    """Engine, model hash, voice and speed."""

    @property
    def key(self) -> str:
        return clip_key(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """One language's shipped clips, by clip key."""

    folder: Path
    licence: str
    clips: Mapping[str, ShippedClip]
    fingerprint: str
    """Of the manifest."""

    def samples(self, clip: ShippedClip) -> Samples:
        """The clip's 16 kHz sound. BadShippedAudio when the file is not what the manifest says."""
        path = self.folder / clip.file
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BadShippedAudio(f"{path}: cannot be read ({error.strerror}); {_MEND}") from error
        if hashlib.sha256(content).hexdigest() != clip.sha256:
            raise BadShippedAudio(f"{path}: is not the file that the manifest names; {_MEND}")
        samples, rate = soundfile.read(io.BytesIO(content), dtype="float32")
        if rate != WIDE:
            raise BadShippedAudio(f"{path}: is at {rate} Hz, not {WIDE}; {_MEND}")
        return np.asarray(samples, dtype=np.float32)


def load_shipped(language: str, audio: Path = AUDIO) -> Shipped:
    """The language's clips; none where nothing ships for it."""
    folder = audio / language
    path = folder / "manifest.json"
    if not path.exists():
        return Shipped(folder=folder, licence="", clips={}, fingerprint="")
    try:
        content = path.read_bytes()
        raw = json.loads(content)
        clips = [ShippedClip(**entry) for entry in raw["clips"]]
        return Shipped(
            folder=folder,
            licence=raw["licence"],
            clips={clip.key: clip for clip in clips},
            fingerprint=hashlib.sha256(content).hexdigest(),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadShippedAudio(f"{path}: is damaged ({error}); {_MEND}") from error


def write_clip(folder: Path, text: str, samples: Samples, engine: str) -> ShippedClip:
    """Encode one clip into `folder`, named by what it is, and describe it."""
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, WIDE, format="OGG", subtype="OPUS", compression_level=_COMPRESSION)
    content = buffer.getvalue()
    name = hashlib.sha256(f"{engine}|{clip_key(text)}".encode()).hexdigest()[:20] + ".opus"
    (folder / name).write_bytes(content)
    return ShippedClip(
        text=text,
        file=name,
        sha256=hashlib.sha256(content).hexdigest(),
        seconds=round(samples.size / WIDE, 2),
        engine=engine,
    )


def write_manifest(folder: Path, clips: list[ShippedClip], *, licence: str) -> None:
    """The manifest, and no other clip files beside those it names."""
    clips = sorted(clips, key=lambda clip: clip.key)
    book = {"licence": licence, "rate": WIDE, "clips": [asdict(clip) for clip in clips]}
    (folder / "manifest.json").write_text(json.dumps(book, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    named = {clip.file for clip in clips}
    for path in folder.glob("*.opus"):
        if path.name not in named:
            path.unlink()
