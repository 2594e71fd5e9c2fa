"""The numbering tables: what they hold, and how they are written from what others publish."""

from __future__ import annotations

import hashlib
import struct
import tarfile
import tomllib
import zlib
from pathlib import Path

import pytest

from routing import export
from routing.areas import area_name, mobile_home


def phone_dat(homes: dict[int, str]) -> bytes:
    """A `phone.dat` of these: seven digits -> `province|city|postcode|area`."""
    records, offsets = b"", {}
    for home in dict.fromkeys(homes.values()):
        offsets[home] = 8 + len(records)
        records += home.encode() + b"\0"
    index = b"".join(struct.pack("<iiB", prefix, offsets[home], 1) for prefix, home in homes.items())
    return b"2312" + struct.pack("<i", 8 + len(records)) + records + index


def test_the_area_codes_are_those_that_the_numbering_library_gives() -> None:
    assert (export.DATA / "areas.csv").read_bytes() == export.areas_csv(export._geodata())


def test_the_shipped_table_is_the_one_that_was_made_from_the_recorded_source() -> None:
    """No network: `made.toml` is written with the table, so whoever changes one of them by hand is found out."""
    made = tomllib.loads((export.DATA / "made.toml").read_text(encoding="utf-8"))
    table = zlib.decompress((export.DATA / "mobile.bin").read_bytes())
    (runs,) = struct.unpack_from("<I", table)
    assert (hashlib.sha256(table).hexdigest(), runs) == (made["table_sha256"], made["table_runs"])
    assert len(table) == 4 + 6 * runs
    assert made["source_sha256"] in (export.DATA / "README.md").read_text(encoding="utf-8")


def test_another_source_is_one_command_a_table_or_the_packages_archive(tmp_path: Path) -> None:
    hefei, bozhou = "安徽|合肥|230000|0551", "安徽|亳州|236000|0558"
    dat = phone_dat({1_991_234: hefei, 1_991_235: hefei, 1_300_403: bozhou})
    (tmp_path / "phone.dat").write_bytes(dat)
    with tarfile.open(tmp_path / "phone-1.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "phone.dat", "phone-1/phone/phone.dat")
    (tmp_path / "homes.csv").write_text(
        "\ufeffprefix,province,city\n1300403,安徽,亳州\n1991235,安徽,合肥\n1991234,安徽,合肥\n"
    )
    tables = []
    for name in ("phone.dat", "phone-1.tar.gz", "homes.csv"):
        export.main(tmp_path / name, tmp_path)
        tables.append((tmp_path / "mobile.bin").read_bytes())
        assert "source_prefixes = 3" in (tmp_path / "made.toml").read_text()
    assert tables == [tables[0]] * 3


def test_in_a_table_the_longer_prefix_counts() -> None:
    homes = export.homes_of_table("199,安徽,合肥\n1995580,安徽,阜阳\n")
    assert (len(homes), homes[1_995_580], homes[1_995_581]) == (10_000, ("安徽", "阜阳"), ("安徽", "合肥"))


def test_mobile_homes_are_written_from_both_sources_the_one_by_single_prefixes_counts() -> None:
    hefei, bozhou = "安徽|合肥|230000|0551", "安徽|亳州|236000|0558"
    homes = export.homes_of(phone_dat({1_991_234: hefei, 1_730_551: hefei, 1_300_403: bozhou, 1_991_236: hefei}))
    assert homes[1_300_403] == ("安徽", "亳州")
    table = export.mobile_bin({"861730": "北京市", "8613004": "安徽省阜阳市"}, homes)
    count = int.from_bytes(table[:4], "little")
    firsts = struct.unpack_from(f"<{count}I", table, 4)
    numbers = struct.unpack_from(f"<{count}H", table, 4 + 4 * count)
    names = [*export._read_csv("cities.csv")]
    runs = {first: names[number - 1] if number else None for first, number in zip(firsts, numbers, strict=True)}
    assert (runs[1_730_000], runs[1_730_551], runs[1_730_552]) == ("北京市", "安徽省合肥市", "北京市")
    assert (runs[1_300_400], runs[1_300_403], runs[1_300_404]) == ("安徽省阜阳市", "安徽省亳州市", "安徽省阜阳市")
    assert (runs[1_991_234], runs[1_991_235], runs[1_991_236]) == ("安徽省合肥市", None, "安徽省合肥市")


def test_a_home_that_no_city_is_called_by_must_be_named() -> None:
    names = export._read_csv("cities.csv")
    assert export.city_name("北京", "北京", names) == "北京市"
    assert export.city_name("广西", "南宁", names).endswith("南宁市")
    assert export.city_name("湖北", "襄阳", names) == "湖北省襄樊市"
    assert export.city_name("河北", "雄安", names) == ""
    with pytest.raises(LookupError, match=r"home_names\.csv"):
        export.city_name("安徽", "新城", names)


@pytest.mark.parametrize(
    ("number", "division"),
    [
        ("13003020000", "340300"),
        ("19223500000", "340181"),
        ("13000100000", "110000"),
        ("17305510000", "340100"),
        ("19955800000", "341200"),
        ("19156010000", "340100"),
        ("16655010000", "340100"),
        ("12000000000", None),
        ("19999999999", None),
    ],
)
def test_a_mobile_number_is_at_home_in_its_city(number: str, division: str | None) -> None:
    home = mobile_home(number)
    assert (home.division if home else None) == division


def test_most_prefixes_are_at_home_where_the_numbering_library_says_too() -> None:
    """It knows fewer, and puts all of 173 in Beijing (`routing/data/README.md`)."""
    import phonenumbers
    from phonenumbers import geocoder

    said = {}
    for prefix in range(1_300_000, 2_000_000, 997):
        number = phonenumbers.parse(f"+86{prefix}0000")
        city = geocoder.description_for_valid_number(number, "zh")
        if phonenumbers.is_valid_number(number) and city not in ("", "中国"):
            said[prefix] = city
    homes = {prefix: home.name for prefix in said if (home := mobile_home(f"{prefix}0000"))}
    assert homes.keys() == said.keys()
    same = sum(homes[prefix] == city for prefix, city in said.items())
    assert same / len(said) > 0.9


def test_area_codes_have_names_and_the_shared_one_has_both_cities() -> None:
    assert area_name("021") == "上海市"
    assert area_name("0558") == "安徽省阜阳市、亳州市"
    assert area_name("0999999") is None
