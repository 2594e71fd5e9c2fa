"""The composition root: builds each role's adapters and passes them in. The only place that does.

A role is what one process of a hotline does: `agi` (the FastAGI server with the flows), or `ami,web,worker` (the desk).
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from agi.server import AgiServer
from ami.actions import Actions
from ami.board import Board
from ami.client import AmiAddress, AmiClient
from ami.facts import FactReader
from hotline.fact_intake import FactIntake, SpoolIntake
from hotline.flows import flow_context
from hotline.ledger import Ledger
from hotline.lookups import StoredCases, StoredHistory
from hotline.services import pings
from hotline.settings import Clock, RunFolder
from hotline.site import Site
from hotline.site_rules import rules_of
from hotline.site_views import SeatPhones, area_of, fields_of, ticket_offices, web_site
from hotline.telephony import AgiWatch, Telephony
from hotline.webhook_post import post_webhook
from ivr_flows.rendered_book import load_book
from ivr_flows.scripts import bound
from ivr_flows.spool import SpoolJournal
from recordings.archive import Archive
from recordings.sweep import Intake
from store import housekeeping
from store.engine import Database
from store.facts import CallFact
from store.keys import Keys
from store.search.indexer import SearchIndexer
from ticketing.casework.repeat_watch import RepeatWatch
from ticketing.casework.webhooks import WebhookSender
from ticketing.intake import take_in
from ticketing.life.scheduler import Scheduler
from ticketing.packs import load as load_pack
from web.app import make_app
from web.attempts import Attempts
from web.casework import Casework
from web.keys import WebDeps
from web.live_board import LiveBoard
from web.seat_desk import SeatDesk
from web.seat_rules import SeatTimes
from web.store_desk import StoreCalls, StoreTickets, StoreUsers
from web.store_recordings import StoreRecordings

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


class Desk:
    """Everything of the desk role, built and wired; nothing runs yet."""

    def __init__(self, site: Site, run: RunFolder, database: Database, desktop: Path | None) -> None:
        clock, secrets = Clock(run.clock), run.secrets()
        self.addresses = run.read_addresses()
        offices, view = ticket_offices(site), web_site(site)

        async def taking(session: AsyncSession, facts: Sequence[CallFact]) -> object:
            return await take_in(session, facts, offices=offices, now=clock.now())

        self.client = AmiClient(
            AmiAddress(host=self.addresses.bind, port=self.addresses.ami, username="hotline", secret=secrets.ami),
            now=clock.now,
        )
        board = Board(view.seats, clock.now())
        self.desk = SeatDesk(
            board=board,
            actions=Actions(self.client),
            site=view,
            times=SeatTimes(wrap_up_s=site.queue.wrap_up_s),
            now=clock.now,
            area_of=area_of,
        )
        self.facts = FactIntake(database, taking, refused=run.spool)
        self.telephony = Telephony(
            client=self.client, board=board, desk=self.desk, facts_of=FactReader(view.seats).read, intake=self.facts
        )
        self.ledger = Ledger(
            cel=run.telephony.log / "cel-custom" / "calls.csv",
            queue_log=run.telephony.log / "queue_log",
            seats=frozenset(view.seats),
            put=self.facts.put,
            now=clock.now,
        )
        self.spool = SpoolIntake(database, run.spool, taking, now=clock.now)
        archive = Archive(root=run.recordings / "archive", keys=database.keys)
        self.recordings = Intake(database=database, archive=archive, folder=run.recordings)
        self.agi = AgiWatch(lambda: pings(self.addresses.bind, self.addresses.agi))
        calls, users = StoreCalls(database, offices, clock.now), StoreUsers(database, clock.now)
        self.board = LiveBoard(
            desk=self.desk, site=view, calls=calls, users=users, now=clock.now, agi_up=lambda: self.agi.up
        )
        self._now = clock.now
        self._database, self._spool_folder = database, run.spool
        rules = rules_of(site)
        self.scheduler = Scheduler(database, rules, now=clock.now)
        self.repeats = RepeatWatch(database, rules, now=clock.now)
        self.search = SearchIndexer(database)
        self.webhooks = WebhookSender(database, post_webhook, now=clock.now)
        self.web = make_app(
            WebDeps(
                site=view,
                now=clock.now,
                users=users,
                calls=calls,
                tickets=StoreTickets(database, clock.now, fields_of(load_pack(site.regulations[0]))),
                casework=Casework(database, rules, offices, clock.now),
                recordings=StoreRecordings(database, archive, clock.now),
                phones=SeatPhones(self.addresses, secrets),
                desk=self.desk,
                board=self.board,
                attempts=Attempts(),
                health=self.health,
                desktop=desktop,
                phone_address=f"ws://{self.addresses.bind}:{self.addresses.http}/ws",
            )
        )

    def work(self) -> dict[str, Coroutine[Any, Any, None]]:
        """The tasks that run beside the web server, by name."""
        return {
            "telephony": self.telephony.run(),
            "facts": self.facts.run(),
            "ledger": self.ledger.run(),
            "spool": self.spool.run(),
            "recordings": self.recordings.run(self._now),
            "seats": self.desk.run(),
            "board": self.board.run(),
            "agi watch": self.agi.run(),
            "scheduler": self.scheduler.run(),
            "housekeeping": housekeeping.run(self._database, self._spool_folder, self._now),
            "repeats": self.repeats.run(),
            "search index": self.search.run(),
            "webhooks": self.webhooks.run(),
        }

    def health(self) -> Mapping[str, Any]:
        """Figures for /metrics."""
        link = self.client.health()
        return {
            "ami_up": int(link.up),
            "ami_events": link.events,
            "ami_missed": link.missed,
            "agi_up": int(self.agi.up),
        }

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """The web server."""
        runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.addresses.bind, self.addresses.web).start()
            yield
        finally:
            await runner.cleanup()
