"""`hotline conf render|check|reload SITE`: Asterisk's configuration, seen, proven in a real Asterisk, taken over."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from asterisk_conf.check import check as check_plan
from asterisk_conf.plan import TelephonyPlan
from asterisk_conf.programs import ensure_asterisk
from asterisk_conf.render import render as render_plan
from asterisk_conf.render import write
from asterisk_conf.runner import cli
from hotline.commands.progress import tell
from hotline.plans import site_addresses, telephony_plan
from hotline.settings import SettingsError, home, run_folder
from hotline.site import load

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Asterisk's configuration of a site.")
console = Console(highlight=False)
SiteFile = Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)]


@app.command()
def render(
    site: SiteFile,
    to: Annotated[Path | None, typer.Option(help="A folder to write to, instead of the site's run folder.")] = None,
) -> None:
    """Write the configuration files, and say where. What runs is not touched."""
    plan = _plan(site)
    if to is None:
        console.print(str(write(plan).parent))
        return
    to.mkdir(parents=True, exist_ok=True)
    for name, content in render_plan(plan).items():
        path = to / name
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8")
    console.print(str(to))


@app.command()
def check(site: SiteFile) -> None:
    """Prove the dialplan, load everything in a real Asterisk beside a running one, and read its log."""
    plan = _plan(site)
    found = asyncio.run(check_plan(plan))
    for line in found:
        console.print(line, markup=False)
    if found:
        raise typer.Exit(1)
    version = ".".join(map(str, plan.asterisk.version))
    console.print(f"{site}: every jump lands, no trunk can dial out, Asterisk {version} loads it without a complaint")


@app.command()
def reload(site: SiteFile) -> None:
    """Write the configuration and have the running Asterisk take it over; calls go on."""
    plan = _plan(site)
    config = write(plan)
    answer = asyncio.run(cli(plan.asterisk.program, config, "core reload"))
    console.print(answer.strip() or "reloaded", markup=False)


def _plan(site: Path) -> TelephonyPlan:
    """The site's plan at the addresses in use, or at the site file's when it has never run."""
    loaded = load(site)
    run = run_folder(loaded.id)
    addresses = site_addresses(loaded)
    if run.addresses.exists():
        with contextlib.suppress(SettingsError):
            addresses = run.read_addresses()
    run.create()
    return telephony_plan(loaded, run, addresses, run.secrets(), ensure_asterisk(home(), progress=tell), {})
