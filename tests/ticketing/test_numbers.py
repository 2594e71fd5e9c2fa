"""Ticket numbers: composed, read back, and what a slip of the finger does to them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ticketing.errors import BadNumber
from ticketing.numbers import compose, groups, parse, prefix

DAY = date(2026, 11, 21)
NUMBERS = st.builds(
    compose,
    st.dates(date(2020, 1, 1), date(2099, 1, 1)),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.integers(1, 99_999),
)


def test_a_number_tells_day_office_and_count() -> None:
    number = compose(DAY, "340100", 7)
    assert number[:-1] == "26112101000007"
    assert groups(number) == ("261121", "0100", "0007", number[-1])
    assert len(number) == 15


def test_the_count_grows_beyond_four_digits() -> None:
    assert parse(compose(DAY, "340100", 10_000)).startswith("261121010010000")


@given(NUMBERS)
def test_what_was_composed_is_read_back_in_any_spacing(number: str) -> None:
    assert parse(number) == number
    assert parse(" ".join(groups(number))) == number


@given(NUMBERS, st.integers(0, 19), st.integers(1, 9))
def test_one_wrong_key_is_always_noticed(number: str, place: int, by: int) -> None:
    place %= len(number)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(BadNumber):
        parse(wrong)


@given(NUMBERS, st.integers(0, 18))
def test_two_neighbours_swapped_are_noticed_but_for_nine_and_nought(number: str, place: int) -> None:
    place %= len(number) - 1
    first, second = number[place], number[place + 1]
    assume(first != second and {first, second} != {"0", "9"})
    with pytest.raises(BadNumber):
        parse(number[:place] + second + first + number[place + 2 :])


@pytest.mark.parametrize(
    "text", ["", "1", "26112101000007", "２６１１２１０１００００００７３", "26112101000007x", "0" * 21, "#*"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadNumber):
        parse(text)


@pytest.mark.parametrize("division", ["", "34010", "3401000", "34010x", "３４０１００"])
def test_a_division_code_that_is_none_is_refused(division: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        prefix(DAY, division)


def test_tickets_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="from 1"):
        compose(DAY, "340100", 0)
