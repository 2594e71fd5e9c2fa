"""Korean numbers, dates and times in words."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_flows.spoken_ko import KO, numeral
from workdays.zone import SHANGHAI

MOMENTS = st.datetimes(timezones=st.just(SHANGHAI))
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)
VOCABULARY = frozenset(KO.vocabulary()) | {"，"}


def said(at: datetime, now: datetime | None = SUNDAY) -> str:
    return " ".join(KO.moment(at, now).words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "영"), (10, "십"), (12, "십이"), (20, "이십"), (99, "구십구"), (100, "백"), (105, "백 오"),
        (2026, "이천 이십육"), (10_000, "만"), (12_000, "만 이천"), (20_000, "이 만"),
    ],
)  # fmt: skip
def test_numbers_are_sino_korean(number: int, words: str) -> None:
    assert numeral(number) == words


def test_hours_are_native_and_minutes_sino_korean() -> None:
    day = SUNDAY.replace(hour=0)
    times = {
        (0, 0): "밤 열두 시", (8, 0): "오전 여덟 시", (12, 0): "낮 열두 시", (14, 30): "오후 두 시 반",
        (17, 5): "오후 다섯 시 오 분", (3, 45): "새벽 세 시 사십오 분",
    }  # fmt: skip
    assert {at: said(day.replace(hour=at[0], minute=at[1])).removeprefix("오늘 ") for at in times} == times


def test_june_and_october_lose_their_final_sound() -> None:
    assert KO.date(SUNDAY.replace(month=6, day=1)).words == ("유월", "일일")
    assert KO.date(SUNDAY.replace(month=10, day=31)).words == ("시월", "삼십일일")


def test_a_near_day_is_named_and_a_far_one_dated() -> None:
    eight = SUNDAY.replace(hour=8)
    assert said(eight + timedelta(days=1)) == "내일 오전 여덟 시"
    assert said(eight + timedelta(days=9)) == "십이월 일일 화요일 오전 여덟 시"


def test_zero_is_gong_in_a_telephone_number_and_yeong_as_a_key() -> None:
    assert "".join(KO.digits("010").words) == "공일공"
    assert KO.key("0").words == ("영",)
    assert KO.literal("120번, 1번") == "일이공번, 일번"


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_count_is_made_of_known_words(number: int) -> None:
    assert set(KO.count(number).words) <= VOCABULARY


@given(MOMENTS, st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_every_moment_and_number_is_made_of_known_words(at: datetime, number: str) -> None:
    words = {*KO.moment(at, None).words, *KO.digits(number).words}
    assert words <= VOCABULARY
