"""The numbering tables: what they hold, and that they are what the numbering data says."""

from __future__ import annotations

import zlib

import pytest

from routing import export
from routing.areas import area_name, mobile_home


def test_the_tables_are_those_that_the_numbering_data_gives() -> None:
    geodata = export._geodata()
    assert (export.DATA / "areas.csv").read_bytes() == export.areas_csv(geodata)
    assert zlib.decompress((export.DATA / "mobile.bin").read_bytes()) == export.mobile_bin(geodata)


@pytest.mark.parametrize(
    ("number", "division"),
    [
        ("13003020000", "340300"),
        ("13000020000", "340181"),
        ("13000100000", "110000"),
        ("12000000000", None),
        ("19999999999", None),
    ],
)
def test_a_mobile_number_is_at_home_in_its_city(number: str, division: str | None) -> None:
    home = mobile_home(number)
    assert (home.division if home else None) == division


def test_every_prefix_agrees_with_the_numbering_library() -> None:
    import phonenumbers
    from phonenumbers import geocoder

    for prefix in range(1_300_000, 2_000_000, 997):
        number = phonenumbers.parse(f"+86{prefix}0000")
        expected = geocoder.description_for_valid_number(number, "zh")
        home = mobile_home(f"{prefix}0000")
        if phonenumbers.is_valid_number(number) and expected not in ("", "中国"):
            assert home is not None and home.name == expected


def test_area_codes_have_names_and_the_shared_one_has_both_cities() -> None:
    assert area_name("021") == "上海市"
    assert area_name("0558") == "安徽省阜阳市、亳州市"
    assert area_name("0999999") is None
