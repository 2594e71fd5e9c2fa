"""How far what was heard is from what was said."""

from __future__ import annotations

import pytest

from ivr_flows.speech.error_rate import character_errors, distance, pinyin_errors


@pytest.mark.parametrize(
    ("said", "heard", "edits"),
    [
        ("您好，这里是幺二三八五服务热线。", "您好 这里是12385服务热线", 0),
        ("留言请按一，回电请按二。", "留言请按1,回电请按2。", 0),
        ("十一月二十三日下午两点半", "11月23日下午2点半", 0),
        ("请拨打幺幺零", "请拨打110", 0),
        ("一百二十", "120", 0),
        ("请按一", "请按1", 0),
        ("请按幺", "请按一", 0),
        ("两分钟", "2分钟", 0),
        ("零五五幺", "0551", 0),
        ("请拨打幺幺零，等候十二分钟", "请拨打110,等候12分钟", 0),
        ("十二月二十日上午八点，请按二", "12月20日上午8点请按2", 0),
        ("请按一", "请按2", 1),
        ("请按幺", "请按要", 1),
        ("幺二零", "1200", 1),
        ("请稍候", "请稍后", 1),
        ("合肥市", "何飞", 3),
        ("好", "", 1),
        ("", "好", 1),
    ],
)
def test_numbers_and_punctuation_do_not_count_and_homophones_do(said: str, heard: str, edits: int) -> None:
    assert character_errors(said, heard).edits == edits


def test_pinyin_forgives_a_homophone_and_not_a_tone() -> None:
    assert pinyin_errors("请稍候", "请稍后").edits == 0
    assert pinyin_errors("买", "卖").edits == 1


def test_rates_add_up_by_length() -> None:
    both = character_errors("一二三四", "一二三五") + character_errors("零", "零")
    assert (both.edits, both.length) == (1, 5)
    assert both.rate == pytest.approx(0.2)


def test_distance_is_levenshteins() -> None:
    assert distance("kitten", "sitting") == 3
    assert distance("", "abc") == distance("abc", "") == 3


def test_a_town_read_by_another_name_is_an_error_of_the_voice_not_of_the_measure() -> None:
    assert pinyin_errors("珲春市", "会吹市").edits == 2
    assert pinyin_errors("珲春市", "浑春市").edits == 0
