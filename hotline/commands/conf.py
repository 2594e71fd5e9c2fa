"""`hotline conf render|check|reload SITE`: Asterisk's configuration, seen, proven in a real Asterisk, taken over."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from asterisk_conf.check import check as check_plan
from asterisk_conf.errors import StartError
from asterisk_conf.plan import TelephonyPlan
from asterisk_conf.programs import ensure_asterisk, ensure_espeak
from asterisk_conf.render import render as render_plan
from asterisk_conf.runner import cli
from hotline.commands.progress import tell
from hotline.configuration import write_configuration
from hotline.plans import site_addresses, telephony_plan
from hotline.prompts import prepare_prompts
from hotline.settings import RunFolder, SettingsError, home, run_folder
from hotline.site import Site, load

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Asterisk's configuration of a site.")
console = Console(highlight=False, soft_wrap=True)
STILL_OLD = (
    "Asterisk and the fallback hold the site file as it is now; the AGI server and the desk will once the hotline is "
    "started anew, which ends calls (Ctrl-C, then `make run SITE={site}`)"
)
SiteFile = Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)]


@app.command()
def render(
    site: SiteFile,
    to: Annotated[Path | None, typer.Option(help="A folder to write to, instead of the site's run folder.")] = None,
) -> None:
    """Write the configuration files, and say where. What runs is not touched."""
    loaded = load(site)
    run = run_folder(loaded.id)
    plan = _plan(loaded, prompts_in=run)
    if to is None:
        console.print(str(write_configuration(loaded, run, plan).parent))
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
    with tempfile.TemporaryDirectory(prefix="hotline-conf-") as scratch:
        plan = _plan(load(site), prompts_in=RunFolder(Path(scratch)))
        found = asyncio.run(check_plan(plan))
    for line in found:
        console.print(line, markup=False)
    if found:
        raise typer.Exit(1)
    version = ".".join(map(str, plan.asterisk.version))
    console.print(
        f"{site}: every jump lands, every sound is there, no trunk can dial out, "
        f"Asterisk {version} loads it without a complaint"
    )


@app.command()
def reload(site: SiteFile) -> None:
    """Write the configuration and have the running Asterisk take it over; calls go on."""
    loaded = load(site)
    run = run_folder(loaded.id)
    plan = _plan(loaded, prompts_in=run)
    config = write_configuration(loaded, run, plan)
    try:
        answer = asyncio.run(cli(plan.asterisk.program, config, "core reload"))
    except StartError as error:
        mend = f"if the hotline does not run, `make run SITE={site}` starts it with them"
        raise SettingsError(
            f"the files are written, and no Asterisk took them over; {mend}. {error.message}"
        ) from error
    console.print(answer.strip() or "reloaded", markup=False)
    console.print(STILL_OLD.format(site=site), markup=False)


def _plan(site: Site, *, prompts_in: RunFolder) -> TelephonyPlan:
    """The site's plan at the addresses in use, or at the site file's when it has never run. Its sounds are prepared in
    `prompts_in`: a trial leaves those of what runs alone."""
    run = run_folder(site.id)
    addresses = site_addresses(site)
    if run.addresses.exists():
        with contextlib.suppress(SettingsError):
            addresses = run.read_addresses()
    run.create()
    sounds = prepare_prompts(site, prompts_in, ensure_espeak(home(), progress=tell), tell)
    return telephony_plan(site, run, addresses, run.secrets(), ensure_asterisk(home(), progress=tell), sounds)
