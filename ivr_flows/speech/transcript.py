"""Each Mandarin prompt as callers of the shipped sites hear it, put together from the shipped audio and heard by a
recogniser. The table of it is `report`."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np

from ivr_flows.prompt_texts import Kind, Prompt, standard_texts
from ivr_flows.speech.error_rate import Errors, character_errors, pinyin_errors
from ivr_flows.speech.played import SiteVoice, places, played
from ivr_flows.speech.shipped import Shipped, load_shipped
from ivr_flows.speech.sound import WIDE, Samples, with_breath
from ivr_flows.spoken import PAUSE
from ivr_flows.spoken_zh import ZH
from ivr_flows.utterance import Utterance
from ivr_flows.wording import clip_key, fewest_clips, say

_MARKS = "，。、；：！？"
_AROUND_A_NUMBER = (("queue-there-are", "queue-calls-waiting"), ("queue-hold-time", "queue-minutes"))
_NUMBERS = ("2", "3", "5", "8")
"""What Asterisk says between them."""


class Sort(StrEnum):
    """What an utterance is made of, for the table by kind."""

    FIXED = "fixed sentence"
    OFFICE = "with an office"
    TIME = "with a date or time"
    NUMBER = "with a number or key"
    QUEUE = "said by Asterisk around a number"


class Line(StrEnum):
    """How the sound reaches the ear."""

    CLEAR = "clear"
    ROUGH = "rough"


class Listener(Protocol):
    """A recogniser at the end of a telephone line."""

    def hear(self, samples: Samples, *, rough: bool = False) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One utterance to be heard: its words, and the sites at which it is played."""

    prompt: str
    sort: Sort
    words: tuple[str, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One utterance: what was said and what was heard."""

    prompt: str
    said: str
    heard: str
    clips: int
    sort: Sort = Sort.FIXED
    sites: tuple[str, ...] = ()
    line: Line = Line.CLEAR

    @property
    def errors(self) -> Errors:
        return character_errors(self.said, self.heard)

    @property
    def pinyin(self) -> Errors:
        return pinyin_errors(self.said, self.heard)


def transcribe_all(ear: Listener, sites: Sequence[SiteVoice], progress: Callable[[str], None]) -> list[Row]:
    """Every utterance on a clear line, and the first of each prompt on a rough one too."""
    shipped = load_shipped("zh")
    known = {*shipped.clips, PAUSE, *_MARKS}
    rows: list[Row] = []
    told: set[str] = set()
    utterances = list(spoken_samples(sites))
    for number, spoken in enumerate(utterances, start=1):
        for line in Line:
            if line is Line.CLEAR or spoken.prompt not in told:
                rows.append(_row(spoken, line, ear, shipped, known))
        told.add(spoken.prompt)
        progress(f"{number} of {len(utterances)}: {spoken.prompt} {''.join(spoken.words)}")
    return rows


def _row(spoken: Spoken, line: Line, ear: Listener, shipped: Shipped, known: Container[str]) -> Row:
    clips = fewest_clips(spoken.words, known)
    heard = ear.hear(np.concatenate([_sound(clip, shipped) for clip in clips]), rough=line is Line.ROUGH)
    return Row(
        prompt=spoken.prompt,
        said="".join(spoken.words),
        heard=heard,
        clips=sum(bool(clip.strip(_MARKS)) for clip in clips),
        sort=spoken.sort,
        sites=spoken.sites,
        line=line,
    )


def spoken_samples(sites: Sequence[SiteVoice]) -> Iterator[Spoken]:
    """Each distinct utterance once, prompt by prompt; Asterisk's fragments in their sentence."""
    prompts = standard_texts()
    around = {one for pair in _AROUND_A_NUMBER for one in pair}
    for prompt in prompts.values():
        if prompt.id not in around:
            yield from _with_their_sites(prompt, sites)
    for before, after in _AROUND_A_NUMBER:
        for number in _NUMBERS:
            words = (*_fixed(prompts[before]), ZH.key(number).words[0], *_fixed(prompts[after]))
            ids = tuple(site.id for site in sites)
            yield Spoken(prompt=f"{before}, {after}", sort=Sort.QUEUE, words=words, sites=ids)


def _with_their_sites(prompt: Prompt, sites: Iterable[SiteVoice]) -> Iterator[Spoken]:
    found: dict[str, tuple[tuple[str, ...], list[str]]] = {}
    for site in sites:
        for utterance in played(prompt, site, "zh"):
            words = tuple(word for part in say(prompt, utterance, "zh", site.names) for word in part.words)
            found.setdefault(clip_key("".join(words)), (words, []))[1].append(site.id)
    for words, ids in found.values():
        yield Spoken(prompt=prompt.id, sort=_sort(prompt), words=words, sites=tuple(dict.fromkeys(ids)))


def _fixed(prompt: Prompt) -> list[str]:
    return [word for part in say(prompt, Utterance(prompt=prompt.id), "zh", {}) for word in part.words]


def _sort(prompt: Prompt) -> Sort:
    kinds = {place.kind for place in places(prompt)}
    if kinds & {Kind.DATETIME, Kind.DATE}:
        return Sort.TIME
    if Kind.OFFICE in kinds:
        return Sort.OFFICE
    return Sort.NUMBER if kinds else Sort.FIXED


def _sound(key: str, shipped: Shipped) -> Samples:
    silence = np.zeros(0, dtype=np.float32)
    clip = shipped.clips.get(key)
    return with_breath(shipped.samples(clip) if clip else silence, clip.text if clip else key, WIDE)
