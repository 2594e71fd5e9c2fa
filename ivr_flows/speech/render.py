"""Renders the shipped audio anew: Mandarin by Kokoro, Korean by espeak-ng. Needs the extras; run by hand (`make
prompts`).

A clip that is there from the same engine is kept, so a second run renders only what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr_flows.prompt_texts import standard_texts
from ivr_flows.speech import kokoro
from ivr_flows.speech.error_rate import character_errors
from ivr_flows.speech.espeak import Espeak
from ivr_flows.speech.inventory import Known, needed, phrases
from ivr_flows.speech.shipped import ShippedClip, load_shipped, write_clip, write_manifest
from ivr_flows.speech.sound import Samples
from ivr_flows.wording import clip_key

Progress = Callable[[str], None]
ESPEAK_LICENCE = "audio made with espeak-ng (GPL-3.0-or-later, whose licence does not cover its output)"
_MARKS = "，。、；：！？,.!? "
SPEED, CANDIDATES = 0.95, (0.95, 0.88, 1.05)
"""Kokoro's speed, and those between which the recogniser chooses for a sentence that it does not understand."""
_UNDERSTOOD = 0.0
_SAVE_EVERY = 10


class Ear(Protocol):
    """Who chooses between candidates."""

    def hear(self, samples: Samples) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandarin:
    """Kokoro, and the ear that chooses the best of several speeds (None: the first is taken)."""

    engine: kokoro.Kokoro
    ear: Ear | None = None

    def best(self, text: str) -> tuple[Samples, str]:
        """The sound and the engine's identity."""
        spoken = as_sentence(text)
        if self.ear is None:
            return self.engine.speak(spoken, SPEED), self.engine.identity(SPEED)
        best: tuple[float, Samples, float] | None = None
        for speed in CANDIDATES:
            samples = self.engine.speak(spoken, speed)
            rate = character_errors(text, self.ear.hear(samples)).rate
            if best is None or rate < best[0]:
                best = (rate, samples, speed)
            if rate <= _UNDERSTOOD:
                break
        assert best is not None  # noqa: S101  CANDIDATES is not empty
        return best[1], self.engine.identity(best[2])


def as_sentence(text: str) -> str:
    """Without the marks before it; a few words alone end like a sentence, which is clearer."""
    body = text.strip().lstrip(_MARKS)
    return f"{body}。" if len(body) <= 4 and body[-1:] not in _MARKS else body


def shipped_texts(language: str, offices: Mapping[str, Sequence[str]], numbers: Sequence[str]) -> list[str]:
    """All that is to ship in a language: what is needed first, then names, then phrases (Mandarin only)."""
    prompts = list(standard_texts().values())
    names = tuple(offices.get(language, ()))
    texts = [*needed(prompts, language), *names]
    if language == "zh":
        texts += phrases(prompts, language, Known(offices=names, numbers=tuple(numbers)))
    return list(speakable({clip_key(text): text for text in texts}.values()))


def speakable(texts: Iterable[str]) -> Iterator[str]:
    """Without those that are only punctuation."""
    return (text for text in texts if text.strip(_MARKS))


def render_mandarin(texts: Iterable[str], audio: Path, voice: Mandarin, progress: Progress) -> int:
    """Render what is missing, drop what is no longer wanted; how many were rendered."""
    folder = audio / "zh"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(speakable(texts))
    have = load_shipped("zh", audio).clips
    mine = f"kokoro-82m-int8 {kokoro.MODEL_SHA256[:16]} {voice.engine.voice} "
    kept = {key: clip for key, clip in have.items() if clip.engine.startswith(mine)}
    clips: dict[str, ShippedClip] = {}
    rendered = 0
    for number, text in enumerate(wanted, start=1):
        key = clip_key(text)
        if key in kept:
            clips[key] = kept[key]
            continue
        samples, engine = voice.best(text)
        clips[key] = write_clip(folder, text, samples, engine)
        rendered += 1
        if rendered % _SAVE_EVERY == 0:
            progress(f"zh: {number} of {len(wanted)}")
            write_manifest(folder, list({**kept, **clips}.values()), licence=kokoro.LICENCE)
    write_manifest(folder, list(clips.values()), licence=kokoro.LICENCE)
    return rendered


def render_korean(texts: Iterable[str], audio: Path, espeak: Espeak, progress: Progress) -> int:
    """All of them, by espeak-ng; how many."""
    folder = audio / "ko"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = list(speakable(texts))
    with ThreadPoolExecutor(max_workers=2) as pool:
        sounds = list(pool.map(lambda text: espeak.speak(text, "ko"), wanted))
    clips = [write_clip(folder, text, sound, espeak.identity("ko")) for text, sound in zip(wanted, sounds, strict=True)]
    write_manifest(folder, clips, licence=ESPEAK_LICENCE)
    progress(f"ko: {len(clips)} clips")
    return len(clips)
