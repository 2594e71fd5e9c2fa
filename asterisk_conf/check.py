"""Whether a rendered configuration holds: the lint's proofs, then a real Asterisk loads it and its log is read."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import replace
from pathlib import Path

from asterisk_conf.plan import Addresses, Run, TelephonyPlan
from asterisk_conf.ports import free_port, rtp_range
from asterisk_conf.render import render, write
from asterisk_conf.runner import start
from dialplan.lint import lint


def complaints(run: Run) -> list[str]:
    """Every warning and error in this Asterisk's log so far."""
    path = run.log / "messages"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if "WARNING[" in line or "ERROR[" in line]


def aside(plan: TelephonyPlan, folder: Path) -> TelephonyPlan:
    """The same plan for a second Asterisk in `folder` on free ports of the same address, beside a running one."""
    bind = plan.addresses.bind
    first, last = rtp_range()
    addresses = Addresses(
        bind=bind, sip_port=free_port(bind), http_port=free_port(bind), ami_port=free_port(bind),
        agi_host=plan.addresses.agi_host, agi_port=free_port(bind), rtp_first=first, rtp_last=last,
        external=plan.addresses.external,
    )  # fmt: skip
    return replace(plan, run=Run(root=folder), addresses=addresses)


async def check(plan: TelephonyPlan) -> list[str]:
    """Findings of the lint and complaints of a real Asterisk that loaded the plan; empty = it holds."""
    with tempfile.TemporaryDirectory(prefix="hotline-conf-") as scratch:
        trial = aside(plan, Path(scratch))
        sounds = {language: frozenset(names) for language, names in plan.sounds.items()}
        abroad = plan.outbound is not None and plan.outbound.international
        found = [str(finding) for finding in lint(render(trial), sounds=sounds or None, abroad=abroad)]
        config = await asyncio.to_thread(write, trial)
        running = await start(trial.asterisk.program, config, output=trial.run.log / "console")
        try:
            found += _missing_modules(await running.command("module show"), trial)
            for office in trial.routing.offices:
                found += _missing_queue(await running.command(f"queue show {office}"), office)
        finally:
            await running.stop()
        return [*found, *complaints(trial.run)]


def _missing_modules(listing: str, plan: TelephonyPlan) -> list[str]:
    rendered = render(plan)["modules.conf"]
    wanted = [line.partition("=")[2].strip() for line in rendered.splitlines() if line.startswith("load")]
    return [f"module {name} is not running" for name in wanted if name not in listing]


def _missing_queue(answer: str, office: str) -> list[str]:
    return [] if answer.startswith(f"{office} has ") else [f"office {office} has no queue: {answer.strip()}"]
