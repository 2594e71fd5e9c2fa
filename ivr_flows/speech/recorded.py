"""A site's own recordings of prompts, which always win over speech made by machine.

`<folder>/<language>/<prompt id>.wav` speaks a prompt without places; `<prompt id>.<n>.wav` (n from 1) the
n-th fixed piece of a prompt with places; `words/<word>.wav` a word, such as an office's name. Any rate from 8
kHz up, any level, one or two channels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from ivr_flows.prompt_texts import Place, Prompt
from ivr_flows.speech.errors import BadRecording
from ivr_flows.speech.sound import NARROW, Samples, finished
from ivr_flows.wording import clip_key

_ENDINGS = (".wav", ".flac", ".ogg")
_WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One file and the clip key that it speaks (`#id` and `#id.n` for prompts and their pieces)."""

    path: Path
    key: str

    @property
    def stamp(self) -> str:
        """Changes when the file does."""
        stat = self.path.stat()
        return f"{self.path} {stat.st_size} {stat.st_mtime_ns}"

    def samples(self) -> Samples:
        """The finished 16 kHz sound. BadRecording names what is wrong with the file."""
        try:
            samples, rate = soundfile.read(self.path, dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, OSError) as error:
            raise BadRecording(f"{self.path}: cannot be read as audio ({error}); save it as 16-bit WAV") from error
        if rate < NARROW:
            raise BadRecording(f"{self.path}: is at {rate} Hz; record at {NARROW} Hz or more")
        sound = finished(np.asarray(samples.mean(axis=1), dtype=np.float32), rate)
        if not sound.size:
            raise BadRecording(f"{self.path}: nothing can be heard in it; record it again or delete it")
        return sound


def find_recordings(folder: Path | None, language: str, prompts: Mapping[str, Prompt]) -> tuple[Recording, ...]:
    """All recordings for one language. BadRecording for a file whose name fits no prompt."""
    if folder is None or not (folder / language).is_dir():
        return ()
    here = folder / language
    return tuple(
        [Recording(path=path, key=_key(path, prompts, language)) for path in _audio_files(here)]
        + [Recording(path=path, key=clip_key(path.stem)) for path in _audio_files(here / _WORDS)]
    )


def _audio_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)


def _key(path: Path, prompts: Mapping[str, Prompt], language: str) -> str:
    id_, _, number = path.stem.partition(".")
    if id_ not in prompts or language not in prompts[id_].texts:
        raise BadRecording(f"{path}: there is no prompt {id_!r}; `hotline prompts list` shows all ids")
    text = prompts[id_].texts[language]
    has_places = any(isinstance(part, Place) for part in text)
    pieces = sum(isinstance(part, str) for part in text)
    if not has_places and not number:
        return f"#{id_}"
    if has_places and number.isascii() and number.isdigit() and 1 <= int(number) <= pieces:
        return f"#{id_}.{int(number)}"
    names = f"{id_}.1 to {id_}.{pieces}" if has_places else id_
    raise BadRecording(f"{path}: for the prompt {id_!r} the file names are {names}")
