"""ID numbers, certificates, telephone numbers, division codes: what is sound, what is not, and what they imply."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.numbers import CallerKind
from ticketing.identity.caller import assess, read_document
from ticketing.identity.certificate import Certificate, read_certificate
from ticketing.identity.division import read_division, within
from ticketing.identity.errors import BadIdentity
from ticketing.identity.id_number import IdNumber, Sex, age, check_character, read_id_number
from ticketing.identity.phone import read_phone
from ticketing.identity.wording import SENTENCES
from workdays.zone import SHANGHAI

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=SHANGHAI)
STANDARD = "11010519491231002X"  # the example that the standard itself prints


def number(first_17: str) -> str:
    return first_17 + check_character(first_17)


def flaw(code: str, text: str) -> None:
    with pytest.raises(BadIdentity) as caught:
        read_document(text, today=TODAY)
    assert caught.value.flaw.code == code


def test_the_example_of_the_standard_is_sound_and_says_birth_sex_and_province() -> None:
    read = read_id_number(STANDARD, today=TODAY)
    assert (read.birth, read.sex, read.province) == (date(1949, 12, 31), Sex.FEMALE, "北京市")
    assert read_id_number("440524188001010014", today=date(1990, 1, 1)).sex is Sex.MALE


def test_blanks_small_letters_and_full_width_digits_are_read() -> None:
    assert read_id_number(" 110105 19491231 002x", today=TODAY).number == STANDARD
    assert read_id_number("１１０１０５１９４９１２３１００２Ｘ", today=TODAY).number == STANDARD


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("id-number-length", "1101051949123100"),
        ("id-number-first-generation", "110105491231002"),
        ("id-number-signs", "1101051949123100AX"),
        ("id-number-division", number("19010519491231002")),
        ("id-number-birth", number("11010519490231002")),
        ("id-number-birth", number("11010519490031002")),
        ("id-number-birth-far", number("11010520261122002")),
        ("id-number-birth-far", number("11010518751231002")),
        ("id-number-check-digit", "110105194912310021"),
        ("certificate-length", STANDARD + "1"),
        ("certificate-length", STANDARD + "123"),
        ("certificate-signs", STANDARD + "12B"),
        ("certificate-signs", STANDARD + "12B0"),
        ("certificate-category", STANDARD + "81"),
        ("certificate-grade", STANDARD + "15"),
        ("id-number-check-digit", "110105194912310021" + "11"),
    ],
)
def test_each_mistake_has_its_own_name(code: str, text: str) -> None:
    flaw(code, text)


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_noticed(place: int, by: int) -> None:
    wrong = str((int(STANDARD[place]) + by) % 10)
    with pytest.raises(BadIdentity):
        read_id_number(STANDARD[:place] + wrong + STANDARD[place + 1 :], today=TODAY)


@given(st.integers(0, 16))
def test_two_neighbours_in_the_wrong_order_are_noticed(place: int) -> None:
    left, right = STANDARD[place], STANDARD[place + 1]
    if left != right and right != "X":
        with pytest.raises(BadIdentity):
            read_id_number(STANDARD[:place] + right + left + STANDARD[place + 2 :], today=TODAY)


def test_permits_of_people_from_hong_kong_macao_and_taiwan_and_cards_of_foreigners_are_read() -> None:
    for first in ("81000019800101001", "83000019800101001", "91144019800101001"):
        assert read_id_number(number(first), today=TODAY).birth == date(1980, 1, 1)


def test_a_certificate_says_category_grade_and_how_often_it_was_reissued() -> None:
    read = read_certificate(STANDARD + "43", today=TODAY)
    assert (read.category, read.grade, read.reissue, read.holder.sex) == ("肢体残疾", "三级", 0, Sex.FEMALE)
    assert read_certificate(STANDARD + "11b2", today=TODAY).reissue == 2


def test_one_field_takes_both_kinds_of_number() -> None:
    assert isinstance(read_document(STANDARD, today=TODAY), IdNumber)
    assert isinstance(read_document(STANDARD + "21", today=TODAY), Certificate)


def test_a_year_is_added_on_the_birthday_and_for_leap_day_children_on_the_28th() -> None:
    assert [age(date(2000, 5, 1), date(2026, 4, 30)), age(date(2000, 5, 1), date(2026, 5, 1))] == [25, 26]
    assert [age(date(2000, 2, 29), date(2026, 2, day)) for day in (27, 28)] == [25, 26]
    assert [age(date(2000, 2, 29), date(2024, 2, day)) for day in (28, 29)] == [23, 24]


def test_empty_fields_are_offered_what_the_certificate_implies() -> None:
    assert assess({"id_number": STANDARD + "12"}, now=NOW).offered == {
        "sex": "女",
        "birth": "1949-12-31",
        "age": "76",
        "disability_category": "视力残疾",
        "disability_level": "二级",
    }


def test_what_was_entered_is_held_against_the_number() -> None:
    said = {
        "id_number": STANDARD + "12",
        "sex": "남",
        "age": "60",
        "disability_category": "听力",
        "disability_level": "二级",
    }
    assert set(assess(said, now=NOW).contradictions) == {"sex", "age", "disability_category"}
    said = {
        "id_number": STANDARD + "12",
        "sex": "女性",
        "age": "77",
        "disability_category": "视力",
        "disability_level": "2级",
    }
    assert not assess(said, now=NOW).contradictions


def test_an_age_told_a_year_more_is_traditional_counting_and_two_years_a_contradiction() -> None:
    told = {age: assess({"id_number": STANDARD, "age": age}, now=NOW).contradictions for age in ("75", "77", "78", "x")}
    assert {age: bool(found) for age, found in told.items()} == {"75": False, "77": False, "78": True, "x": True}


def test_a_wrong_number_is_a_flaw_of_its_field_and_implies_nothing() -> None:
    found = assess({"id_number": "123", "contact": "12 34"}, now=NOW)
    assert {name: one.code for name, one in found.flaws.items()} == {
        "id_number": "id-number-length",
        "contact": "phone-unknown",
    }
    assert not found.implied
    assert not assess({"contact": "找村委会王主任"}, now=NOW).flaws


@pytest.mark.parametrize(
    ("text", "kind", "kept", "extension"),
    [
        ("138 0013 8000", CallerKind.MOBILE, "13800138000", None),
        ("+86-13800138000", CallerKind.MOBILE, "13800138000", None),
        ("(0551) 6512-3456 转 801", CallerKind.LANDLINE, "055165123456", "801"),
        ("０５５１６５１２３４５６", CallerKind.LANDLINE, "055165123456", None),
        ("+82 2-123-4567", CallerKind.ABROAD, "+8221234567", None),
        ("400-123-4567", CallerKind.OTHER, "4001234567", None),
    ],
)
def test_telephone_numbers_are_read_as_people_write_them(
    text: str, kind: CallerKind, kept: str, extension: str | None
) -> None:
    read = read_phone(text)
    assert (read.kind, read.number, read.extension) == (kind, kept, extension)


def test_a_local_number_needs_its_area() -> None:
    assert read_phone("65123456", area="0551").number == "055165123456"
    for wrong in ("65123456", "1380013800", "张三", "12385", ""):
        with pytest.raises(BadIdentity):
            read_phone(wrong)


def test_division_codes_say_province_and_level() -> None:
    assert [read_division(code).level for code in ("340000", "340100", "340104")] == ["province", "city", "county"]
    assert read_division("222400").province == "吉林省"
    assert within("340104", "340100") and within("340104", "340000") and not within("340200", "340100")
    for wrong in ("34010", "990000", "340004", "34010a", "３４０１００"):
        with pytest.raises(BadIdentity):
            read_division(wrong)


def test_every_sentence_stands_in_three_languages_and_holds_no_number() -> None:
    for both in SENTENCES.values():
        for texts in both:
            assert set(texts) == {"zh", "ko", "en"} and "{number}" not in "".join(texts.values())
    with pytest.raises(BadIdentity) as caught:
        read_certificate(STANDARD + "91", today=TODAY)
    assert "9" in caught.value.flaw.problem("ko") and STANDARD not in str(caught.value)
