"""Statistics of several hotlines as one: a file says what it is, a sum is a file again, nothing is added by mistake."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from ticketing.levels import CALLS, FORMAT, LevelsError, Statistics, join, read, shape, strange
from ticketing.packs import load


def of(hotline: str, **nature: int) -> Statistics:
    return Statistics(
        hotlines=(hotline,),
        since=date(2026, 11, 1),
        until=date(2026, 11, 30),
        tickets=sum(nature.values()),
        tables={"nature": nature, "field": {"": sum(nature.values())}, "state": {}, "refusal": {}},
        calls=dict.fromkeys(CALLS, 2),
    )


def test_a_file_is_read_as_it_was_written_and_a_sum_is_a_file_again() -> None:
    anhui = join([of("anhui", help=2), of("hefei", help=1, request=4)])
    assert read("anhui.json", json.dumps(shape(anhui))) == anhui
    nation = join([of("national"), read("anhui.json", json.dumps(shape(anhui))), of("jilin", request=1)])
    assert nation.hotlines == ("national", "anhui", "hefei", "jilin") and nation.tickets == 8
    assert list(nation.tables["nature"].items()) == [("request", 5), ("help", 3)]
    assert nation.tables["field"] == {"": 8} and nation.calls["arrived"] == 8


def test_a_hotline_is_not_counted_twice_and_other_days_are_not_added() -> None:
    anhui = join([of("anhui"), of("hefei")])
    with pytest.raises(LevelsError, match="hefei would be counted twice"):
        join([of("national"), anhui, of("hefei")])
    with pytest.raises(
        LevelsError, match="the file of hefei is of 2026-11-01 to 2026-11-29, not 2026-11-01 to 2026-11-30"
    ):
        join([of("anhui"), replace(of("hefei"), until=date(2026, 11, 29))])


def test_what_the_classification_does_not_have_is_named() -> None:
    (found,) = strange([of("national", help=1), of("shanghai", help=2, gossip=3)], load("national-12385"))
    assert (found.hotline, found.table, found.value, found.count) == ("shanghai", "nature", "gossip", 3)


GOOD = shape(of("hefei", help=1))
BAD = {
    "not JSON": "{",
    "too deep": "[" * 100_000,
    "a list": "[]",
    "no format": "{}",
    "another format": json.dumps({**GOOD, "format": "hotline-statistics-0"}),
    "a count below nothing": json.dumps({**GOOD, "tickets": -1}),
    "a count that is a word": json.dumps({**GOOD, "calls": {**GOOD["calls"], "arrived": "9"}}),
    "a count that is true": json.dumps({**GOOD, "tables": {**GOOD["tables"], "nature": {"help": True}}}),
    "a missing table": json.dumps({**GOOD, "tables": {"nature": {}}}),
    "a table that is a list": json.dumps({**GOOD, "tables": {**GOOD["tables"], "state": ["x"]}}),
    "nobody's": json.dumps({**GOOD, "hotlines": []}),
    "a hotline without a name": json.dumps({**GOOD, "hotlines": [7]}),
    "a day that is none": json.dumps({**GOOD, "from": "2026-11-31"}),
    "too long": " " * 1_000_001,
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_none_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(LevelsError, match=r"x\.json"):
        read("x.json", BAD[name])
    assert GOOD["format"] == FORMAT
