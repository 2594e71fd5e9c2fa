"""Every reason and duty has its words in Chinese, Korean and English; nothing of Yanbian's pack lacks its Korean."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

from tests.life.case import CALENDAR, at
from tests.life.test_every_move import story_in
from ticketing.casework.shapes import bar_shape
from ticketing.life import bars, duties
from ticketing.life.judge import offers
from ticketing.life.present import present_of
from ticketing.life.reasons import BARS, DUTIES
from ticketing.packs import load
from ticketing.states import Actor, State


def codes_in(module: object) -> set[str]:
    source = Path(str(module.__file__)).read_text(encoding="utf-8")  # type: ignore[attr-defined]
    return set(re.findall(r'code=f?"([a-z-]+)', source))


def test_every_reason_and_duty_is_told_in_three_languages() -> None:
    assert codes_in(bars) | {bars.FIELDS_MISSING, bars.FIELD_UNSOUND} == set(BARS)
    assert codes_in(duties) - {"follow-up"} == set(DUTIES)
    assert all(set(names) == {"ko", "en"} for names in (*BARS.values(), *DUTIES.values()))


def test_all_that_yanbian_offers_is_told_in_korean() -> None:
    pack = load("yanbian-12345")
    for state, role in product(State, Actor):
        present = present_of(pack, story_in(state), CALENDAR, at("2026-09-03 10:00"))
        for offer in offers(present, role):
            assert all("ko" in bar_shape(bar)["label"] for bar in offer.bars)
            options = [option for need in offer.needs for option in need.options]
            assert [option.id for option in options if "ko" not in option.names] == []
    assert all("ko" in entry.names for entry in pack.follow_ups)
    assert all(len(field.options) == len(field.options_ko) for field in pack.fields)
    rules = [clock.extension for clock in pack.clocks if clock.extension]
    assert rules and all(len(rule.approvers) == len(rule.approvers_ko) for rule in rules)
