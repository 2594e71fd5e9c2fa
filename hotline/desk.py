"""The desk role: AMI reader, live board, web server and the work behind them, built and wired in one place.

With `hotline.app` the composition root: nothing else builds adapters. No rule may live here.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from ami.actions import Actions
from ami.board import Board
from ami.client import AmiClient
from ami.facts import FactReader
from ami.link import AmiAddress, AmiHealth
from hotline.deserted_queues import DesertedQueues
from hotline.desk_figures import telling
from hotline.fact_intake import FactIntake, SpoolIntake
from hotline.ledger import Ledger
from hotline.said import said_from
from hotline.seat_presence import SeatPresence
from hotline.seats_away import SeatsAway
from hotline.services import agi_health
from hotline.settings import Clock, RunFolder
from hotline.site import Site
from hotline.site_rules import rules_of
from hotline.site_views import SeatPhones, fields_of, ticket_offices, web_site
from hotline.telephony import AgiWatch, Telephony
from hotline.unfinished_calls import UnfinishedCalls
from hotline.webhook_post import post_webhook
from recordings.archive import Archive
from recordings.sweep import Intake
from store import housekeeping
from store.engine import Database
from store.facts import CallFact
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
from web.retention import Retention
from web.seat_desk import SeatDesk
from web.seat_rules import SeatTimes
from web.store_desk import StoreCalls, StoreTickets, StoreUsers
from web.store_recordings import StoreRecordings
from web.unseen_rings import UnseenRings


class Desk:
    """Everything of the desk role, built and wired; nothing runs yet."""

    def __init__(self, site: Site, run: RunFolder, database: Database, desktop: Path | None) -> None:
        self.addresses = run.read_addresses()
        self._site, self._run, self._database = site, run, database
        self._now = Clock(run.clock).now
        self._secrets, self._view, self._offices = run.secrets(), web_site(site), ticket_offices(site)
        self._wire_records()
        self._wire_telephony()
        self._wire_work()
        self._wire_web(desktop)

    async def _taking(self, session: AsyncSession, facts: Sequence[CallFact]) -> object:
        return await take_in(session, facts, offices=self._offices, now=self._now())

    def _heard(self, facts: Sequence[CallFact]) -> None:
        """From whoever tells of calls: Asterisk live, its files afterwards, or what gave a lost call its end."""
        self.facts.put(facts)
        self.desk.outgoing.heard(facts)

    def _wire_records(self) -> None:
        """What was told of calls, and what was heard of them, into the database and the archive."""
        run, database = self._run, self._database
        self.spool = SpoolIntake(database, run.spool, self._taking, now=self._now)
        self.archive = Archive(root=self._site.storage.archive(run.recordings), keys=database.keys)
        self.recordings = Intake(database=database, archive=self.archive, folder=run.recordings)
        self.facts = FactIntake(
            database,
            self._taking,
            refused=run.spool,
            spool_intake=self.spool,
            ended=self.recordings.soon,
        )
        self.ledger = Ledger(
            cel=run.telephony.log / "cel-custom" / "calls.csv",
            queue_log=run.telephony.log / "queue_log",
            seats=frozenset(self._view.seats),
            put=self._heard,
            now=self._now,
        )

    def _wire_telephony(self) -> None:
        """From Asterisk's events to the live board, the seats and the facts."""
        addresses, view = self.addresses, self._view
        manager = AmiAddress(host=addresses.bind, port=addresses.ami, username="hotline", secret=self._secrets.ami)
        self.client = AmiClient(manager, now=self._now)
        board = Board(view.seats, self._now())
        actions = Actions(self.client)
        self.desk = SeatDesk(
            board=board,
            actions=actions,
            site=view,
            times=SeatTimes(wrap_up_s=self._site.queue.wrap_up_s),
            now=self._now,
        )
        reader = FactReader(view.seats)
        self.telephony = Telephony(
            client=self.client,
            board=board,
            desk=self.desk,
            facts_of=reader.read,
            heard=self._heard,
            missed=self.ledger.soon,
        )
        self.unfinished = UnfinishedCalls(
            database=self._database, board=board, put=self._heard, missed=self.ledger.soon, now=self._now
        )
        self.presence = SeatPresence(database=self._database, board=board, now=self._now)
        self.away = SeatsAway(board=board, actions=actions, offices=tuple(view.plan.offices))
        self.deserted = DesertedQueues(
            board=board, actions=actions, offices=tuple(view.plan.offices), now=time.monotonic
        )
        self.agi = AgiWatch(lambda: agi_health(addresses.bind, addresses.agi))

    def _wire_work(self) -> None:
        """What is done for calls and tickets without anybody asking."""
        database = self._database
        self.rules = rules_of(self._site)
        self.scheduler = Scheduler(database, self.rules, now=self._now)
        self.repeats = RepeatWatch(database, self.rules, now=self._now)
        self.search = SearchIndexer(database)
        self.webhooks = WebhookSender(database, post_webhook, now=self._now)

    def _wire_web(self, desktop: Path | None) -> None:
        """The web server's ports on what was wired before."""
        run, database, addresses, now = self._run, self._database, self.addresses, self._now
        calls, users = StoreCalls(database, self._offices, now), StoreUsers(database, now)
        self.board = LiveBoard(
            desk=self.desk, site=self._view, calls=calls, users=users, now=now, agi_up=lambda: self.agi.up
        )
        self.unseen = UnseenRings(self.desk, calls)
        self.web = make_app(
            WebDeps(
                site=self._view,
                now=now,
                users=users,
                calls=calls,
                tickets=StoreTickets(database, now, fields_of(load_pack(self._site.regulations[0]))),
                casework=Casework(database, self.rules, self._offices, now),
                recordings=StoreRecordings(database, self.archive, now),
                retention=Retention(database, self.archive, self._site.storage.retention_days, now),
                phones=SeatPhones(addresses, self._secrets),
                desk=self.desk,
                board=self.board,
                attempts=Attempts(),
                health=self.health,
                said=said_from(run.prompts),
                desktop=desktop,
                phone_address=f"ws://{addresses.bind}:{addresses.http}/ws",
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
            "unseen rings": self.unseen.run(),
            "seat presence": self.presence.run(),
            "seats away": self.away.run(),
            "deserted queues": self.deserted.run(),
            "agi watch": self.agi.run(),
            "unfinished calls": self.unfinished.run(),
            "scheduler": self.scheduler.run(),
            "housekeeping": housekeeping.run(
                self._database, self._run.spool, self._now, seats=timedelta(days=self._site.storage.retention_days)
            ),
            "repeats": self.repeats.run(),
            "search index": self.search.run(),
            "webhooks": self.webhooks.run(),
        }

    def health(self) -> Mapping[str, Any]:
        """Figures for /metrics and `hotline status`."""
        return {**link_figures(self.client.health()), "agi_up": int(self.agi.up)}

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """The web server, and the socket that tells this machine's owner how the desk is."""
        runner = web.AppRunner(self.web, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.addresses.bind, self.addresses.web).start()
            async with telling(self._run.desk_socket, self.health):
                yield
        finally:
            await runner.cleanup()


def link_figures(link: AmiHealth) -> Mapping[str, Any]:
    """The desk's link to Asterisk's manager."""
    return {"ami_up": int(link.up), "ami_why": link.why, "ami_events": link.events, "ami_missed": link.missed}
