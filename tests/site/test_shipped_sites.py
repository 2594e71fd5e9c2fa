"""The five site files that run as they stand, and the promise that none of their facts stands in Python."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.site import load
from routing.areas import area_name
from routing.plan import Level

ROOT = Path(__file__).parents[2]
SITES = sorted((ROOT / "sites").glob("*.toml"))
ROOMS = ("hotline", "web", "agi", "ami", "asterisk_conf", "recordings", "ivr_flows")
ROOMS += ("ticketing", "dialplan", "routing", "workdays", "store")
LISTENING = ("ivr_flows/speech/transcript.py",)
"""A developer's tool: the place names that a speech recogniser is made to hear; no caller meets them."""
HOTLINE = [sys.executable, "-c", "from hotline.cli import main; main()"]


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_each_shipped_site_is_fit_to_run(path: Path) -> None:
    site = load(path)
    assert site.id == path.stem and all(site.sources.values())


def test_the_five_regulated_hotlines_have_a_site_each() -> None:
    regulations = sorted(regulation for path in SITES for regulation in load(path).regulations)
    assert regulations == ["anhui-12345", "anhui-12385", "national-12385", "shanghai-962200", "yanbian-12345"]


def test_two_sites_may_run_side_by_side() -> None:
    ports = [port for path in SITES for port in _fixed_ports(path)]
    assert len(ports) == len(set(ports))


def _fixed_ports(path: Path) -> list[int]:
    ports = load(path).ports
    return [ports.sip, ports.http, ports.ami, ports.agi, ports.web, ports.rtp_first, ports.rtp_last]


def test_the_cities_of_anhui_have_the_area_codes_that_the_numbering_plan_gives_them() -> None:
    plan = load(ROOT / "sites" / "anhui.toml").plan
    assert len(plan.offices) == 17
    for office in plan.offices.values():
        for code in office.area_codes:
            assert office.names["zh"] in (area_name(code) or ""), office.id


def test_the_divisions_of_anhui_are_those_of_the_national_table() -> None:
    lines = (ROOT / "routing" / "data" / "cities.csv").read_text(encoding="utf-8").splitlines()[1:]
    codes = dict(line.split(",") for line in lines)
    plan = load(ROOT / "sites" / "anhui.toml").plan
    for office in plan.offices.values():
        if office.id != plan.home:
            assert codes[f"安徽省{office.names['zh']}"] == office.division


def _texts(path: Path) -> list[str]:
    """String constants of a module that are neither documentation nor a command's help, where examples may stand."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    documentation |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "help"}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]


def test_nothing_of_a_site_stands_in_python() -> None:
    """The demo's own site file may be named; an area code may stand in an example, not as a value."""
    names: set[str] = set()
    for path in SITES:
        offices = load(path).plan.offices.values()
        names |= {office.id for office in offices if len(office.id) > 4 and office.id != "national"}
        names |= {office.names["zh"] for office in offices if office.level is not Level.PROVINCE}
    codes = ("0551", "0558", "0565")
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if path.relative_to(ROOT).as_posix() in LISTENING:
                continue
            for text in _texts(path):
                found = {name for name in names if name in re.sub(r"sites/[\w-]+\.toml", "", text)}
                assert not found and not text.startswith(codes), f"{path.relative_to(ROOT)} says {text!r}"


def hotline(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*HOTLINE, *words], capture_output=True, text=True, timeout=120, check=False, cwd=ROOT)


def test_route_prints_one_json_object() -> None:
    done = hotline(
        *("route", "--site", "sites/anhui.toml", "--dialed", "055112385", "--caller", "", "--trunk", "province"),
        *("--at", "2026-09-30T17:30:00+08:00", "--json"),
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "office": "hefei",
        "ask": None,
        "open": False,
        "opens_at": "2026-10-08T08:00:00+08:00",
        "overflow": [],
        "reason": "dialed-area: dialled area code 0551 is served by hefei",
    }


@pytest.mark.parametrize(
    ("site", "at", "said"),
    [
        ("anhui", "2030-11-25T09:00:00+08:00", "anhui (open, provisional)"),
        ("anhui", "2026-12-31T18:00:00+08:00", "anhui (closed, opens 2027-01-04T08:00:00+08:00, provisional)"),
        ("anhui", "2026-11-25T09:00:00+08:00", "anhui (open)"),
        ("shanghai", "2030-11-25T09:00:00+08:00", "shanghai (open)"),
    ],
)
def test_route_says_where_its_answer_rests_on_a_day_that_no_notice_covers_yet(site: str, at: str, said: str) -> None:
    number = load(ROOT / "sites" / f"{site}.toml").plan.number
    words = ("route", "--site", f"sites/{site}.toml", "--dialed", number, "--at", at)
    assert hotline(*words).stdout.splitlines()[0] == said
    assert json.loads(hotline(*words, "--json").stdout).get("provisional", False) == ("provisional" in said)


def test_route_refuses_a_naive_time_with_the_mend() -> None:
    done = hotline("route", "--site", "sites/anhui.toml", "--dialed", "12385", "--at", "2026-09-30T17:30:00", "--json")
    assert done.returncode == 1 and "+08:00" in done.stderr and "Traceback" not in done.stderr


def test_check_tells_every_mistake_and_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    text = (ROOT / "sites" / "anhui.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('hours = "office"', 'hours = "offic"', 1).replace("ring_s = 20", "ring_s = 1", 1))
    done = hotline("check", str(path))
    assert done.returncode == 1
    assert "Did you mean 'office'" in done.stdout and "queue.ring_s" in done.stdout
    assert hotline("check", "sites/anhui.toml").returncode == 0


def test_check_reads_regulation_packs_too(tmp_path: Path) -> None:
    pack = ROOT / "ticketing" / "regulations" / "shanghai-962200.toml"
    assert "fit to use" in hotline("check", str(pack)).stdout
    broken = tmp_path / "shanghai-962200.toml"
    broken.write_text(pack.read_text(encoding="utf-8").replace('"30 minutes"', '"30 minuets"'), encoding="utf-8")
    done = hotline("check", str(broken))
    assert done.returncode == 1 and "clocks[5].limit: '30 minuets'" in done.stdout
