"""The web's port to the archive of recordings. Reading the disk happens in threads."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from recordings import listening
from recordings.archive import Archive
from recordings.errors import RecordingNotFound
from recordings.listening import RecordingFilter
from store.engine import Database
from store.paging import Page
from web.ports import Audio, Shape

ONE_LISTENING = timedelta(minutes=10)
"""Players ask for a recording in many ranges: within this time they are one listening in the audit log."""
MOST_REMEMBERED = 1_000


class StoreRecordings:
    """`web.ports.Recordings`."""

    def __init__(self, database: Database, archive: Archive, now: Callable[[], datetime]) -> None:
        self._database = database
        self._archive = archive
        self._now = now
        self._noted: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    async def page(
        self,
        *,
        offices: Sequence[str] | None,
        since: datetime | None,
        until: datetime | None,
        q: str | None,
        cursor: str | None,
    ) -> Page[Shape]:
        which = RecordingFilter(offices=None if offices is None else tuple(offices), since=since, until=until, q=q)
        async with self._database.read() as session:
            page = await listening.list_recordings(session, which, cursor=cursor)
        return Page([listening.recording_shape(record) for record in page.items], page.next)

    async def get(self, recording: str) -> Shape | None:
        try:
            async with self._database.read() as session:
                return listening.recording_shape(await listening.get_recording(session, recording))
        except RecordingNotFound:
            return None

    async def of_calls(self, calls: Sequence[str]) -> Sequence[Shape]:
        async with self._database.read() as session:
            found = await listening.recordings_of_calls(session, tuple(calls))
        return [listening.recording_shape(record) for record in found]

    async def audio(self, recording: str, *, listener: str) -> Audio | None:
        now = self._now()
        try:
            async with self._database.read() as session:
                record = await listening.get_recording(session, recording)
            audio = await asyncio.to_thread(listening.open_audio, self._archive, record)
        except RecordingNotFound:
            return None
        noted = self._noted.get((listener, recording))
        if noted is None or now - noted > ONE_LISTENING:
            async with self._database.write() as session:
                await listening.note_listening(session, record, actor=listener, now=now)
            self._noted[listener, recording] = now
            if len(self._noted) > MOST_REMEMBERED:
                self._noted.popitem(last=False)
        return audio

    async def peaks(self, recording: str) -> Shape | None:
        try:
            async with self._database.read() as session:
                record = await listening.get_recording(session, recording)
            return await asyncio.to_thread(listening.peaks, self._archive, record)
        except RecordingNotFound:
            return None
