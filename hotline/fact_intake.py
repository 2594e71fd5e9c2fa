"""Takes call facts into the database in groups, and never loses one: what the database refuses goes to the spool.

Facts from AMI come in here; facts of the flows and the fallback come as files, which `SpoolIntake` follows. What facts
mean for calls and tickets is `ticketing.intake`.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from store import spool
from store.engine import Database
from store.facts import CallFact, FactKind

log = structlog.get_logger()

TakeIn = Callable[[AsyncSession, Sequence[CallFact]], Awaitable[object]]
GROUP = 500
"""Most facts in one transaction."""
GATHER_S = 1.0
"""How long facts gather before they are committed as one group. What a seat needs at once, the screen pop takes in
itself; what is lost with the process, the ledger finds in Asterisk's own logs."""
WRITE_LIMIT_S = 15.0
FOLLOW_EVERY_S = 1.0
"""How often the spool's sizes are asked for."""
REST_S = 15.0
"""How long after a look what has grown there waits for facts of the same calls from AMI, to share their transaction:
whatever more than prompts happens to a call brings some, and those before a queue take eleven seconds. It lies safely
on disk, and who must know earlier, reads it there (`store.spool_tail`)."""
SHARE_S = 1.5
"""How long after it has grown at least, so that what AMI tells of a call's begin finds it: longer than `GATHER_S`."""
LOOK_ANYWAY_S = 30.0
"""A writer that has died changes no size, and its file is to go to done/."""


class SpoolIntake:
    """Follows the spool's files; a look that fails is told and tried again."""

    def __init__(self, database: Database, folder: Path, take_in: TakeIn, *, now: Callable[[], datetime]) -> None:
        self._database = database
        self._folder = folder
        self._take_in = take_in
        self._now = now
        self._seen: dict[str, int] = {}
        self._taken: dict[str, int] = {}
        self._looked = -math.inf
        self._grown_at: float | None = None
        """When it was noticed that there is more than the last look saw."""
        self._turn = asyncio.Lock()

    async def run(self) -> None:
        """Until cancelled. Looks when a file grew, and now and then anyway: a writer's death changes no size."""
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            if self._grown_at is None and self._sizes() != self._seen:
                self._grown_at = now
            rested = now - self._looked
            grown = self._grown_at is not None and now - self._grown_at >= SHARE_S
            if rested > LOOK_ANYWAY_S or (rested >= REST_S and grown):
                await self.look()
            await asyncio.sleep(FOLLOW_EVERY_S)

    async def look(self, beside: Sequence[CallFact] = ()) -> bool:
        """Take in what is there now, and the facts `beside` with it; whether those were taken in too."""
        async with self._turn:
            self._looked = asyncio.get_running_loop().time()
            self._grown_at = None
            sizes = self._sizes()
            if beside and sizes == self._seen:
                return False
            self._seen = sizes
            try:
                swept = await spool.sweep(
                    self._database, self._folder, self._take_in, now=self._now(), beside=beside, taken=self._taken
                )
            except (SQLAlchemyError, OSError) as error:
                self._seen, self._taken = {}, {}
                log.error("the spool waits", action="spool-failed", why=type(error).__name__)
                return False
            return swept.beside

    def _sizes(self) -> dict[str, int]:
        """Of the files that are there: cheap, so it can be asked often."""
        sizes = {}
        for entry in os.scandir(self._folder):
            with contextlib.suppress(FileNotFoundError):  # moved to done/ meanwhile
                if entry.name.endswith(".jsonl"):
                    sizes[entry.name] = entry.stat().st_size
        return sizes


class FactIntake:
    """`put` never waits; `run` commits what came in, as one group, while the next one gathers."""

    def __init__(
        self,
        database: Database,
        take_in: TakeIn,
        *,
        refused: Path,
        spool_intake: SpoolIntake | None = None,
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        """`refused` is the spool folder: a group that cannot be committed is kept there and tried again.

        `spool_intake`: whoever follows that folder; what is new there shares the group's transaction. `ended` is called
        after a commit that gave a call its end.
        """
        self._database = database
        self._take_in = take_in
        self._refused = refused
        self._spool = spool_intake
        self._ended = ended
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
            async with asyncio.timeout(WRITE_LIMIT_S):
                if self._spool is None or not await self._spool.look(group):
                    async with self._database.write() as session:
                        await self._take_in(session, group)
        except (SQLAlchemyError, TimeoutError, OSError) as error:
            log.error("facts kept on disk", action="facts-refused", count=len(group), why=type(error).__name__)
            self._keep(group)
        else:
            if any(fact.kind is FactKind.ENDED for fact in group):
                self._ended()

    def _keep(self, facts: Sequence[CallFact]) -> None:
        """In a file whose name has no process id: finished, free to be taken in by the next look."""
        if not facts:
            return
        self._refused.mkdir(parents=True, exist_ok=True)
        name = f"refused-{os.getpid()}-{facts[0].id}"
        draft = self._refused / f".{name}"
        draft.write_text("".join(fact.to_json() + "\n" for fact in facts), encoding="utf-8")
        draft.replace(self._refused / f"{name}.jsonl")
