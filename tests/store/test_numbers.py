"""One telephone number is one look-up key, however an exchange, an agent or a search writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.numbers import read_caller
from store.numbers import canonical


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("13805510001", ["+8613805510001", "8613805510001", "013805510001", "+86013805510001", "+86 0 138 0551 0001"]),
        ("01065000000", ["+861065000000", "861065000000", "+8601065000000", "00861065000000", "010-6500 0000"]),
        ("055162999110", ["+8655162999110", "8655162999110", "86055162999110", "（0551）62999110", "+86-551-62999110"]),
        ("4001234567", ["+864001234567", "400-123-4567", "864001234567"]),
        ("+442071234567", ["00442071234567", "+44 20 7123 4567", "＋442071234567"]),
        ("12345", ["12345", "+8612345"]),
        ("", ["", "anonymous", "无号码"]),
    ],
)  # fmt: skip
def test_all_spellings_of_a_number_are_one(key: str, spellings: list[str]) -> None:
    assert {spelling: canonical(spelling) for spelling in [key, *spellings]} == dict.fromkeys([key, *spellings], key)


mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
landlines = st.from_regex(r"0(551|433|898)[2-8][0-9]{6,7}|0(10|21|25)[2-8][0-9]{7}", fullmatch=True)


@given(mobiles | landlines, st.sampled_from(["", " ", "-"]))
def test_a_country_code_a_long_distance_zero_and_gaps_make_no_other_number(number: str, gap: str) -> None:
    bare = number.removeprefix("0")
    starts = ["0", "+86", "0086", "86", "+860", "00860", "860", "+86 0", "+0086"] + ([""] if bare == number else [])
    spellings = [gap.join([start, bare[:3], bare[3:7], bare[7:]]) for start in starts]
    assert {canonical(spelling) for spelling in spellings} == {number}
    assert {read_caller(spelling).number for spelling in spellings} == {number}


@given(st.text() | st.text("0123456789+ -８６", max_size=16))
def test_a_key_is_its_own_key(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
