"""Fills a site's folder with every clip its callers can hear, and writes the book that running programs read.

For each clip: the site's recording, else the shipped audio, else what espeak-ng said before (the cache), else
espeak-ng. Nothing changed since the last time: a look at the folder, well under a second.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from ivr_flows.prompt_texts import Prompt, read_prompts, standard_texts
from ivr_flows.rendered_book import MANIFEST, RenderedBook, book_json, load_book
from ivr_flows.speech.clip_files import ENDINGS, ClipSource, write_clip_files
from ivr_flows.speech.errors import SpeechError
from ivr_flows.speech.espeak import Espeak
from ivr_flows.speech.inventory import needed
from ivr_flows.speech.recorded import Recording, find_recordings
from ivr_flows.speech.shipped import AUDIO, Shipped, load_shipped
from ivr_flows.spoken import PAUSE
from ivr_flows.wording import TONGUES, Names, clip_key

Progress = Callable[[str], None]
_MARKS = "，。、；：！？,.!? "
_STAMP = "made-from"
_TELL_EVERY = 200
Sources = dict[str, ClipSource]


def prepare(
    book_dir: Path,
    *,
    languages: Sequence[str],
    names: Names,
    site_prompts: Path | None,
    espeak: Mapping[str, str],
    progress: Progress,
    audio: Path = AUDIO,
) -> RenderedBook:
    """Prepare `book_dir` and return its book. PromptError names what is missing and the mend.

    `names`: office id -> language -> name. `site_prompts`: the site's folder with `prompts.toml` (other texts) and
    recordings, or None. `espeak`: environment in which libespeak-ng and its voices are found.
    """
    prompts = site_texts(site_prompts)
    spoken = _names_in(names, languages)
    shipped = {language: load_shipped(language, audio) for language in languages}
    recordings = {language: find_recordings(site_prompts, language, prompts) for language in languages}
    stamp = _stamp(prompts, spoken, shipped, recordings)
    if _is_current(book_dir, stamp):
        return load_book(book_dir)
    book_dir.mkdir(parents=True, exist_ok=True)
    engine = Espeak(environment=espeak)
    clips = {
        language: _prepare_clips(
            book_dir,
            language,
            _sources(language, prompts, spoken, shipped[language], recordings[language], engine),
            progress,
        )
        for language in languages
    }
    _write_book(book_dir, book_json(prompts, spoken, clips), stamp)
    return load_book(book_dir)


def site_texts(site_prompts: Path | None) -> dict[str, Prompt]:
    """The standard prompts with the site's own texts, if it has any."""
    prompts = standard_texts()
    own = site_prompts / "prompts.toml" if site_prompts else None
    return read_prompts(own, prompts) if own and own.exists() else prompts


def _names_in(names: Names, languages: Sequence[str]) -> dict[str, dict[str, str]]:
    for language in languages:
        if language not in TONGUES:
            raise SpeechError(f"prompts are spoken in {', '.join(TONGUES)}, not in {language!r}: mend `languages`")
        if lacking := [office for office, by_language in names.items() if language not in by_language]:
            raise SpeechError(
                f"no name in {language!r} for {', '.join(lacking)}: add it under `names` in the site file"
            )
    return {office: {lang: by_language[lang] for lang in languages} for office, by_language in names.items()}


def _sources(
    language: str,
    prompts: Mapping[str, Prompt],
    names: Names,
    shipped: Shipped,
    recordings: Iterable[Recording],
    engine: Espeak,
) -> Sources:
    texts = [*needed(prompts.values(), language), PAUSE, *(name[language] for name in names.values())]
    sources: Sources = {}
    for text in texts:
        if text.strip(_MARKS):
            identity = engine.identity(language)
            say = partial(engine.speak, text.strip(_MARKS), language)
            sources[clip_key(text)] = ClipSource(text=text, identity=identity, samples=say, slow=True)
        else:
            sources[clip_key(text)] = ClipSource(text=text, identity="silence", samples=_nothing)
    for key, clip in shipped.clips.items():
        sources[key] = ClipSource(text=clip.text, identity=clip.sha256, samples=partial(shipped.samples, clip))
    for found in recordings:
        text = found.key if not found.key.startswith("#") else "#"
        sources[found.key] = ClipSource(text=text, identity=found.stamp, samples=found.samples)
    return sources


def _nothing() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.zeros(0, dtype=np.float32)


def _prepare_clips(book_dir: Path, language: str, sources: Sources, progress: Progress) -> dict[str, str]:
    names = {key: source.name(language) for key, source in sources.items()}
    there = {path.name for path in book_dir.iterdir()}
    missing = [
        (names[key], source)
        for key, source in sources.items()
        if not all(f"{names[key]}{ending}" in there for ending in ENDINGS)
    ]
    if missing:
        slow = sum(source.slow for _, source in missing)
        progress(f"prompts ({language}): {len(missing)} clips to prepare, {slow} of them to be spoken by espeak-ng")
    with ThreadPoolExecutor(max_workers=2) as pool:
        work = pool.map(lambda one: write_clip_files(book_dir, *one), missing)
        for number, _ in enumerate(work, start=1):
            if number % _TELL_EVERY == 0:
                progress(f"prompts ({language}): {number} of {len(missing)}")
    return names


def _stamp(
    prompts: Mapping[str, Prompt],
    names: Names,
    shipped: Mapping[str, Shipped],
    recordings: Mapping[str, Sequence[Recording]],
) -> str:
    """Changes whenever anything that the book is made from does."""
    parts: Iterator[str] = iter(
        [
            book_json(prompts, names, {}),
            *(f"{language} {one.fingerprint}" for language, one in shipped.items()),
            *(found.stamp for group in recordings.values() for found in group),
        ]
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _is_current(book_dir: Path, stamp: str) -> bool:
    try:
        raw = json.loads((book_dir / MANIFEST).read_text(encoding="utf-8"))
        there = {path.name for path in book_dir.iterdir()}
    except (OSError, ValueError):
        return False
    files = {
        f"{name}{ending}" for clips in raw.get("clips", {}).values() for name in clips.values() for ending in ENDINGS
    }
    return raw.get(_STAMP) == stamp and files <= there


def _write_book(book_dir: Path, book: str, stamp: str) -> None:
    fresh = book_dir / f"{MANIFEST}.new"
    fresh.write_text(json.dumps({_STAMP: stamp, **json.loads(book)}, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(book_dir / MANIFEST)
