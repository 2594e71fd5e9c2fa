"""Masks: who may not see somebody's data sees that there is some, and no more than the table of `masking` says."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ticketing.fields import CALLER_FIELDS
from ticketing.identity.masking import MASKS, masked_about, masked_person, masked_text

OPEN = {
    "sex",
    "age",
    "ethnicity",
    "disability_category",
    "disability_level",
    "contact_preference",
    "accommodation",
    "consent",
}


def test_a_masked_person_keeps_only_the_ends() -> None:
    person = {
        "name": "欧阳小明",
        "number": "13800138000",
        "id_number": "11010519491231002X12",
        "address": "合肥市",
        "sex": "女",
    }
    assert masked_person(person) == {
        "name": "欧**",
        "number": "138****8000",
        "id_number": "11" + "*" * 18,
        "address": "***",
        "sex": "女",
    }


def test_a_contact_is_a_number_or_hidden_wholly() -> None:
    assert masked_person({"contact": "0551-65123456"}) == {"contact": "055*****3456"}
    assert masked_person({"contact": "找邻居王五"}) == {"contact": "***"}


def test_every_field_of_a_person_is_either_masked_or_named_as_harmless() -> None:
    assert set(CALLER_FIELDS) <= set(MASKS) | OPEN


def test_numbers_written_into_free_text_are_starred_and_years_are_not() -> None:
    text = "2026年11月，请打 138-0013-8000 找我，证号11010519491231002X，补贴120元"
    shown = masked_text(text)
    assert "0013" not in shown and "19491231" not in shown
    assert "2026年11月" in shown and "120元" in shown


@given(st.text(max_size=40) | st.text(alphabet="0123456789号 ", max_size=40))
def test_masks_take_any_text(text: str) -> None:
    for mask in MASKS.values():
        assert isinstance(mask(text), str)
    assert not re.search(r"[0-9]{11}", masked_text(text)), "a whole mobile number never stays"


def test_numbers_written_together_do_not_hide_each_other() -> None:
    assert masked_text("证件340102198001011238电话13855119876") == "证件******电话138****9876"
    assert masked_text("34010219800101123813855119876") == "******"


def test_a_text_about_somebody_says_neither_name_nor_address() -> None:
    caller = {"name": "欧阳测验", "address": "测验路99号", "guardian": "李"}
    text = "欧阳测验（测验路99号，李家）说坡道坏了"
    assert masked_about(text, caller) == "欧**（***，李家）说坡道坏了"
    assert masked_about("坡道坏了", {}) == "坡道坏了"


def test_a_day_or_a_time_that_stands_alone_is_no_number_to_be_hidden() -> None:
    assert masked_text("2026-11-18") == "2026-11-18"
    assert masked_text("2026-11-18T09:00:00+08:00") == "2026-11-18T09:00:00+08:00"
    assert masked_text("2026-11-18T13855119876") != "2026-11-18T13855119876"
    assert masked_text("1964-05-12") != "1964-05-12"
    assert masked_text("2026-11-18 13855119876") != "2026-11-18 13855119876"
    assert masked_text("2026-11-180") != "2026-11-180"
