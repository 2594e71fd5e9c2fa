"""Brings one hotline up: run folder, prompts, configuration, database; then the supervised programs, until stopped."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

from hotline.configuration import write_configuration
from hotline.demo import DemoUser, ensure_demo_users
from hotline.plans import check_ports_are_free, free_addresses, site_addresses, telephony_plan
from hotline.preparation import Tools, step
from hotline.prompts import prepare_prompts
from hotline.services import services
from hotline.settings import Addresses, Clock, RunFolder, SettingsError
from hotline.site import Site
from hotline.supervisor import Supervisor, stop_leftovers
from store.opening import own_database

Progress = Callable[[str], None]
LOOPBACK = "127."


async def bring_up(
    site: Site, site_file: Path, run: RunFolder, tools: Tools, *, free_ports: bool, demo: bool, progress: Progress
) -> tuple[Supervisor, Addresses, list[DemoUser]]:
    """Prepare everything and start the programs; the supervisor is running when this returns."""
    run.create()
    make_archive(site.storage.archive(run.recordings))
    await stop_leftovers(run.processes)
    addresses = free_addresses(site.ports.bind) if free_ports else site_addresses(site)
    check_ports_are_free(addresses)
    if demo and not addresses.bind.startswith(LOOPBACK):
        raise SettingsError(
            f"demo sign-ins are for loopback only, and this site binds {addresses.bind}: leave out --demo"
        )
    run.write_addresses(addresses)
    sounds = step("prompts", progress, lambda: prepare_prompts(site, run, tools.espeak, progress))
    plan = telephony_plan(site, run, addresses, run.secrets(), tools.asterisk, sounds)
    write_configuration(site, run, plan)
    users = await prepare_database(site, run, demo=demo)
    programs = services(site_file, run, addresses, tools.asterisk.program, desktop=tools.desktop)
    supervisor = Supervisor(programs, process_file=run.processes)
    progress("starting Asterisk, the AGI server and the desk")
    await supervisor.start()
    return supervisor, addresses, users


def make_archive(folder: Path) -> None:
    """The folder of sealed recordings. SettingsError where it cannot be: better now than with the first call."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"storage.folder: {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise SettingsError(f"storage.folder: {folder} may not be written to by this user")


async def prepare_database(site: Site, run: RunFolder, *, demo: bool) -> list[DemoUser]:
    """Migrate; make the keys at the first time; make the demo sign-ins if they are wanted."""
    async with own_database(run.database_url, keys=run.keys / "keys.json", mark=run.filled) as database:
        return await ensure_demo_users(database, site, now=Clock(run.clock).now()) if demo else []


def end_by_signals(task: asyncio.Task[None]) -> None:
    """The first Ctrl-C, SIGTERM or closed terminal cancels the task, also while it still starts things; what comes
    after that changes nothing: it is ending already."""
    loop = asyncio.get_running_loop()
    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup wants it to go on without a terminal
        signals.append(signal.SIGHUP)

    def end() -> None:
        for number in signals:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in signals:
        loop.add_signal_handler(number, end)


async def until_stopped(supervisor: Supervisor) -> None:
    """Wait to be cancelled, then stop all that was started."""
    try:
        await asyncio.Event().wait()
    finally:
        await supervisor.stop()
