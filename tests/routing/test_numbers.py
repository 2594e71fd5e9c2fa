"""Numbers as exchanges and callers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.numbers import CallerKind, read_caller, read_dialed

AREAS = ("0551", "0558")


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("12385", None),
        ("055112385", "0551"),
        ("0551-12385", "0551"),
        ("0551 12385", "0551"),
        ("(0551)12385", "0551"),
        ("+8655112385", "0551"),
        ("+86-551-12385", "0551"),
        ("008655112385", "0551"),
        ("+8612385", None),
        ("8655112385", "0551"),
        ("86055112385", "0551"),
        ("862112385", "021"),
        ("55112385", "0551"),  # an exchange ate the 0
        ("０５５１１２３８５", "0551"),
        ("01012385", "010"),
        ("02112385", "021"),
        ("sip:055812385@127.0.0.1:5060", "0558"),
        ("055162999110", "0551"),  # an ordinary number of the office
        ("99912385", None),
        ("", None),
        ("*#", None),
    ],
)
def test_the_area_code_is_read_from_what_was_dialled(text: str, area: str | None) -> None:
    assert read_dialed(text, number="12385", areas=AREAS).area == area


@pytest.mark.parametrize(
    ("text", "old", "area"),
    [("62999110", True, None), ("055162999110", True, "0551"), ("055112385", False, "0551")],
)
def test_a_number_in_transition_is_known_as_old(text: str, old: bool, area: str | None) -> None:
    read = read_dialed(text, number="12385", old_numbers=("62999110",), areas=AREAS)
    assert (read.old, read.area) == (old, area)


@pytest.mark.parametrize(
    ("text", "kind", "number", "area"),
    [
        ("055162999110", CallerKind.LANDLINE, "055162999110", "0551"),
        ("0551-62999110", CallerKind.LANDLINE, "055162999110", "0551"),
        ("+8655162999110", CallerKind.LANDLINE, "055162999110", "0551"),
        ("+861065000000", CallerKind.LANDLINE, "01065000000", "010"),
        ("055112345678", CallerKind.LANDLINE, "055112345678", "0551"),
        ("02162999110", CallerKind.LANDLINE, "02162999110", "021"),
        ("13003020000", CallerKind.MOBILE, "13003020000", None),
        ("+8613003020000", CallerKind.MOBILE, "13003020000", None),
        ("8613003020000", CallerKind.MOBILE, "13003020000", None),
        ("013003020000", CallerKind.MOBILE, "13003020000", None),
        ("00442071234567", CallerKind.ABROAD, "442071234567", None),
        ("+442071234567", CallerKind.ABROAD, "442071234567", None),
        (None, CallerKind.HIDDEN, "", None),
        ("", CallerKind.HIDDEN, "", None),
        ("anonymous", CallerKind.HIDDEN, "", None),
        ("无号码", CallerKind.HIDDEN, "", None),
        ("10086", CallerKind.OTHER, "10086", None),
        ("4001234567", CallerKind.OTHER, "4001234567", None),
        ("+864001234567", CallerKind.OTHER, "4001234567", None),
        ("62999110", CallerKind.OTHER, "62999110", None),
    ],
)
def test_a_callers_number_says_what_it_is(text: str | None, kind: CallerKind, number: str, area: str | None) -> None:
    read = read_caller(text)
    assert (read.kind, read.number, read.area) == (kind, number, area)


@given(st.text())
def test_any_text_at_all_gets_an_answer(text: str) -> None:
    read_dialed(text, number="12385", areas=AREAS)
    read = read_caller(text)
    assert read.number.isascii() and (read.number.isdigit() or read.number == "")
