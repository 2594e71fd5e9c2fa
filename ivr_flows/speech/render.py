"""Renders the shipped audio: Mandarin by Kokoro, Korean by espeak-ng. Needs the extras; run by `make prompts`.

A clip that is there from the same engine and voice is kept, so that a second run renders only what changed, and a run
that was cut off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ivr_flows.prompt_texts import standard_texts
from ivr_flows.speech import kokoro
from ivr_flows.speech.error_rate import character_errors
from ivr_flows.speech.espeak import Espeak
from ivr_flows.speech.inventory import needed, phrases
from ivr_flows.speech.played import SiteVoice
from ivr_flows.speech.shipped import ShippedClip, load_shipped, write_clip, write_manifest
from ivr_flows.speech.sound import WIDE, Samples, finished, first_of_three
from ivr_flows.wording import clip_key

Progress = Callable[[str], None]
ESPEAK_LICENCE = "audio made with espeak-ng (GPL-3.0-or-later, whose licence does not cover its output)"
_MARKS = "，。、；：！？,.!? "
SPEED, CANDIDATES = 0.95, (0.95, 0.88, 1.05)
"""Kokoro's speed, and those between which the recogniser chooses for a sentence that it does not understand."""
_SPEED_ALONE = 0.85
_UNDERSTOOD = 0.0
_SAVE_EVERY = 10


class Ear(Protocol):
    """Who chooses between candidates."""

    def hear(self, samples: Samples) -> str: ...


class Speaker(Protocol):
    """Who renders a language."""

    def best(self, text: str) -> tuple[Samples, str]:
        """The sound and the engine's identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Studio:
    """What one language is rendered with. `open` loads the engine: only when something is to be rendered."""

    language: str
    engine: str
    """What the identity of its clips begins with; clips of another engine are rendered anew."""
    licence: str
    open: Callable[[], Speaker]
    workers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandarin:
    """Kokoro, and the ear that chooses the best of several speeds (None: the first is taken)."""

    engine: kokoro.Kokoro
    ear: Ear | None = None

    def best(self, text: str) -> tuple[Samples, str]:
        """See `Speaker.best`."""
        spoken = as_sentence(text)
        if len(spoken.strip(_MARKS)) == 1:
            return self._alone(spoken.strip(_MARKS))
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

    def _alone(self, syllable: str) -> tuple[Samples, str]:
        """Kokoro adds a meaningless syllable to a single one (二 sounds like 阿姨); in a row of three it does not."""
        samples = self.engine.speak(f"{syllable}。" * 3, _SPEED_ALONE)
        return finished(first_of_three(samples, WIDE), WIDE), f"{self.engine.identity(_SPEED_ALONE)} first of three"


@dataclass(frozen=True, slots=True, kw_only=True)
class Korean:
    """espeak-ng's Korean voice."""

    engine: Espeak

    def best(self, text: str) -> tuple[Samples, str]:
        """See `Speaker.best`."""
        return self.engine.speak(text, "ko"), self.engine.identity("ko")


def as_sentence(text: str) -> str:
    """Without the marks before it; a few words alone end like a sentence, which is clearer."""
    body = text.strip().lstrip(_MARKS)
    return f"{body}。" if len(body) <= 4 and body[-1:] not in _MARKS else body


def shipped_texts(language: str, sites: Sequence[SiteVoice]) -> list[str]:
    """All that is to ship in a language: what is needed first, then the sites' offices, then whole phrases."""
    prompts = list(standard_texts().values())
    offices = [office.names.get(language, "") for site in sites for office in site.plan.offices.values()]
    texts = [*needed(prompts, language), *offices, *phrases(prompts, language, sites)]
    return list(speakable({clip_key(text): text for text in texts}.values()))


def speakable(texts: Iterable[str]) -> Iterator[str]:
    """Without those that are only punctuation."""
    return (text for text in texts if text.strip(_MARKS))


def render(texts: Sequence[str], audio: Path, studio: Studio, progress: Progress, *, anew: bool = False) -> int:
    """Render what is missing (`anew`: everything), drop what is no longer wanted; how many were rendered."""
    folder = audio / studio.language
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {clip_key(text): text for text in texts}
    clips: dict[str, ShippedClip] = {}
    if not anew:
        have = load_shipped(studio.language, audio).clips
        clips = {
            key: clip for key, clip in have.items() if clip.engine.startswith(studio.engine) and _is_there(folder, clip)
        }
    missing = [text for key, text in wanted.items() if key not in clips]
    for rendered, clip in enumerate(_rendered(missing, folder, studio, progress), start=1):
        clips[clip.key] = clip
        if rendered % _SAVE_EVERY == 0:
            progress(f"{studio.language}: {rendered} of {len(missing)} clips rendered")
            write_manifest(folder, list(clips.values()), licence=studio.licence)
    if missing or clips.keys() - wanted.keys():
        write_manifest(folder, [clip for key, clip in clips.items() if key in wanted], licence=studio.licence)
    return len(missing)


def _is_there(folder: Path, clip: ShippedClip) -> bool:
    return (folder / clip.file).exists()


def _rendered(missing: Sequence[str], folder: Path, studio: Studio, progress: Progress) -> Iterator[ShippedClip]:
    if not missing:
        return
    progress(f"{studio.language}: {len(missing)} clips to render with {studio.engine.strip()}")
    speaker = studio.open()
    with ThreadPoolExecutor(max_workers=studio.workers) as pool:
        for text, (samples, engine) in zip(missing, pool.map(speaker.best, missing), strict=True):
            yield write_clip(folder, text, samples, engine)
