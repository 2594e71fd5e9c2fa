"""The test site with a make-believe Asterisk: everything fixed, so that what is rendered can be compared with files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from asterisk_conf.installed import Asterisk
from asterisk_conf.modules import OPTIONAL
from asterisk_conf.plan import Addresses, Run, Secrets, TelephonyPlan
from asterisk_conf.program import Program
from dialplan.contract import NUMBER_SOUNDS, Sound
from routing.outbound import Outbound
from tests.asterisk.harness import routing_plan

ALL_SOUNDS = frozenset({*(sound.value for sound in Sound), *NUMBER_SOUNDS})


def make_believe_asterisk(folder: Path, version: tuple[int, int, int] = (22, 10, 1)) -> Asterisk:
    modules = folder / "modules"
    modules.mkdir(parents=True, exist_ok=True)
    for name in OPTIONAL:
        (modules / f"{name}.so").touch()
    return Asterisk(
        program=Program(executable=folder / "asterisk"), version=version, modules=modules, data=folder / "data"
    )


def fixed_plan(folder: Path, **changes: Any) -> TelephonyPlan:
    routing = routing_plan()
    seats = {seat.id: f"password-of-{seat.id}" for office in routing.offices.values() for seat in office.seats}
    plan = TelephonyPlan(
        routing=routing,
        run=Run(root=folder / "run"),
        asterisk=make_believe_asterisk(folder),
        addresses=Addresses(
            sip_port=5060, http_port=8088, ami_port=5038, agi_port=4573, rtp_first=20000, rtp_last=20399
        ),
        secrets=Secrets(ami="ami-password", seats=seats),
        desk_phones=frozenset({"anhui-02"}),
        outbound=Outbound(trunk="anhui-main", shown="12385", own=("12385",)),
    )
    return replace(plan, **changes)
