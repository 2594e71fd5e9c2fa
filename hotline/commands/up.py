"""`hotline up SITE`: set up what is missing, run the hotline, tell how to try it; Ctrl-C stops it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shlex
import sys
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console

from hotline import up as hotline_up
from hotline.commands.progress import tell
from hotline.commands.words import moment
from hotline.demo import PASSWORD, DemoUser
from hotline.preparation import ensure_tools
from hotline.settings import Addresses, Clock, RunFolder, run_folder
from hotline.site import Site, load
from hotline.supervisor import the_only_one

app = typer.Typer(add_completion=False)
console = Console(highlight=False, soft_wrap=True)
SHOWN_AGENTS = 4


@app.command()
def up(
    site: Annotated[Path, typer.Argument(help="The site file.", exists=True, dir_okay=False)],
    demo: Annotated[bool, typer.Option(help="Make demo sign-ins (loopback only).")] = False,
    free_ports: Annotated[bool, typer.Option(help="Take any free ports, not those of the site file.")] = False,
    at: Annotated[str | None, typer.Option(help="Rehearse: let it be this time, ISO 8601 with offset.")] = None,
) -> None:
    """Run the hotline until Ctrl-C."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    loaded = load(site)
    tools = ensure_tools(tell)
    run = run_folder(loaded.id)
    run.create()

    async def whole() -> None:
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # this runs in one
        hotline_up.end_by_signals(task)
        supervisor, addresses, users = await hotline_up.bring_up(
            loaded, site.resolve(), run, tools, free_ports=free_ports, demo=demo, progress=tell
        )
        welcome(loaded, addresses, users)
        await hotline_up.until_stopped(supervisor)

    with the_only_one(run.root):
        _rehearse(run, at)
        with contextlib.suppress(asyncio.CancelledError):
            asyncio.run(whole())
    console.print("stopped: everything that was started has ended")
    sys.stdout.flush()


def _rehearse(run: RunFolder, at: str | None) -> None:
    """Set the clock if a time was said, and tell whenever it is set."""
    if at is not None:
        run.set_clock(moment(at))
    if run.clock.exists():
        tell(
            f"rehearsal: the clock is set, it is {Clock(run.clock).now():%Y-%m-%d %H:%M}; delete {run.clock} to end it"
        )


def welcome(site: Site, addresses: Addresses, users: list[DemoUser]) -> None:
    """Where things are, who may sign in, and what to try."""
    console.print(f"\n[bold]{site.names['zh']}[/] is running. Ctrl-C stops it.\n")
    console.print(f"  desk:      {addresses.desk}")
    console.print(f"  telephone: sip:{site.plan.number}@{addresses.bind}:{addresses.sip} (UDP, from a trunk's address)")
    if users:
        agents = [user for user in users if user.role == "agent"]
        units = [user.username for user in users if user.role == "unit"]
        others = [user.username for user in users if user.role not in ("agent", "unit")]
        shown = ", ".join(user.username for user in agents[:SHOWN_AGENTS])
        console.print(f"\n  demo sign-ins, password {PASSWORD}:")
        console.print(f"    agents:  {shown}{' …' if len(agents) > SHOWN_AGENTS else ''} (a seat each)")
        console.print(f"    units:   {', '.join(units[:SHOWN_AGENTS])}{' …' if len(units) > SHOWN_AGENTS else ''}")
        console.print(f"    others:  {', '.join(others)}")
    else:
        console.print(
            f"\n  sign-ins: `hotline user list --site {site.file}` shows them, `hotline user add --help` makes one"
        )
    agent = next((user.username for user in users if user.role == "agent"), "an agent")
    of_site = f"SITE={shlex.quote(site.file)}"
    console.print(
        f"""
  try this:
    1. open the desk, sign in as {agent}, allow the microphone, press Ready (就绪)
    2. in a second terminal: make call {of_site} ARGS='--length 40'
    3. answer by key, write the ticket, hang up, play the recording
    4. {when_messages_are_left(site)} may leave a message:
       make call {of_site} ARGS='--keys {keys_to_a_message(site)} --length 60'
    5. it is night? Rehearse a working morning: make run {of_site} AT=2026-11-23T09:30:00+08:00
""",
    )
    sys.stdout.flush()


def when_messages_are_left(site: Site) -> str:
    """When callers are asked whether they want to leave one."""
    if site.plan.offices[site.plan.home].hours.always:
        return "while nobody is signed in the caller hears so, and"
    return "out of office hours the caller hears when we open, and"


def keys_to_a_message(site: Site) -> str:
    """What to press then, and when: after the notices; where there are several languages, one is chosen first."""
    return "25:1" if len(site.plan.languages) == 1 else "8:1,32:1"
