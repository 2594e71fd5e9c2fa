"""The audio that ships: complete, unaltered, small, and told where it comes from."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from dialplan.contract import Sound
from hotline import site as site_file
from hotline.settings import PROJECT
from ivr_flows.prompt_texts import Room, standard_texts
from ivr_flows.speech.inventory import needed
from ivr_flows.speech.queue_sounds import COMPOSED, PROMPT_OF
from ivr_flows.speech.render import speakable
from ivr_flows.speech.shipped import AUDIO, load_shipped
from ivr_flows.speech.sound import WIDE
from ivr_flows.wording import clip_key

LANGUAGES = ("zh", "ko")
ROOMS = ("ivr_flows", "agi", "hotline")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_must_be_said_ships(language: str) -> None:
    shipped = load_shipped(language).clips
    lacking = [text for text in speakable(needed(standard_texts().values(), language)) if clip_key(text) not in shipped]
    assert lacking == [], "run `hotline prompts render`"


def test_every_office_of_the_shipped_sites_ships_in_the_site_s_languages() -> None:
    for path in (PROJECT / "sites").glob("*.toml"):
        site = site_file.load(path)
        for language in site.languages:
            shipped = load_shipped(language).clips
            names = [office.names[language] for office in site.plan.offices.values()]
            assert [name for name in names if clip_key(name) not in shipped] == [], path.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clip_is_what_its_manifest_says(language: str) -> None:
    shipped = load_shipped(language)
    assert {path.name for path in shipped.folder.glob("*.opus")} == {clip.file for clip in shipped.clips.values()}
    for clip in shipped.clips.values():
        samples = shipped.samples(clip)
        assert samples.size / WIDE == pytest.approx(clip.seconds, abs=0.02), clip.text


def test_the_manifests_tell_engine_model_voice_and_licence() -> None:
    for language, engine in (("zh", "kokoro-82m-int8 6e742170d309016e zf_xiaoxiao "), ("ko", "espeak-ng ko ")):
        raw = json.loads((AUDIO / language / "manifest.json").read_text(encoding="utf-8"))
        assert raw["licence"]
        assert all(clip["engine"].startswith(engine) for clip in raw["clips"])


def test_the_shipped_audio_is_at_most_ten_megabytes() -> None:
    assert sum(path.stat().st_size for path in AUDIO.rglob("*") if path.is_file()) <= 10_000_000


def _strings_in_code() -> set[str]:
    """Every string, and the beginning of every f-string, marked by an ellipsis."""
    found: set[str] = set()
    for room in ROOMS:
        for path in (PROJECT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.JoinedStr(values=[ast.Constant(value=str() as start), *_]):
                        found.add(f"{start}…")
                    case ast.Constant(value=str() as text):
                        found.add(text)
    return found


def test_every_prompt_is_played_by_a_flow_or_by_asterisk() -> None:
    strings = _strings_in_code()
    for prompt in standard_texts().values():
        by_flow = prompt.id in strings or f"{prompt.id.split('-')[0]}-…" in strings
        played = prompt.id in PROMPT_OF.values() if prompt.room is Room.QUEUE else by_flow
        assert played, f"{prompt.id} is never played: play it or delete it"


def test_every_sound_of_the_dialplan_is_a_prompt() -> None:
    assert set(PROMPT_OF) == set(Sound) - COMPOSED
    assert set(PROMPT_OF.values()) <= set(standard_texts())


def test_what_a_call_needs_is_free_of_heavy_libraries() -> None:
    code = (
        "import sys, ivr_flows.rendered_book, ivr_flows.text_book;"
        "print([m for m in ('numpy', 'asyncio', 'pyttsx3', 'soundfile', 'soxr', 'pypinyin') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(PROJECT), capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"
