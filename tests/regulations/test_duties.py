"""Standing duties: the county's summary by the 3rd of each quarter's first month."""

from __future__ import annotations

from datetime import date

import pytest

from ticketing import packs
from ticketing.duties import next_due

SUMMARY = next(duty for duty in packs.load("yanbian-12345").duties if duty.id == "county-summary")


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 1, 3), date(2026, 1, 3)),
        (date(2026, 1, 4), date(2026, 4, 3)),
        (date(2026, 9, 30), date(2026, 10, 3)),
        (date(2026, 11, 21), date(2027, 1, 3)),
    ],
)
def test_the_summary_is_due_on_the_third_of_the_quarters_first_month(today: date, due: date) -> None:
    assert next_due(SUMMARY, today) == due


def test_a_duty_without_a_day_is_never_due_by_date() -> None:
    assert all(next_due(duty, date(2026, 1, 1)) is None for duty in packs.load("anhui-12385").duties)
