"""Ids are in the order of time, and nobody can guess them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store.ids import new_id

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


def test_what_is_made_later_comes_later() -> None:
    moments = [NOW + timedelta(milliseconds=number) for number in (0, 1, 999, 86_400_000, 10 * 365 * 86_400_000)]
    ids = [new_id(moment) for moment in moments]
    assert ids == sorted(ids)
    assert {len(one) for one in ids} == {32}


def test_ids_of_one_moment_have_nothing_in_common_but_the_moment() -> None:
    ids = {new_id(NOW) for _ in range(1000)}
    assert len(ids) == 1000
    assert len({one[:12] for one in ids}) == 1
    assert len({one[12:16] for one in ids}) > 900
