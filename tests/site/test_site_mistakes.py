"""Every mistake in a site file is told with its place and its mend: one deliberate mistake a row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.site import SiteError, check, load

GOOD = (Path(__file__).parents[2] / "sites" / "anhui.toml").read_text(encoding="utf-8")
LUAN = 'id = "luan"'


def mistakes(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "site.toml"
    path.write_text(text, encoding="utf-8")
    return [str(problem) for problem in check(path)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('home = "anhui"', 'home = "anhuy"', "home: there is no office 'anhuy'. Did you mean 'anhui'"),
        ("sms = false", "smss = true", "there is no key 'smss' here. Did you mean 'sms'"),
        ('number = "12385"', "number = 12385", "number: 12385 is not what belongs here"),
        ('regulations = ["anhui-12385"]', 'regulations = ["anhui-1"]', "there is no regulation pack 'anhui-1'"),
        ('languages = ["zh"]', 'languages = ["fr"]', "'fr' is not spoken here. Choose among zh, ko"),
        (LUAN, 'id = "hefei"', "office 'hefei' stands here twice"),
        (LUAN, 'id = "Lu An"', "'Lu An' is not what belongs here"),
        ('"14:30-17:30"', '"11:30-17:30"', "08:00-12:00 and 11:30-17:30 overlap"),
        ('"14:30-17:30"', '"14:30"', "'14:30' is not a span of hours"),
        ('overflow = ["anhui"]', 'overflow = ["anhu"]', "there is no office 'anhu'. Did you mean 'anhui'"),
        ('overflow = ["anhui"]', 'overflow = ["hefei"]', "'hefei' overflows into itself"),
        ("seats = 2\n", 'seats = 2\noverflow = ["hefei"]\n', "goes round in a circle"),
        ('host = "127.0.0.2"', "", "'host' is missing"),
        ('host = "127.0.0.2"', 'host = "sbc.example"', "is not an IP address"),
        ('host = "127.0.0.2"', 'host = "127.0.0.1"', "is also where phones come from"),
        ('host = "127.0.0.2"', 'host = "127.0.0.3"', "is another trunk's host"),
        (
            'trunk = "province"',
            'trunk = "provinse"',
            "there is no trunk 'provinse'. Did you mean 'province'",
        ),
        ('trunk = "province"', "", "outbound: 'trunk' is missing"),
        ('trunk = "province"', 'trunk = "province"\nprefix = "9,"', "outbound.prefix: '9,' is not what belongs here"),
        (
            'trunk = "province"',
            'trunk = "province"\ncaller_number = "abc"',
            "caller_number: 'abc' is not what",
        ),
        ('trunk = "province"', 'trunk = "province"\ncaller = "12385"', "there is no key 'caller' here"),
        (
            'also = ["12345"]',
            'also = ["0085212345678"]',
            "0085212345678 is a number abroad",
        ),
        ('also = ["12345"]', 'also = ["12 345"]', "'12 345' does not belong in this list"),
        ('area_code = "0551"', 'area_code = "0577"', "no office has area code 0577"),
        ('"0565" = "0551"', '"0565" = "0577"', "no office has area code 0577"),
        ('area_codes = ["0551"]', 'area_codes = ["0588"]', "no place has area code 0588"),
        ('area_codes = ["0551"]', 'area_codes = ["551"]', "'551' does not belong in this list"),
        ('division = "341500"', 'division = "991500"', "no province has the division code 99"),
        ('division = "341500"', 'division = "341501"', "341501 is not the code of a city"),
        ('division = "341500"', 'division = "331500"', "331500 lies outside 340000"),
        ('division = "341500"', 'division = "340100"', "340100 is already hefei's code"),
        ('level = "city"', 'level = "town"', "level: 'town' is not known"),
        ("ami = 5038", "ami = 8080", "port 8080 is already that of ami"),
        ("agi = 4573", "agi = 10010", "port 10010 lies among those for speech"),
        ("sip = 5060", "sip = 80", "80 is out of range. Write a whole number from 1024 to 65535"),
        ("sip = 5060", "sip = true", "True is not what belongs here"),
        ("retention_days = 1825\nsource", "retention_days = 1825\nsauce", "'source' is missing"),
        ('id = "meal"', 'id = "break"', "pause reason 'break' stands here twice"),
        ('id = "meal"', 'id = "wrap-up"', "'wrap-up' is a reason of the system's own"),
        ("old_numbers = []", 'old_numbers = ["12385"]', "12385 is the number itself"),
        ('zh = "合肥市"', 'zh = "合肥\\n[general]"', "holds a line end or another control sign"),
        ("retention_days = 1825", 'folder = "archive"\nretention_days = 1825', "Write a whole path"),
        ("languages", f"deep = {'[' * 5000}{']' * 5000}\nlanguages", "too deep to be read"),
        ("languages", f"long = 1{'0' * 5000}\nlanguages", "a number in it has thousands of digits"),
        ("seats = 1\n", "seats = -1\n", "-1 is out of range"),
        (
            "seats = 1\n",
            'seats = [{ id = "hefei-01", extension = "80301" }, { id = "x", extension = "12385" }]\n',
            "extension 12385 is taken: the hotline's own number",
        ),
        ("[ports]", "[ports", "this is not TOML"),
        ('number = "12385"', "number = “12385”", 'site.toml:5: “ is a Chinese sign. Write it with the plain sign: "'),
        ('languages = ["zh"]', 'languages = ["zh"，"ko"]', "， is a Chinese sign. Write it with the plain sign: ,"),
        ('number = "12385"', 'number＝"12385"', "＝ is a Chinese sign. Write it with the plain sign: ="),
        (
            'number = "12385"',
            'number = "１２３８５"',
            "number: '１２３８５' is not what belongs here. Write it in plain signs: '12385'",
        ),
        ('also = ["12345"]', 'also = ["１２３４５"]', "Write it in plain signs: '12345'"),
        (
            'number = "12385"',
            'number = "12385"\nnumber = "12345"',
            "site.toml:6: this key stands here twice. Keep one of them",
        ),
        ('id = "luan"', 'id = "luan', "site.toml:148: a text does not end on its line. End it"),
        ('languages = ["zh"]', 'languages = ["zh"', "a list does not end"),
        ('languages = ["zh"]', 'languages ["zh"]', "there is no = after the key"),
        ('number = "12385"', "number = 热线", "this is no value. Texts stand in"),
        ("[ports]", "[queue]\n[ports]", "this table stands here twice"),
        ('zh = "合肥市"', f'zh = "{"合" * 81}"', "names.zh: '" + "合" * 20 + "…' has 81 characters. Write at most 80"),
        (
            "# [[calendar.rest]]\n# date = 2027-02-11",
            "[[calendar.rest]]\ndate = 2027-02-11\nwhy = '休'\n[[calendar.work]]\nwhy = '班'\ndate = 2027-02-11",
            "2027-02-11 is said to be worked and not worked",
        ),
    ],
)
def test_a_mistake_is_told_with_its_mend(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    found = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert any(told in line for line in found), found


def test_the_line_of_a_mistake_is_told(tmp_path: Path) -> None:
    text = GOOD.replace('division = "341500"', 'division = "34"', 1)
    line = text.splitlines().index('division = "34"') + 1
    assert any(f"site.toml:{line}: offices[9].division" in told for told in mistakes(tmp_path, text))


def test_all_mistakes_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    text = GOOD.replace("ring_s = 20", "ring_s = 2").replace('home = "anhui"', "home = 7").replace("web = 8080", "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SiteError) as caught:
        load(path)
    assert [problem.key for problem in caught.value.problems] == ["home", "ports", "queue.ring_s"]
    assert str(caught.value).startswith("3 mistakes in the site file")


def test_a_seatless_office_without_help_is_told(tmp_path: Path) -> None:
    text = GOOD.replace("seats = 2\n", "seats = 0\n", 1)
    assert any("nobody can answer for 'anhui'" in told for told in mistakes(tmp_path, text))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"id = 1", b"offices = 3\nports = []"])
def test_any_bytes_are_answered_with_mistakes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(content)
    assert check(path)


def test_a_file_as_some_editors_save_it_is_read(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "\ufeff" + GOOD) == []


def test_a_file_that_is_not_there_is_told() -> None:
    assert "cannot be read" in str(check(Path("/nowhere/site.toml"))[0])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD.splitlines()) - 1), st.sampled_from(["drop", "double", "number", "list", "text"]))
def test_no_damage_to_one_line_is_ever_an_exception(
    tmp_path_factory: pytest.TempPathFactory, at: int, how: str
) -> None:
    lines = GOOD.splitlines()
    key = lines[at].partition("=")[0]
    lines[at] = {"drop": "", "double": f"{lines[at]}\n{lines[at]}"}.get(how, f"{key} = {VALUES.get(how)}")
    path = tmp_path_factory.getbasetemp() / "damaged.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    for problem in check(path):
        assert problem.wrong and problem.mend


VALUES = {"number": "7", "list": "[[], {}, 1]", "text": '"☎"'}


def test_one_mistake_brings_no_others_with_it(tmp_path: Path) -> None:
    """An office without an id, twice; ports that are missing: what follows stands at its own place all the same."""
    text = GOOD.replace('id = "hefei"\nnames', "names", 1).replace('id = "huaibei"\n', "", 1)
    text = text.replace("sip = 5060", "", 1).replace("http = 8088", "http = 80", 1)
    text = text.replace('division = "341300"', 'division = "341301"', 1)
    line = text.splitlines().index('division = "341301"') + 1
    told = mistakes(tmp_path, text)
    there = [mistake for mistake in told if f":{line}: offices[4].division" in mistake]
    assert (len(told), len(there)) == (5, 1), told


def test_of_an_empty_file_each_table_is_missed_once_and_nothing_in_it(tmp_path: Path) -> None:
    told = mistakes(tmp_path, "# 说明\n")
    assert all("is missing. Add " in mistake for mistake in told), told
    assert any(mistake.endswith("'queue' is missing. Add the table [queue].") for mistake in told)
    assert not any("queue: " in mistake or "ring_s" in mistake for mistake in told)


def test_who_mistypes_the_number_of_seats_is_not_told_that_nobody_answers(tmp_path: Path) -> None:
    (told,) = mistakes(tmp_path, GOOD.replace("seats = 2\n", 'seats = "two"\n', 1))
    assert "seats: 'two' is not what belongs here" in told


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(GOOD.replace("\n", ends).encode())
    assert check(path) == []
