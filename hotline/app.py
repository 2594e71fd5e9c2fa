"""The composition root: builds each role's adapters and passes them in. With `hotline.desk` the only place that does.

A role is what one process of a hotline does: `agi` (the FastAGI server with the flows), or `ami,web,worker` (the desk).
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog

from agi.server import AgiServer
from hotline.desk import Desk
from hotline.flows import flow_context
from hotline.lookups import StoredCases, StoredHistory
from hotline.settings import Clock, RunFolder
from hotline.site import Site
from ivr_flows.rendered_book import load_book
from ivr_flows.scripts import bound
from ivr_flows.spool import SpoolJournal
from store.engine import Database
from store.keys import Keys

log = structlog.get_logger()

GRACE_S = 2.0
"""How long flows may finish when the AGI server is told to stop."""


@asynccontextmanager
async def open_database(run: RunFolder) -> AsyncIterator[Database]:
    """The run folder's database; closed at the end."""
    database = Database(run.database_url, Keys.load(run.keys / "keys.json"))
    try:
        yield database
    finally:
        await database.close()


async def stop_signal() -> None:
    """Wait until this process is told to stop."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()


async def serve_agi(site: Site, run: RunFolder) -> None:
    """The FastAGI server, until told to stop. Facts go to the spool only: no caller waits for a commit."""
    clock = Clock(run.clock)
    addresses = run.read_addresses()
    journal = SpoolJournal(run.spool, start=clock.now().strftime("%Y%m%dT%H%M%S%f"), sync=False)
    async with open_database(run) as database:
        context = flow_context(
            site,
            run,
            book=load_book(run.prompts),
            journal=journal,
            now=clock.now,
            histories=StoredHistory(database),
            cases=StoredCases(database),
        )
        server = AgiServer(scripts=bound(context), beep=str(run.beep))
        await server.start(addresses.bind, addresses.agi)
        log.info("AGI server listens", action="agi-up", port=addresses.agi)
        try:
            await stop_signal()
        finally:
            with contextlib.suppress(TimeoutError):
                await server.stop(GRACE_S)
            journal.close()


async def serve_desk(site: Site, run: RunFolder, desktop: Path | None) -> None:
    """AMI, web and worker in one process, until told to stop."""
    async with open_database(run) as database, asyncio.TaskGroup() as group:
        stopping = group.create_task(stop_signal())
        desk = Desk(site, run, database, desktop)
        tasks = [group.create_task(work, name=name) for name, work in desk.work().items()]
        async with desk.listening():
            log.info("the desk listens", action="desk-up", port=desk.addresses.web)
            await stopping
        for task in tasks:
            task.cancel()
