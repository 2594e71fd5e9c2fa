"""Takes call facts into the database in groups, and never loses one: what the database refuses goes to the spool.

Facts from AMI come in here; facts of the flows and the fallback come as files, which `SpoolIntake` follows. What facts
mean for calls and tickets is `ticketing.intake`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store import spool
from store.engine import Database
from store.facts import CallFact

log = structlog.get_logger()

TakeIn = Callable[[AsyncSession, Sequence[CallFact]], Awaitable[object]]
GROUP = 500
"""Most facts in one transaction."""
GATHER_S = 1.0
"""How long facts gather before they are committed as one group. What a seat needs at once, the screen pop takes in
itself; what is lost with the process, the ledger finds in Asterisk's own logs."""
WRITE_LIMIT_S = 15.0
FOLLOW_EVERY_S = 1.0
"""How often the spool is looked at: a greeting takes longer, so the reason is there before a seat rings."""
LOOK_ANYWAY_S = 5.0


class FactIntake:
    """`put` never waits; `run` commits what came in, as one group, while the next one gathers."""

    def __init__(self, database: Database, take_in: TakeIn, *, refused: Path) -> None:
        """`refused` is the spool folder: a group that cannot be committed is kept there and tried again."""
        self._database = database
        self._take_in = take_in
        self._refused = refused
        self._waiting: list[CallFact] = []
        self._came = asyncio.Event()

    def put(self, facts: Sequence[CallFact]) -> None:
        """Hand facts over."""
        if facts:
            self._waiting.extend(facts)
            self._came.set()

    async def run(self) -> None:
        """Until cancelled; then what still waits is written to the spool."""
        try:
            while True:
                await self._came.wait()
                await asyncio.sleep(GATHER_S)
                self._came.clear()
                while self._waiting:
                    group = self._waiting[:GROUP]
                    await self._commit(group)
                    del self._waiting[: len(group)]
        finally:
            self._keep(self._waiting)

    async def _commit(self, group: Sequence[CallFact]) -> None:
        try:
            async with asyncio.timeout(WRITE_LIMIT_S), self._database.write() as session:
                await self._take_in(session, group)
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            log.error("facts kept on disk", action="facts-refused", count=len(group), why=type(error).__name__)
            self._keep(group)

    def _keep(self, facts: Sequence[CallFact]) -> None:
        """In a file whose name has no process id: finished, free to be taken in by the next look."""
        if not facts:
            return
        self._refused.mkdir(parents=True, exist_ok=True)
        name = f"refused-{os.getpid()}-{facts[0].id}"
        draft = self._refused / f".{name}"
        draft.write_text("".join(fact.to_json() + "\n" for fact in facts))
        draft.replace(self._refused / f"{name}.jsonl")


class SpoolIntake:
    """Follows the spool's files; a look that fails is told and tried again."""

    def __init__(self, database: Database, folder: Path, take_in: TakeIn, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._folder = folder
        self._take_in = take_in
        self._now = now
        self._seen: dict[str, int] = {}

    async def run(self) -> None:
        """Until cancelled. Looks when a file grew, and now and then anyway: a writer's death changes no size."""
        looked = 0.0
        loop = asyncio.get_running_loop()
        while True:
            if self._grew() or loop.time() - looked > LOOK_ANYWAY_S:
                await self.look()
                looked = loop.time()
            await asyncio.sleep(FOLLOW_EVERY_S)

    async def look(self) -> None:
        """Take in what is there now."""
        try:
            await spool.sweep(self._database, self._folder, self._take_in, now=self._now())
        except (SQLAlchemyError, OSError) as error:
            self._seen.clear()
            log.error("the spool waits", action="spool-failed", why=type(error).__name__)
            await asyncio.sleep(1)

    def _grew(self) -> bool:
        """Whether a file has come, grown or gone: cheap, so it can be asked often."""
        sizes = {}
        for entry in os.scandir(self._folder):
            with contextlib.suppress(FileNotFoundError):  # moved to done/ meanwhile
                if entry.name.endswith(".jsonl"):
                    sizes[entry.name] = entry.stat().st_size
        changed = sizes != self._seen
        self._seen = sizes
        return changed
