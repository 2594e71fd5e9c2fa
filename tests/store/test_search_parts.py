"""The pure parts of search: folding keeps parts of texts, tokens miss nothing, postings give back what was put in."""

from __future__ import annotations

import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from store.search.folding import SEPARATOR, fold, joined
from store.search.postings import BLOCK, add, common, count, downwards, either, holds, pack, unpack
from store.search.tokens import number, of_needle, of_offices, of_text
from store.search.wanted import needles_of

PLACES = st.sets(st.integers(0, BLOCK - 1), max_size=60)
MANY = st.integers(0, BLOCK - 3000).map(lambda first: set(range(first, first + 3000)))


def test_wide_letters_capitals_and_control_signs_are_written_plainly() -> None:
    assert fold("ＡｂC１２３\u3000轮椅\t坡道\x00") == "abc123 轮椅 坡道 "
    assert fold("İ\ud800") == "İ\ufffd"


@settings(deadline=None)
@given(st.text())
def test_folding_twice_changes_nothing_more_and_no_length(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(fold(text)) == len(text)
    assert SEPARATOR not in fold(text)


def test_every_sign_folds_to_one_that_both_databases_can_hold() -> None:
    for code in range(sys.maxunicode + 1):
        sign = fold(chr(code))
        assert len(sign) == 1
        sign.encode()


@settings(deadline=None)
@given(st.text(), st.text(min_size=1, max_size=6), st.text())
def test_a_part_of_a_text_has_no_token_that_the_text_lacks(before: str, part: str, after: str) -> None:
    tokens = of_text(joined((before, f"{before}{part}{after}")), "hefei")
    assert set(of_needle(fold(part))) <= set(map(number, tokens))


def test_no_pair_reaches_over_two_fields() -> None:
    assert not set(of_needle("椅坡")) <= {number(token) for token in of_text(joined(("轮椅", "坡道")), "hefei")}


def test_offices_clash_with_no_sign() -> None:
    hefei, anhui = of_offices(("hefei", "anhui"))
    assert hefei < 0
    assert hefei != anhui


@settings(deadline=None)
@given(st.one_of(PLACES, MANY), PLACES)
def test_postings_give_back_what_was_put_in(places: set[int], more: set[int]) -> None:
    assert unpack(pack(places)) == sorted(places)
    assert unpack(add(pack(places), more)) == sorted(places | more)
    assert len(pack(places)) <= BLOCK // 8


@settings(deadline=None)
@given(st.lists(st.one_of(PLACES, MANY), min_size=1, max_size=4))
def test_what_postings_share_comes_highest_first(many: list[set[int]]) -> None:
    packed = [pack(places) for places in many]
    shared = set.intersection(*many)
    assert list(downwards(common(packed))) == sorted(shared, reverse=True)
    assert unpack(common(packed)) == sorted(shared)
    assert count(common(packed)) == len(shared)
    assert unpack(either(packed)) == sorted(set.union(*many))


@settings(deadline=None)
@given(st.one_of(PLACES, MANY), st.lists(st.integers(0, BLOCK - 1), max_size=60))
def test_postings_say_of_each_place_whether_they_have_it(places: set[int], asked: list[int]) -> None:
    assert holds(pack(places), np.array(asked, np.int64)).tolist() == [place in places for place in asked]


def test_a_number_is_looked_for_as_typed_and_without_its_gaps() -> None:
    assert needles_of(" 2611 2101-00 ") == ("2611 2101-00", "2611210100")
    assert needles_of("+8613855112345") == ("+8613855112345", "8613855112345")
    assert needles_of("Ａ座") == ("a座",)
    assert needles_of("\u3000 ") == ()
