"""Every site file renders, passes the lint and is loaded by a real Asterisk without a warning; a spoilt one is not."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.check import check
from asterisk_conf.errors import StartError
from asterisk_conf.installed import Asterisk
from asterisk_conf.plan import TelephonyPlan
from asterisk_conf.render import write
from asterisk_conf.runner import start
from hotline.plans import site_addresses, telephony_plan
from hotline.settings import PROJECT, RunFolder
from hotline.site import load
from tests.asterisk.harness import Opener
from tests.asterisk.harness import telephony_plan as harness_plan

SITES = sorted((PROJECT / "sites").glob("*.toml"))


def site_plan(path: Path, run: RunFolder, installation: Asterisk) -> TelephonyPlan:
    run.create()
    site = load(path)
    return telephony_plan(site, run, site_addresses(site), run.secrets(), installation, {})


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
async def test_the_site_holds(path: Path, installation: Asterisk, short_folder: Path) -> None:
    assert await check(site_plan(path, RunFolder(short_folder), installation)) == []


async def test_what_asterisk_complains_of_is_found(installation: Asterisk, short_folder: Path) -> None:
    plan = harness_plan(short_folder, installation)
    twin = {**plan.routing.offices}
    seat = plan.routing.offices["hefei"].seats[0]
    twin["twin"] = replace(plan.routing.offices["fuyang"], id="twin", seats=(seat,))  # one extension for two steps
    found = await check(replace(plan, routing=replace(plan.routing, offices=twin)))
    assert any("8101" in line for line in found), found


async def test_an_office_without_a_queue_is_found(installation: Asterisk, short_folder: Path) -> None:
    plan = harness_plan(short_folder, installation)
    office = replace(plan.routing.offices["fuyang"], id="general", seats=())
    found = await check(
        replace(plan, routing=replace(plan.routing, offices={**plan.routing.offices, "general": office}))
    )
    assert "office general has no queue: No such queue: general." in found


async def test_every_module_that_is_asked_for_is_running(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    listing = await exchange.asterisk.command("module show")
    wanted = (exchange.plan.run.etc / "modules.conf").read_text().split()
    assert [name for name in wanted if name.endswith(".so") and name not in listing] == []


async def test_asterisk_starts_in_seconds_and_ends_when_told(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    assert "System uptime" in await exchange.asterisk.command("core show uptime")
    await exchange.asterisk.stop()
    assert exchange.asterisk.returncode is not None
    with pytest.raises(StartError, match="does not take"):
        await exchange.asterisk.command("core show uptime")


async def test_an_asterisk_that_cannot_start_says_why(installation: Asterisk, short_folder: Path) -> None:
    plan = harness_plan(short_folder, installation)
    config = write(plan)
    (plan.run.etc / "modules.conf").unlink()
    with pytest.raises(StartError, match=r"ended at once|did not boot"):
        await start(installation.program, config, output=plan.run.log / "console", limit_s=20)


async def test_two_asterisks_run_side_by_side(open_exchange: Opener) -> None:
    one, other = await open_exchange(), await open_exchange()
    assert one.asterisk.pid != other.asterisk.pid
    assert one.complaints() == other.complaints() == []


async def test_a_new_seat_is_there_after_a_reload_and_nothing_is_complained_of(open_exchange: Opener) -> None:
    exchange = await open_exchange()
    plan = exchange.plan
    seat = replace(plan.seats[0], id="fuyang-09", extension="8209", office="fuyang")
    offices = {**plan.routing.offices}
    offices["fuyang"] = replace(offices["fuyang"], seats=(*offices["fuyang"].seats, seat))
    secrets = replace(plan.secrets, seats={**plan.secrets.seats, "fuyang-09": "another-password"})
    write(replace(plan, routing=replace(plan.routing, offices=offices), secrets=secrets))
    await exchange.asterisk.reload()
    listing = ""
    async with asyncio.timeout(15):
        while "fuyang-09" not in listing:
            listing = await exchange.asterisk.command("pjsip show endpoint fuyang-09")
    assert "fuyang-09/8209" in listing
    assert exchange.complaints() == []
