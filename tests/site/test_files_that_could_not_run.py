"""A site file that reads well and could not run, or would go wrong in silence, is refused with the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.site import check
from hotline.site_ids import QUEUE_SECTIONS, SIP_SECTIONS

ROOT = Path(__file__).parents[2]
GOOD = (ROOT / "sites" / "anhui.toml").read_text(encoding="utf-8")
TEMPLATES = ROOT / "asterisk_conf" / "templates"


def mistakes(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in check(path)]


def listed(seat: str) -> str:
    return f'seats = [{{ id = "{seat}", extension = "80299" }}]\n'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "luan"', 'id = "general"', "offices[9].id: 'general' is a section of Asterisk's queues.conf"),
        ('id = "luan"', 'id = "office"', "offices[9].id: 'office' is a section of Asterisk's queues.conf"),
        ("seats = 1\n", listed("trunk-hefei"), "seat 'trunk-hefei' has the name that Asterisk's pjsip.conf gives to"),
        ("seats = 1\n", listed("global"), "offices[2].seats: seat 'global' has the name"),
        ("seats = 1\n", listed("system"), "offices[2].seats: seat 'system' has the name"),
        ("seats = 1\n", listed("transport-ws"), "offices[2].seats: seat 'transport-ws' has the name"),
        (
            "# [[calendar.rest]]\n# date = 2027-02-11",
            "[[calendar.rest]]\nwhy = '休'\ndate = 2026-11-25T00:00:00",
            "calendar.rest[0].date: 2026-11-25 00:00:00 is not what belongs here. Write a date such as 2026-09-03",
        ),
        ('bind = "127.0.0.1"', 'bind = "::1"', "ports.bind: ::1 is an IPv6 address, which is not supported yet"),
        ('bind = "127.0.0.1"', 'bind = "0.0.0.0"', "ports.bind: 0.0.0.0 is not the address of one machine. Write the"),
        ('bind = "127.0.0.1"', 'bind = "255.255.255.255"', "ports.bind: 255.255.255.255 is not the address of one"),
        ('host = "127.0.0.2"', 'host = "::2"', "trunks[0].host: ::2 is an IPv6 address"),
        ('host = "127.0.0.2"', 'host = "224.0.0.1"', "trunks[0].host: 224.0.0.1 is not the address of one machine"),
        ('host = "127.0.0.2"', 'host = "255.255.255.255"', "255.255.255.255 is not the address of one machine"),
        ('host = "127.0.0.2"', 'host = "0.0.0.0"', "trunks[0].host: 0.0.0.0 is not the address of one machine"),
        ('division = "340100"', 'division = "349900"', 'no city has the division code 349900. Write "340100"'),
        ('division = "340100"', 'division = "341400"', "no city has the division code 341400"),
        (
            'area_codes = ["0551"]',
            'area_codes = ["0551", "0571"]',
            "offices[1].area_codes: 0571 is the area code of 浙江省杭州市, not of 安徽省合肥市",
        ),
        (
            'area_codes = ["0551"]',
            'area_codes = ["0551", "0553"]',
            "0553 is the area code of 安徽省芜湖市, not of 安徽省合肥市",
        ),
        (
            "ring_s = 20           # one seat rings this long before the next\noverflow_s = 60",
            "ring_s = 90\noverflow_s = 60",
            "queue.ring_s: a seat rings for 90 s, but callers are taken on after 60 s (overflow_s). Write at most 60",
        ),
        (
            "seats = 1\n",
            "seats = 1\noverflow_after_s = 10\n",
            "offices[2].overflow_after_s: callers are taken on after 10 s, but a seat rings for 20 s",
        ),
        ("limit_s = 120\nsilence_s = 8", "limit_s = 30\nsilence_s = 30", "messages.silence_s: 30 s are not less than"),
        (
            "limit_s = 120\nsilence_s = 8",
            "limit_s = 10\nsilence_s = 8\nshortest_s = 10",
            "messages.shortest_s: 10 s are not less than the 10 s after which a message ends",
        ),
    ],
)
def test_it_is_refused_in_one_sentence_with_the_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    (found,) = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert told in found


def test_a_name_that_is_missing_in_a_language_of_the_site_is_told_with_its_office(tmp_path: Path) -> None:
    korean = (ROOT / "sites" / "yanbian.toml").read_text(encoding="utf-8")
    for name in ('ko = "연변주장애자련합회 12345 정무서비스 핫라인"\n', ', ko = "연길시"'):
        assert name in korean
        korean = korean.replace(name, "")
    site, office = mistakes(tmp_path, korean)
    assert "names: the site has no name in 'ko'" in site and 'Add `ko = "…"`' in site
    assert "offices[1].names: office 'yanji' has no name in 'ko'" in office


@pytest.mark.parametrize("code", ["222499", "222426"])
def test_counties_are_held_against_their_prefecture_only(tmp_path: Path, code: str) -> None:
    """The tables name no counties."""
    text = (ROOT / "sites" / "yanbian.toml").read_text(encoding="utf-8").replace('"222401"', '"222499"', 1)
    assert mistakes(tmp_path, text.replace('"222499"', f'"{code}"').replace('"222426"', '"222427"', 1)) == []
    (told,) = mistakes(tmp_path, text.replace('"222499"', '"229901"'))
    assert "no county has the division code 229901" in told


@pytest.mark.parametrize(
    ("division", "area"),
    [("460400", "0898"), ("430200", "0731"), ("450800", "0775"), ("620200", "0937"), ("150600", "0477")],
)
def test_a_city_that_shares_its_area_code_with_another_is_fit(tmp_path: Path, division: str, area: str) -> None:
    text = (ROOT / "sites" / "shanghai.toml").read_text(encoding="utf-8")
    text = text.replace('"021"', f'"{area}"').replace('"310000"', f'"{division}"').replace('"province"', '"city"')
    assert mistakes(tmp_path, text) == []


def test_every_section_of_asterisks_own_files_that_an_id_could_meet_is_reserved() -> None:
    for name, reserved in (("queues.conf.j2", QUEUE_SECTIONS), ("pjsip.conf.j2", SIP_SECTIONS)):
        lines = (TEMPLATES / name).read_text(encoding="utf-8").splitlines()
        heads = [line[1 : line.index("]")] for line in lines if line.startswith("[")]
        assert {head for head in heads if "{{" not in head} == set(reserved)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"14:30-17:30"', '"14:30"', "'14:30' is not a span of hours"),
        ('workdays = ["08:00-12:00", "14:30-17:30"]', 'workdays = ["8-12"]', "'8' is not a time of day"),
        ('workdays = ["08:00-12:00", "14:30-17:30"]', 'workday = ["08:00-12:00"]', "Did you mean 'workdays'"),
        ('workdays = ["08:00-12:00", "14:30-17:30"]', "", "these hours never open"),
        ('"08:00-12:00"', '"08：00-12：00"', "Write it in plain signs: '08:00-12:00'"),
        ('"08:00-12:00"', '"08：00—12：00"', "Write it in plain signs: '08:00-12:00'"),
        ("seats = 2\n", 'seats = ["a"]\n', "seats[0]: 'a' is not a table. Write one or more tables [[offices.seats]]"),
        ('overflow = ["anhui"]', 'overflow = ["anhuy"]', "there is no office 'anhuy'"),
        ('id = "meal"', 'id = "Meal"', "'Meal' is not what belongs here. Write a short name of a-z, 0-9 and -"),
        ("ring_s = 20", "ring_s = 1", "1 is out of range"),
        ("[messages]", "[[messages]]", "messages: a list of tables is not what belongs here. Write the table [mess"),
        ("[ports]", '[ports]\n"\\u001b[31m" = 1', "ports.\\x1b[31m: there is no key"),
    ],
)
def test_one_mistake_is_told_once_and_nothing_that_follows_from_it(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    (found,) = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert told in found


def test_two_dates_that_are_none_are_not_told_as_one_day(tmp_path: Path) -> None:
    entry = "[[calendar.rest]]\ndate = 2026-11-25T00:00:00\nwhy = '休'\n"
    told = mistakes(tmp_path, GOOD.replace("[ports]", f"{entry}{entry.replace('rest', 'work')}{entry}[ports]", 1))
    assert len(told) == 3 and all("without a time of day" in line for line in told)


def test_what_is_to_be_added_can_be_written_into_the_file_as_it_stands(tmp_path: Path) -> None:
    text = GOOD.replace('number = "12385"\n', "", 1).replace("ring_s = 20", "", 1).replace("sip = 5060", "", 1)
    text = text.replace('regulations = ["anhui-12385"]', "", 1)
    told = mistakes(tmp_path, text)
    lines = [line.partition("Add `")[2].partition("`")[0] for line in told]
    assert sorted(lines) == ['number = "…"', 'regulations = ["…"]', "ring_s = 5", "sip = 1024"]


def test_a_missing_table_of_an_office_is_named_as_a_file_heads_it(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, GOOD.replace('names = { zh = "合肥市"', 'nams = { zh = "合肥市"', 1))[:1]
    assert "Add the table [offices.names]" in told
