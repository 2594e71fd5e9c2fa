"""What the hotline has on record of a call, read as an auditor would: from its database and its archive."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.settings import RunFolder
from recordings import flac, listening
from recordings.archive import Archive
from recordings.record import RecordingRecord
from store.calls import CallFilter, CallRecord, get_call, list_calls, timeline
from store.engine import Database
from store.facts import CallFact, FactKind
from store.keys import Keys
from store.spool_tail import SpoolTail
from tests.end_to_end.stack import until_async
from ticketing.reading import get_ticket, tickets_of_calls
from ticketing.record import TicketRecord

RATE = 8000


@dataclass(frozen=True, slots=True)
class Record:
    """Reads of one running hotline."""

    database: Database
    archive: Archive
    spool: SpoolTail
    written: list[CallFact] = field(default_factory=list)
    """What flows told so far."""

    async def call_of(self, caller: str | None, since: datetime | None = None) -> CallRecord | None:
        """The newest call of this number (None: of anybody)."""
        async with self.database.read() as session:
            page = await list_calls(session, CallFilter(number=caller, since=since), limit=1)
        return page.items[0] if page.items else None

    async def calls(self) -> list[CallRecord]:
        """All calls."""
        async with self.database.read() as session:
            return list((await list_calls(session, CallFilter(), limit=200)).items)

    async def facts(self, call_id: str) -> tuple[CallFact, ...]:
        async with self.database.read() as session:
            return await timeline(session, call_id)

    async def ticket_of(self, call_id: str) -> TicketRecord | None:
        async with self.database.read() as session:
            numbers = (await tickets_of_calls(session, [call_id])).get(call_id, ())
            return await get_ticket(session, numbers[0]) if numbers else None

    async def recordings_of(self, call_id: str) -> tuple[RecordingRecord, ...]:
        async with self.database.read() as session:
            return await listening.recordings_of_calls(session, (call_id,))

    def samples(self, record: RecordingRecord) -> NDArray[np.float64]:
        """Frames by channels, -1 to 1; left the caller, right the seat."""
        with listening.open_audio(self.archive, record) as audio:
            raw: NDArray[np.float64] = np.asarray(flac.decode(audio.read()), dtype=np.float64) / 32768
        return raw

    # -- waiting ------------------------------------------------------------------------------------------------

    async def when(self, look: Callable[[], Awaitable[Any]], what: str, limit_s: float = 20.0) -> Any:
        """The first true answer."""
        return await until_async(look, limit_s, what)

    async def end_of(self, call_id: str, limit_s: float = 20.0) -> CallRecord:
        """This call once it has ended."""

        async def look() -> CallRecord | None:
            async with self.database.read() as session:
                call = await get_call(session, call_id)
            return call if call is not None and call.ended_at is not None else None

        found: CallRecord = await until_async(look, limit_s, f"the end of {call_id}")
        return found

    async def fact_of(self, call_id: str, kind: FactKind, limit_s: float = 30.0) -> CallFact:
        """The first fact of this kind of this call."""

        async def look() -> CallFact | None:
            return next((fact for fact in await self.facts(call_id) if fact.kind is kind), None)

        found: CallFact = await until_async(look, limit_s, f"{kind} of {call_id}")
        return found

    async def ended(self, caller: str | None, limit_s: float = 20.0) -> CallRecord:
        """The newest call of this number once it has ended."""

        async def look() -> CallRecord | None:
            call = await self.call_of(caller)
            return call if call is not None and call.ended_at is not None else None

        found: CallRecord = await until_async(look, limit_s, f"the end of the call of {caller}")
        return found

    async def recording(self, call_id: str, limit_s: float = 20.0) -> RecordingRecord:
        """The call's recording once it is in the archive."""

        async def look() -> RecordingRecord | None:
            return next((one for one in await self.recordings_of(call_id) if one.path), None)

        found: RecordingRecord = await until_async(look, limit_s, f"the recording of {call_id}")
        return found

    async def fact(self, caller: str | None, kind: FactKind, limit_s: float = 30.0, **wanted: Any) -> CallFact:
        """The first fact of this kind (and data) of the newest call of this number, once it is there."""

        async def look() -> CallFact | None:
            call = await self.call_of(caller)
            for fact in await self.facts(call.id) if call else ():
                if _is(fact, kind, wanted):
                    return fact
            return None

        found: CallFact = await until_async(look, limit_s, f"{kind} {wanted} of {caller}")
        return found

    async def told(self, caller: str | None, kind: FactKind, limit_s: float = 30.0, **wanted: Any) -> None:
        """Until there is such a fact of the newest call of this number, also where its flow has just written it: a cue
        for what the caller does next, who cannot wait until the database has it."""

        async def look() -> bool:
            self.written.extend(self.spool.new())
            call = await self.call_of(caller)
            facts = (*await self.facts(call.id), *self.written) if call else ()
            return any(fact.call_id == call.id and _is(fact, kind, wanted) for fact in facts if call)

        await until_async(look, limit_s, f"{kind} {wanted} of {caller} to be told")

    async def heard(self, caller: str | None, prompt: str, limit_s: float = 30.0) -> None:
        """Until this was played to them."""
        await self.told(caller, FactKind.PROMPT_PLAYED, limit_s, prompt=prompt)


def _is(fact: CallFact, kind: FactKind, wanted: Mapping[str, Any]) -> bool:
    return fact.kind is kind and all(fact.data.get(key) == value for key, value in wanted.items())


@asynccontextmanager
async def open_record(run: RunFolder) -> AsyncIterator[Record]:
    """The record of the hotline that runs in this folder."""
    keys = Keys.load(run.keys / "keys.json")
    database = Database(run.database_url, keys)
    try:
        yield Record(database, Archive(root=run.recordings / "archive", keys=keys), SpoolTail(run.spool))
    finally:
        await database.close()


def prompts(facts: Sequence[CallFact]) -> list[str]:
    """Ids of the prompts that were played, in order."""
    return [fact.data["prompt"] for fact in facts if fact.kind is FactKind.PROMPT_PLAYED]


def tone_level(samples: NDArray[np.float64], pitch: float) -> float:
    """How much of the channel's energy stands at this pitch (Hz) in its loudest second: 0 to 1."""
    best = 0.0
    for start in range(0, max(1, len(samples) - RATE), RATE // 4):
        block = samples[start : start + RATE]
        energy = float(np.sum(block**2))
        if energy < 1e-3:
            continue
        phase = 2 * math.pi * pitch * np.arange(len(block)) / RATE
        found = (float(block @ np.cos(phase)) ** 2 + float(block @ np.sin(phase)) ** 2) * 2 / len(block)
        best = max(best, found / energy)
    return best
