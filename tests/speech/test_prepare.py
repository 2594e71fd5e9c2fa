"""Preparing a site's prompts: what wins, what is cached, what is missing; the book that comes of it."""

from __future__ import annotations

import shutil
import time
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from dialplan.contract import NUMBER_SOUNDS, Sound
from ivr_flows.prompt_book import PromptError
from ivr_flows.prompt_texts import Kind, Place, standard_texts
from ivr_flows.rendered_book import MANIFEST, RenderedBook, load_book
from ivr_flows.speech.hearing import find_faults, read_clip
from ivr_flows.speech.prepare import prepare
from ivr_flows.speech.queue_sounds import queue_sounds, write_notices
from ivr_flows.speech.shipped import AUDIO
from ivr_flows.utterance import Utterance, Value
from workdays.zone import SHANGHAI

NAMES = {"hefei": {"zh": "合肥市", "ko": "안후이성 장애인연합회"}}
MONDAY = datetime(2026, 11, 23, 14, 30, tzinfo=SHANGHAI)
SAMPLES: dict[Kind, Value] = {
    Kind.OFFICE: "hefei", Kind.DATETIME: MONDAY, Kind.DATE: MONDAY, Kind.DIGITS: "13805511234", Kind.KEY: "#",
    Kind.COUNT: 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    make(folder)
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(prepared, tmp_path / "book"))


def make(folder: Path, **changes: object) -> RenderedBook:
    how: dict[str, object] = {
        "languages": ("zh", "ko"), "names": NAMES, "site_prompts": None, "espeak": {}, "progress": lambda text: None,
    }  # fmt: skip
    return prepare(folder, **{**how, **changes})  # type: ignore[arg-type]


def wav(path: Path, pitch: float = 300.0, seconds: float = 0.7, level: float = 0.2, rate: int = 44_100) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    at = np.arange(int(seconds * rate)) / rate
    soundfile.write(path, level * np.sin(2 * np.pi * pitch * at), rate)


def pitch_of(book: RenderedBook, utterance: Utterance, clip: int = 0) -> float:
    samples = read_clip(Path(book.audio(utterance, "zh")[clip] + ".sln"))
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * 8000 / samples.size)


def test_every_prompt_can_be_said_in_each_language_with_clips_at_both_rates(prepared: Path) -> None:
    book = load_book(prepared)
    for prompt in standard_texts().values():
        for language, text in prompt.texts.items():
            params = {part.name: SAMPLES[part.kind] for part in text if isinstance(part, Place)}
            clips = book.audio(Utterance(prompt=prompt.id, params=params), language)
            assert clips
            for clip in clips:
                narrow, wide = Path(f"{clip}.sln"), Path(f"{clip}.sln16")
                assert abs(2 * narrow.stat().st_size - wide.stat().st_size) <= 8


def test_every_clip_can_be_heard(prepared: Path) -> None:
    assert find_faults(load_book(prepared), ("zh", "ko")) == []


def test_a_silent_clip_and_a_missing_one_are_found(folder: Path) -> None:
    book = load_book(folder)
    names = [Path(clip).name for clip in book.audio(Utterance(prompt="goodbye"), "zh")]
    clip = folder / f"{names[0]}.sln"
    clip.write_bytes(bytes(clip.stat().st_size))
    (folder / f"{book.clips['ko']['월요일']}.sln16").unlink()
    faults = find_faults(book, ("zh", "ko"))
    assert len(faults) == 2
    assert "at -inf dB" in faults[0]
    assert "is missing" in faults[1]


def test_a_second_time_takes_no_time_and_writes_nothing(folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    began = time.thread_time()
    make(folder)
    assert time.thread_time() - began < 1
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_a_lost_clip_is_made_again(folder: Path) -> None:
    lost = Path(load_book(folder).audio(Utterance(prompt="goodbye"), "zh")[0] + ".sln")
    lost.unlink()
    make(folder)
    assert lost.exists()


def test_the_book_loads_in_the_time_that_the_fallback_has(prepared: Path) -> None:
    began = time.thread_time()  # the work, not what other programs of a busy machine take meanwhile
    load_book(prepared)
    assert time.thread_time() - began < 0.1


def test_a_recording_of_a_whole_prompt_wins(folder: Path, tmp_path: Path) -> None:
    wav(tmp_path / "own" / "zh" / "goodbye.wav")
    book = make(folder, site_prompts=tmp_path / "own")
    assert pitch_of(book, Utterance(prompt="goodbye")) == pytest.approx(300, abs=5)
    assert book.text(Utterance(prompt="goodbye"), "zh") == "感谢您的来电，再见。"


def test_recordings_of_a_piece_and_of_a_name_win_within_a_prompt_with_places(folder: Path, tmp_path: Path) -> None:
    wav(tmp_path / "own" / "zh" / "connecting.1.wav", pitch=500)
    wav(tmp_path / "own" / "zh" / "words" / "合肥市.wav", pitch=800)
    book = make(folder, site_prompts=tmp_path / "own")
    connecting = Utterance(prompt="connecting", params={"office": "hefei"})
    assert pitch_of(book, connecting, 0) == pytest.approx(500, abs=5)
    assert pitch_of(book, connecting, 1) == pytest.approx(800, abs=5)


def test_a_changed_recording_is_heard_the_next_time(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "zh" / "goodbye.wav"
    wav(own, pitch=300)
    make(folder, site_prompts=tmp_path / "own")
    wav(own, pitch=900, seconds=0.8)
    book = make(folder, site_prompts=tmp_path / "own")
    assert pitch_of(book, Utterance(prompt="goodbye")) == pytest.approx(900, abs=5)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("hello.wav", "no prompt 'hello'"),
        ("connecting.wav", "file names are connecting.1 to connecting.2"),
        ("connecting.3.wav", "connecting.1 to connecting.2"),
        ("goodbye.1.wav", "file names are goodbye"),
    ],
)
def test_a_recording_that_fits_no_prompt_is_named(folder: Path, tmp_path: Path, name: str, complaint: str) -> None:
    wav(tmp_path / "own" / "zh" / name)
    with pytest.raises(PromptError, match=complaint):
        make(folder, site_prompts=tmp_path / "own")


def test_a_silent_recording_and_one_that_is_no_audio_are_named(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "own" / "zh" / "goodbye.wav"
    wav(path, level=0.0)
    with pytest.raises(PromptError, match="nothing can be heard"):
        make(folder, site_prompts=tmp_path / "own")
    path.write_text("not audio")
    with pytest.raises(PromptError, match="cannot be read as audio"):
        make(folder, site_prompts=tmp_path / "own")


def test_a_name_that_does_not_ship_needs_espeak_and_says_so(folder: Path, tmp_path: Path) -> None:
    complaint = "libespeak-ng.so.1: cannot open shared object file"
    (tmp_path / "pyttsx3.py").write_text(f"def init(driverName):\n    raise OSError({complaint!r})\n")
    names = {"here": {"zh": "某某市", "ko": "어딘가"}}
    with pytest.raises(PromptError, match=rf"cannot be loaded \({complaint}\): `hotline setup` fetches it"):
        make(folder, names=names, espeak={"PYTHONPATH": str(tmp_path)})


def test_an_office_without_a_name_in_a_language_is_named(folder: Path) -> None:
    with pytest.raises(PromptError, match="no name in 'ko' for hefei"):
        make(folder, names={"hefei": {"zh": "合肥市"}})


def test_an_unknown_language_is_named(folder: Path) -> None:
    with pytest.raises(PromptError, match="not in 'fr'"):
        make(folder, languages=("fr",))


def test_altered_shipped_audio_is_noticed(tmp_path: Path) -> None:
    audio = Path(shutil.copytree(AUDIO, tmp_path / "audio"))
    victim = next((audio / "zh").glob("*.opus"))
    victim.write_bytes(b"something else")
    with pytest.raises(PromptError, match=r"is not the file that the manifest names"):
        make(tmp_path / "book", audio=audio)


def test_a_damaged_or_missing_book_says_how_to_mend_it(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="no prepared prompts here"):
        load_book(tmp_path / "nothing")
    (folder / MANIFEST).write_text('{"format": 1}')
    with pytest.raises(PromptError, match="is damaged"):
        load_book(folder)
    make(folder)
    assert load_book(folder).prompts


def test_asterisk_finds_every_sound_it_plays(prepared: Path) -> None:
    book = load_book(prepared)
    sounds = queue_sounds(book, write_notices(book, "962200"))
    for language in ("zh", "ko"):
        assert {*NUMBER_SOUNDS, *Sound} <= set(sounds[language])
        assert all(path.stat().st_size > 800 and path.suffix == ".sln" for path in sounds[language].values())
