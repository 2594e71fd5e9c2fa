"""From utterances to words to the fewest clips."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_flows.prompt_book import BadParameter, MissingClip, UnknownPrompt
from ivr_flows.prompt_texts import standard_texts
from ivr_flows.text_book import TextBook
from ivr_flows.utterance import Utterance, Value
from ivr_flows.wording import fewest_clips, say
from workdays.zone import SHANGHAI

NAMES = {"hefei": {"zh": "合肥市", "ko": "허페이시"}}
MONDAY = datetime(2026, 11, 23, 8, tzinfo=SHANGHAI)
BOOK = TextBook(names=NAMES)


def test_an_utterance_reads_as_a_sentence_in_each_language() -> None:
    opens = Utterance(
        prompt="closed-opens", params={"office": "hefei", "opens_at": MONDAY, "now": MONDAY.replace(day=22)}
    )
    assert BOOK.text(opens, "zh") == "现在是合肥市的非工作时间。下次接听来电的时间是，明天上午8点。"
    assert "허페이시" in BOOK.text(opens, "ko")
    assert "내일 오전 8시" in BOOK.text(opens, "ko")


def test_the_words_of_an_utterance_come_in_the_order_of_its_text() -> None:
    prompt = standard_texts()["connecting"]
    utterance = Utterance(prompt="connecting", params={"office": "hefei"})
    words = [word for part in say(prompt, utterance, "zh", NAMES) for word in part.words]
    assert words == ["正在为您转接", "合肥市", "，请稍等。"]


@pytest.mark.parametrize(
    ("prompt", "params", "complaint"),
    [
        ("connecting", {}, "needs office"),
        ("connecting", {"office": "hefei", "key": "1"}, "no place for key"),
        ("connecting", {"office": "nowhere"}, "no office 'nowhere'"),
        ("closed-opens", {"office": "hefei", "opens_at": datetime(2026, 11, 23, 8)}, "naive time"),  # noqa: DTZ001
        ("progress-number", {"number": "none"}, "no digit"),
        ("progress-number", {"number": 12}, "another type"),
        ("language-choice", {"key": "10"}, "a key is one of"),
    ],
)
def test_a_value_that_cannot_be_said_is_named(prompt: str, params: dict[str, Value], complaint: str) -> None:
    with pytest.raises(BadParameter, match=complaint):
        BOOK.text(Utterance(prompt=prompt, params=params), "zh")


def test_an_unknown_prompt_or_language_is_named() -> None:
    with pytest.raises(UnknownPrompt, match="no prompt 'nothing'"):
        BOOK.text(Utterance(prompt="nothing"), "zh")
    with pytest.raises(UnknownPrompt, match="no text in 'fr'"):
        BOOK.text(Utterance(prompt="goodbye"), "fr")


def test_a_phrase_that_is_one_clip_is_not_taken_apart() -> None:
    known = {"十一月", "二十三日", "十一月二十三日", "星期一"}
    assert fewest_clips(["十一月", "二十三日", "星期一"], known) == ("十一月二十三日", "星期一")


def test_spaces_do_not_matter_in_finding_a_clip() -> None:
    assert fewest_clips(["오후 두 시", "반"], {"오후두시반"}) == ("오후두시반",)


def test_a_word_without_audio_is_named() -> None:
    with pytest.raises(MissingClip, match="'星期一'"):
        fewest_clips(["十一月", "星期一"], {"十一月"})


@given(st.lists(st.sampled_from("零一二三四五六七八九"), min_size=1, max_size=20), st.integers(2, 4))
def test_clips_joined_are_the_words_joined(words: list[str], longest: int) -> None:
    text = "".join(words)
    known = {*words, *(text[at : at + longest] for at in range(len(text)))}
    assert "".join(fewest_clips(words, known)) == text
