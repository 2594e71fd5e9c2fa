"""espeak-ng through pyttsx3 in a child process: the real one, and ones that misbehave."""

from __future__ import annotations

from pathlib import Path

import pytest

from asterisk_conf.programs import ensure_espeak
from hotline.settings import home
from ivr_flows.speech.errors import MissingVoice, SynthesisFailed
from ivr_flows.speech.espeak import Espeak
from ivr_flows.speech.sound import LEVEL_DB, WIDE, speech_level_db

ENGINE = """
import wave, time
class Voice:
    id = {voice!r}
class Engine:
    def getProperty(self, name): return [Voice] if name == "voices" else 150
    def setProperty(self, name, value): pass
    def connect(self, topic, callback): self.__dict__[topic] = callback
    def save_to_file(self, text, path): self.path = path
    def runAndWait(self):
        if "path" not in self.__dict__: return
        self.__dict__["started-utterance"](name=None)
        {act}
        self.__dict__["finished-utterance"](name=None, completed=True)
def init(driverName): return Engine()
"""
SILENT_FILE = (
    "f = wave.open(self.path, 'wb'); f.setparams((1, 2, 22050, 0, 'NONE', '')); f.writeframes(bytes(2000)); f.close()"
)


def fake(folder: Path, act: str, voice: str = "ko", limit_s: float = 30.0) -> Espeak:
    (folder / "pyttsx3.py").write_text(ENGINE.format(act=act, voice=voice))
    return Espeak(environment={"PYTHONPATH": str(folder)}, limit_s=limit_s)


@pytest.fixture(scope="module")
def real() -> Espeak:
    return Espeak(environment=ensure_espeak(home(), progress=print).env({}))


@pytest.mark.parametrize(("language", "text", "least"), [("zh", "合肥市", 0.5), ("ko", "감사합니다", 0.5)])
def test_it_speaks_at_the_common_level(real: Espeak, language: str, text: str, least: float) -> None:
    sound = real.speak(text, language)
    assert least < sound.size / WIDE < 3
    assert speech_level_db(sound, WIDE) == pytest.approx(LEVEL_DB, abs=3)


def test_it_says_the_same_every_time(real: Espeak) -> None:
    assert len({real.speak("请稍等，马上就好", "zh").size for _ in range(5)}) == 1


def test_a_hung_engine_is_ended_after_the_limit(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="took longer than 2 s"):
        fake(tmp_path, "time.sleep(60)", limit_s=2.0).speak("감사", "ko")


def test_a_missing_voice_is_named_with_its_mend(tmp_path: Path) -> None:
    with pytest.raises(MissingVoice, match=r"no voice 'ko'.*hotline setup"):
        fake(tmp_path, "pass", voice="en").speak("감사", "ko")


def test_silence_is_not_taken_for_speech(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="said nothing"):
        fake(tmp_path, SILENT_FILE).speak("감사", "ko")


def test_an_engine_that_writes_no_file_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="failed"):
        fake(tmp_path, "pass").speak("감사", "ko")
