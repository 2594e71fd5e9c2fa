"""Situations of dialling: who answers, whether they are there, what an old number is told; readable by officials.

    site = "anhui"    old_numbers = ["62999110"]    round_the_clock = ["合肥市"]
    routed = ["2026-09-07 09:00 拨 055112385 主叫 13855101234 -> 合肥市 上班",
              "2026-09-07 12:30 拨 62999110 主叫 隐藏 -> 安徽省残联 下班 旧号提示"]

After the office: 上班 (somebody answers) or 下班 (the voice prompt), and 旧号提示 (that the number is now 12385).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hotline.settings import PROJECT
from hotline.site import load
from routing.decide import decide
from routing.plan import Plan
from tests.ivr_flows.flow_desk import call
from tests.scenarios.life_language import when
from workdays.hours import Hours

ROUTED = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) 拨 (\S+) 主叫 (\S+) -> (\S+) (上班|下班)( 旧号提示)?")


def run_dialling(situation: dict[str, Any]) -> None:
    """Each call of the situation, by the shipped site file and what the situation changes in it."""
    plan = _plan(situation)
    for line in situation["routed"]:
        match = ROUTED.fullmatch(line)
        assert match, f"cannot read {line!r}"
        at, dialed, caller, office, there, old = match.groups()
        known = None if caller == "隐藏" else caller
        found = decide(dialed=dialed, trunk=None, caller=known, history=None, now=when(at), plan=plan)
        assert found.ask is None, f"{line}: asked between {found.ask}"
        name = plan.offices[found.office].names["zh"]
        assert (name, found.open) == (office, there == "上班"), f"{line}: {name}, {found.reason.detail}"
        heard = call(site=plan, dialed=dialed, caller=known, at=when(at)).heard
        assert ("old-number" in heard) == bool(old), f"{line}: {heard}"


def _plan(situation: dict[str, Any]) -> Plan:
    plan = load(PROJECT / "sites" / f"{situation['site']}.toml").plan
    names = set(situation.get("round_the_clock", ()))
    offices = {
        key: replace(office, hours=Hours(always=True)) if office.names["zh"] in names else office
        for key, office in plan.offices.items()
    }
    assert names <= {office.names["zh"] for office in offices.values()}
    return replace(plan, offices=offices, old_numbers=tuple(situation.get("old_numbers", ())))
