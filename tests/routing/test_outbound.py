"""What seats may dial: numbers as people write them, and the few kinds that the site allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.outbound import Outbound, Refused

USUAL = Outbound(trunk="t", shown="12385", own=("12385", "055112385"), also=("12345",))
WIDE = Outbound(trunk="t", shown="12385", international=True, premium=True)


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("13955101234", "13955101234"),
        ("139 5510-1234", "13955101234"),
        ("+86 139 5510 1234", "13955101234"),
        ("013955101234", "13955101234"),
        ("0551-62612345", "055162612345"),
        ("(0433) 2512345", "04332512345"),
        ("+86 10 6500 0000", "01065000000"),
        ("021 6123 4567", "02161234567"),
        ("110", "110"),
        ("120", "120"),
        ("12385", "12385"),
        ("0551 12385", "055112385"),
        ("12345", "12345"),
    ],
)
def test_what_may_be_dialled_is_dialled_as_exchanges_want_it(written: str, dialled: str) -> None:
    assert USUAL.judge(written) == dialled


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", Refused.NO_NUMBER),
        (None, Refused.NO_NUMBER),
        ("anonymous", Refused.NO_NUMBER),
        ("合肥市包河区", Refused.NO_NUMBER),
        ("62612345", Refused.NO_AREA),
        ("2512345", Refused.NO_AREA),
        ("0013105551234", Refused.INTERNATIONAL),
        ("+1 310 555 1234", Refused.INTERNATIONAL),
        ("+852 1234 5678", Refused.INTERNATIONAL),
        ("16800000", Refused.NOT_ALLOWED),
        ("055116812345", Refused.NOT_ALLOWED),
        ("95588", Refused.NOT_ALLOWED),
        ("1395510123", Refused.NOT_ALLOWED),
        ("139551012345", Refused.NOT_ALLOWED),
        ("12315", Refused.NOT_ALLOWED),
        ("8101", Refused.NOT_ALLOWED),
    ],
)
def test_what_may_not_is_refused_with_why(written: str | None, why: Refused) -> None:
    assert USUAL.judge(written) is why


def test_a_site_may_allow_other_countries_and_numbers_that_cost_extra() -> None:
    assert WIDE.judge("+1 310 555 1234") == "0013105551234"
    assert WIDE.judge("16800000") == "16800000"
    assert WIDE.judge("95588") == "95588"


@given(st.text(max_size=30))
def test_whatever_is_written_what_is_dialled_is_allowed_digits(written: str) -> None:
    dialled = USUAL.judge(written)
    assert isinstance(dialled, Refused) or (dialled.isascii() and dialled.isdigit() and USUAL.allows(dialled))


@given(st.text(alphabet="0123456789", max_size=18))
def test_no_string_of_digits_gets_abroad_or_to_a_number_that_costs_extra(digits: str) -> None:
    dialled = USUAL.judge(digits)
    assert isinstance(dialled, Refused) or not dialled.startswith(("00", "160", "168", "95", "96"))
