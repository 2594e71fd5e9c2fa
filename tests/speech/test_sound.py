"""Levels, edges, breaths and the telephone's A-law."""

from __future__ import annotations

import numpy as np
import pytest

from ivr_flows.speech import sound
from ivr_flows.speech.sound import NARROW, WIDE, Samples


def tone(seconds: float, level: float = 0.3, rate: int = WIDE) -> Samples:
    at = np.arange(int(seconds * rate)) / rate
    return np.asarray(level * np.sin(2 * np.pi * 440 * at), dtype=np.float32)


def silence(seconds: float, rate: int = WIDE) -> Samples:
    return np.zeros(int(seconds * rate), dtype=np.float32)


def test_silence_around_speech_is_cut_to_a_breath() -> None:
    cut = sound.trimmed(np.concatenate([silence(0.7), tone(1.0), silence(0.9)]), WIDE)
    assert 1.0 <= cut.size / WIDE <= 1.12


def test_clips_begin_and_end_at_nothing_so_that_none_clicks() -> None:
    cut = sound.trimmed(tone(0.5), WIDE)
    assert abs(cut[0]) < 1e-3
    assert abs(cut[-1]) < 1e-3
    assert np.abs(np.diff(np.concatenate([cut, cut]))).max() < 0.1


@pytest.mark.parametrize("level", [0.002, 0.05, 0.9])
def test_loud_and_quiet_come_out_alike(level: float) -> None:
    done = sound.finished(tone(0.8, level), WIDE)
    assert sound.speech_level_db(done, WIDE) == pytest.approx(sound.LEVEL_DB, abs=0.5)


def test_no_peak_leaves_the_scale() -> None:
    spiky = tone(1.0, 0.01)
    spiky[8000:8200] = 1.0
    assert np.abs(sound.levelled(spiky, WIDE)).max() <= sound.PEAK + 1e-4


def test_silence_stays_empty() -> None:
    assert sound.finished(silence(1.0), WIDE).size == 0
    assert sound.speech_level_db(silence(1.0), WIDE) == float("-inf")


def test_a_hole_is_measured_and_the_silence_around_speech_is_none() -> None:
    said = np.concatenate([silence(2.0), tone(0.5), silence(1.2), tone(0.5), silence(2.0)])
    assert sound.longest_silence_s(said, WIDE) == pytest.approx(1.2, abs=0.02)
    assert sound.longest_silence_s(tone(1.0), WIDE) == sound.longest_silence_s(silence(1.0), WIDE) == 0


def test_of_a_syllable_said_three_times_the_first_is_cut_out() -> None:
    said = np.concatenate([tone(0.3), silence(0.1), tone(0.3), silence(0.1), tone(0.3)])
    assert sound.first_of_three(said, WIDE).size / WIDE == pytest.approx(0.3, abs=0.03)
    dying = np.concatenate([tone(0.3), tone(0.08, 0.02), silence(0.02), tone(0.3), silence(0.1), tone(0.3)])
    assert sound.first_of_three(dying, WIDE).size / WIDE == pytest.approx(0.31, abs=0.02)
    joined = np.concatenate([tone(0.3), tone(0.05, 0.15), tone(0.3), tone(0.05, 0.15), tone(0.3)])
    assert sound.first_of_three(joined, WIDE).size / WIDE == pytest.approx(0.32, abs=0.03)


def test_a_poor_line_is_quieter_and_noisy_and_the_same_each_time() -> None:
    heard = sound.on_a_poor_line(sound.finished(tone(1.0), WIDE))
    assert sound.speech_level_db(heard, WIDE) == pytest.approx(sound.LEVEL_DB - 10, abs=0.5)
    noise = sound.on_a_poor_line(silence(1.0))
    assert sound.speech_level_db(noise, WIDE) == pytest.approx(sound.LEVEL_DB - 30, abs=0.5)
    assert np.array_equal(noise, sound.on_a_poor_line(silence(1.0)))


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [("好", 0, 0), ("好，", 0, 0.2), ("好。", 0, 0.38), ("，好", 0.2, 0), ("，请稍候。", 0.2, 0.38)],
)
def test_punctuation_at_the_edges_is_a_breath(text: str, before: float, after: float) -> None:
    said = sound.with_breath(tone(1.0), text, WIDE)
    assert said.size / WIDE == pytest.approx(1.0 + before + after, abs=0.01)
    assert not said[: int(before * WIDE)].any()


def test_a_text_of_punctuation_is_silence() -> None:
    breath = sound.with_breath(silence(0), "，", NARROW)
    assert breath.size == int(0.2 * NARROW)
    assert not breath.any()


def test_pcm_goes_there_and_back() -> None:
    assert np.allclose(sound.from_pcm(sound.to_pcm(tone(0.1))), tone(0.1), atol=1e-4)


def test_a_law_keeps_a_signal_to_noise_ratio_like_that_of_g711() -> None:
    said = tone(1.0, 0.3, NARROW)
    noise = sound.over_the_telephone(said) - said
    ratio = 10 * np.log10(np.mean(said**2) / np.mean(noise**2))
    assert 34 < ratio < 42
    assert len(np.unique(sound.over_the_telephone(np.linspace(-1, 1, 70_000, dtype=np.float32)))) <= 257
