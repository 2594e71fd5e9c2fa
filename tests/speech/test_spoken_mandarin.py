"""Mandarin numbers, dates and times in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr_flows.spoken_zh import ZH, numeral
from workdays.zone import SHANGHAI

MOMENTS = st.datetimes(timezones=st.just(SHANGHAI))
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=SHANGHAI)
VOCABULARY = frozenset(ZH.vocabulary()) | {"，"}


def said(at: datetime, now: datetime | None = SUNDAY) -> str:
    return "".join(ZH.moment(at, now).words)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"), (2, "二"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
        (110, "一百一十"), (112, "一百一十二"), (200, "二百"), (1001, "一千零一"), (1010, "一千零一十"), (2000, "两千"),
        (10_000, "一万"), (20_000, "两万"), (10_010, "一万零一十"), (120_305, "十二万零三百零五"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_read_them(number: int, words: str) -> None:
    assert numeral(number) == words


def test_a_lone_two_before_a_counting_word_is_liang_and_no_other_two_is() -> None:
    assert ZH.count(2).words == ("两",)
    assert "".join(ZH.count(12).words) == "十二"
    assert "".join(ZH.count(22).words) == "二十二"
    assert ZH.key("2").words == ("二",)


def test_a_ticket_number_is_read_in_the_groups_in_which_it_is_written_the_day_in_two() -> None:
    assert ZH.digits("261120010000075").shown == "261 120 0100 0007 5"
    assert ZH.digits("2611200100100075").shown == "261 120 0100 10007 5"


def test_telephone_numbers_are_read_digit_by_digit_with_yao_and_a_breath_between_groups() -> None:
    assert "".join(ZH.digits("13805511234").words) == "幺三八，零五五幺，幺二三四"
    assert "".join(ZH.digits("055162345678").words) == "零五五幺，六二三四，五六七八"
    assert "".join(ZH.digits("01012345678").words) == "零幺零，幺二三四，五六七八"
    assert "".join(ZH.digits("+8613805511234").words) == "幺三八，零五五幺，幺二三四"
    assert "".join(ZH.digits("+8655162345678").words) == "零五五幺，六二三四，五六七八"
    assert "".join(ZH.digits("12385").words) == "幺二三八五"


def test_letters_and_dashes_in_a_ticket_number_are_breaks() -> None:
    assert ZH.digits("AH-20261123-0007").shown == "2026 1123 0007"


def test_the_parts_of_the_day_and_half_past() -> None:
    day = SUNDAY.replace(hour=0)
    times = {
        (0, 0): "凌晨零点", (8, 0): "上午八点", (12, 30): "中午十二点半", (14, 0): "下午两点", (14, 30): "下午两点半",
        (18, 5): "晚上六点零五分", (10, 45): "上午十点四十五分",
    }  # fmt: skip
    assert {at: said(day.replace(hour=at[0], minute=at[1])).removeprefix("今天") for at in times} == times


def test_a_near_day_is_named_and_a_far_one_dated() -> None:
    eight = SUNDAY.replace(hour=8)
    assert said(eight) == "今天上午八点"
    assert said(eight + timedelta(days=1)) == "明天上午八点"
    assert said(eight + timedelta(days=2)) == "后天上午八点"
    assert said(eight + timedelta(days=3)) == "十一月二十五日星期三上午八点"
    assert said(eight - timedelta(days=1)) == "十一月二十一日星期六上午八点"
    assert said(eight + timedelta(days=1), None) == "十一月二十三日星期一上午八点"


def test_tomorrow_is_judged_in_the_zone_of_the_opening() -> None:
    late = datetime.fromisoformat("2026-11-22T16:30:00+00:00")  # 00:30 on the 23rd in Shanghai
    assert said(SUNDAY.replace(day=23, hour=8), late) == "今天上午八点"


def test_what_is_shown_keeps_its_digits() -> None:
    assert ZH.moment(SUNDAY.replace(day=23, hour=14, minute=30), None).shown == "11月23日星期一下午2点半"
    assert ZH.moment(SUNDAY.replace(hour=10, minute=5), SUNDAY).shown == "今天上午10点05分"


def test_literal_digits_three_or_more_are_a_telephone_number() -> None:
    assert (
        ZH.literal("请拨打110、119或者120，留言请按1，12小时") == "请拨打幺幺零、幺幺九或者幺二零，留言请按一，十二小时"
    )


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_count_is_made_of_known_words(number: int) -> None:
    assert set(ZH.count(number).words) <= VOCABULARY


@given(MOMENTS, MOMENTS)
def test_every_moment_is_made_of_known_words(at: datetime, now: datetime) -> None:
    assert set(ZH.moment(at, now).words) <= VOCABULARY


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.from_regex(r"[0-9]{1,20}", fullmatch=True))
def test_every_date_and_number_is_made_of_known_words(day: date, number: str) -> None:
    assert set(ZH.date(day).words) | set(ZH.digits(number).words) <= VOCABULARY


@pytest.mark.parametrize("number", [-1, 100_000_000])
def test_a_count_that_cannot_be_said_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="can be said"):
        ZH.count(number)


def test_a_number_without_digits_and_an_unknown_key_are_refused() -> None:
    with pytest.raises(ValueError, match="no digit"):
        ZH.digits("abc")
    with pytest.raises(ValueError, match="a key is one of"):
        ZH.key("A")
