"""Each Mandarin prompt as a caller hears it, put together from the shipped audio, heard by a recogniser, and the
table of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ivr_flows.prompt_texts import Kind, Place, Prompt, standard_texts
from ivr_flows.speech.error_rate import Errors, character_errors, pinyin_errors
from ivr_flows.speech.render import Ear
from ivr_flows.speech.shipped import Shipped, load_shipped
from ivr_flows.speech.sound import WIDE, Samples, with_breath
from ivr_flows.spoken import PAUSE
from ivr_flows.spoken_zh import ZH
from ivr_flows.utterance import Utterance, Value
from ivr_flows.wording import fewest_clips, say
from workdays.zone import SHANGHAI

_MARKS = "，。、；：！？"
_NAMES = {"hefei": {"zh": "合肥市"}, "huangshan": {"zh": "黄山市"}, "anhui": {"zh": "安徽省残联"}}
_NOW = datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)
_SAMPLES: Mapping[Kind, Sequence[Value]] = {
    Kind.OFFICE: tuple(_NAMES),
    Kind.DATETIME: (datetime(2026, 11, 23, 8, tzinfo=SHANGHAI), datetime(2027, 2, 17, 14, 30, tzinfo=SHANGHAI)),
    Kind.DATE: (_NOW,),
    Kind.DIGITS: ("12385", "13905516284"),
    Kind.KEY: ("1", "2"),
    Kind.COUNT: (2, 15),
}
_AROUND_A_NUMBER = (("queue-there-are", "queue-calls-waiting"), ("queue-hold-time", "queue-minutes"))
_NUMBERS = ("3", "5")
"""What Asterisk says between them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One prompt with sample values: what was said and what was heard."""

    prompt: str
    said: str
    heard: str
    clips: int

    @property
    def errors(self) -> Errors:
        return character_errors(self.said, self.heard)

    @property
    def pinyin(self) -> Errors:
        return pinyin_errors(self.said, self.heard)


def transcribe_all(ear: Ear, progress: Callable[[str], None]) -> list[Row]:
    """Every standard prompt, those with places once for each sample value; Asterisk's fragments in their sentence."""
    shipped = load_shipped("zh")
    rows: list[Row] = []
    for name, words in spoken_samples():
        clips = fewest_clips(words, {*shipped.clips, PAUSE, *_MARKS})
        heard = ear.hear(np.concatenate([_sound(clip, shipped) for clip in clips]))
        rows.append(Row(prompt=name, said="".join(words), heard=heard, clips=len(clips)))
        progress(f"{name}: {rows[-1].errors.rate:.0%}")
    return rows


def spoken_samples() -> Iterator[tuple[str, list[str]]]:
    """A name and the words for each utterance to be heard."""
    prompts = standard_texts()
    for prompt in prompts.values():
        if prompt.id not in {one for pair in _AROUND_A_NUMBER for one in pair}:
            for utterance in _utterances(prompt):
                parts = say(prompt, utterance, "zh", _NAMES)
                yield prompt.id, [word for part in parts for word in part.words]
    for before, after in _AROUND_A_NUMBER:
        for number in _NUMBERS:
            words = [*_words(prompts[before]), ZH.key(number).words[0], *_words(prompts[after])]
            yield f"{before}, {after}", words


def _words(prompt: Prompt) -> list[str]:
    return [word for part in say(prompt, Utterance(prompt=prompt.id), "zh", _NAMES) for word in part.words]


def _utterances(prompt: Prompt) -> Iterator[Utterance]:
    """With the first sample value of each place, then with the second where it has one, and so on."""
    places = [part for part in prompt.texts["zh"] if isinstance(part, Place)]
    for turn in range(max((len(_SAMPLES[place.kind]) for place in places), default=1)):
        params = {place.name: _SAMPLES[place.kind][turn % len(_SAMPLES[place.kind])] for place in places}
        if any(place.kind is Kind.DATETIME for place in places):
            params["now"] = _NOW
        yield Utterance(prompt=prompt.id, params=params)


def _sound(key: str, shipped: Shipped) -> Samples:
    silence = np.zeros(0, dtype=np.float32)
    clip = shipped.clips.get(key)
    return with_breath(shipped.samples(clip) if clip else silence, clip.text if clip else key, WIDE)


def report(rows: Sequence[Row]) -> tuple[str, float]:
    """The table in Markdown, and the character error rate over all rows."""
    total = sum((row.errors for row in rows), Errors(edits=0, length=0))
    pinyin = sum((row.pinyin for row in rows), Errors(edits=0, length=0))
    lines = [
        "Written by `hotline prompts transcribe`. Each prompt is put together from the shipped clips as a caller",
        "hears it, with sample values in its places, resampled to 8 kHz, sent through A-law, and heard by Whisper",
        "base (int8, no prompt given). Punctuation and the writing of numbers do not count; homophones do. The last",
        "column forgives homophones.",
        "",
        f"**Character error rate over all {len(rows)} utterances ({total.length} characters): {total.rate:.1%}**"
        f" (pinyin with tones: {pinyin.rate:.1%}).",
        "",
        "| prompt | said | heard | clips | errors | pinyin |",
        "|---|---|---|---|---|---|",
        *(
            f"| {row.prompt} | {row.said} | {row.heard} | {row.clips} | {row.errors.rate:.0%} | {row.pinyin.rate:.0%} |"
            for row in rows
        ),
    ]
    return "\n".join(lines) + "\n", total.rate
