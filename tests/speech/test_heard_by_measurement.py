"""Listening to the shipped audio by measurement: one loudness, no clipping, no hole, no click, sensible lengths."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from hotline import site as site_file
from hotline.settings import PROJECT
from ivr_flows.prompt_texts import standard_texts
from ivr_flows.speech.played import SiteVoice, played
from ivr_flows.speech.shipped import ShippedClip, load_shipped
from ivr_flows.speech.sound import LEVEL_DB, WIDE, Samples, longest_silence_s, speech_level_db, with_breath
from ivr_flows.spoken import PAUSE
from ivr_flows.wording import fewest_clips, say

LANGUAGES = ("zh", "ko")
MARKS = "，。、；：！？,.!? "
Heard = tuple[ShippedClip, Samples]
SLOWEST_S = {"zh": 0.65, "ko": 1.0}
"""Seconds a character may take: a digit alone is the slowest."""


@pytest.fixture(scope="module")
def heard() -> dict[str, list[Heard]]:
    books = {language: load_shipped(language) for language in LANGUAGES}
    return {language: [(clip, book.samples(clip)) for clip in book.clips.values()] for language, book in books.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clip_is_as_loud_as_the_others(heard: dict[str, list[Heard]], language: str) -> None:
    levels = {clip.text: speech_level_db(samples, WIDE) for clip, samples in heard[language]}
    assert {text: level for text, level in levels.items() if abs(level - LEVEL_DB) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_clip_is_clipped(heard: dict[str, list[Heard]], language: str) -> None:
    peaks = {clip.text: float(np.abs(samples).max()) for clip, samples in heard[language]}
    assert {text: peak for text, peak in peaks.items() if peak > 0.97} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_clip_falls_silent_for_a_second(heard: dict[str, list[Heard]], language: str) -> None:
    holes = {clip.text: longest_silence_s(samples, WIDE) for clip, samples in heard[language]}
    assert {text: hole for text, hole in holes.items() if hole > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clip_lasts_as_long_as_its_text_needs(heard: dict[str, list[Heard]], language: str) -> None:
    paces = {clip.text: clip.seconds / sum(sign not in MARKS for sign in clip.text) for clip, _ in heard[language]}
    assert {text: pace for text, pace in paces.items() if not 0.13 < pace < SLOWEST_S[language]} == {}


def _sentences(language: str, sounds: dict[str, Samples]) -> Iterator[list[Samples]]:
    known = {*sounds, PAUSE, *MARKS}
    for path in (PROJECT / "sites").glob("*.toml"):
        site = site_file.load(path)
        voice = SiteVoice(id=site.id, plan=site.plan)
        for prompt in standard_texts().values():
            for utterance in played(prompt, voice, language):
                words = [word for part in say(prompt, utterance, language, voice.names) for word in part.words]
                yield [sounds[key] for key in fewest_clips(words, known) if key in sounds]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_joint_clicks_in_any_sentence_of_the_shipped_sites(heard: dict[str, list[Heard]], language: str) -> None:
    sounds = {clip.key: with_breath(samples, clip.text, WIDE) for clip, samples in heard[language]}
    jumps = [
        abs(float(after[0]) - float(before[-1]))
        for sentence in _sentences(language, sounds)
        for before, after in pairwise(sentence)
    ]
    assert jumps
    assert max(jumps) < 0.015
