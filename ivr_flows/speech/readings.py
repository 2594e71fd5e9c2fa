"""Names that pypinyin's dictionary reads wrong, taught to it before anything is spoken or measured.

A caller would hear the name of no town; and the measure, which reads by the same dictionary, would not notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pypinyin

READINGS: Mapping[str, tuple[str, ...]] = {"珲春": ("hún", "chūn"), "图们": ("tú", "mén")}
"""Hunchun and Tumen; the dictionary has huī (as in 瑷珲) and the toneless 们 of the plural."""


@cache
def teach() -> None:
    """Once for the process, whoever asks."""
    pypinyin.load_phrases_dict({name: [[syllable] for syllable in said] for name, said in READINGS.items()})


def numbered_pinyin(text: str, *, neutral_as_five: bool = False) -> list[str]:
    """The syllables with their tones as digits (a neutral one without, or with 5); other signs stay."""
    teach()
    return pypinyin.lazy_pinyin(text, style=pypinyin.Style.TONE3, neutral_tone_with_five=neutral_as_five)
