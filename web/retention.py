"""What the API does about recordings past their retention, on the database. Rules stand in `recordings`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from recordings import destruction, holds
from recordings.archive import Archive
from recordings.destruction import DestructionList
from recordings.listening import get_recording
from recordings.retention import Old, expired
from store.engine import Database
from ticketing.shapes import when


class Retention:
    """Built once by the composition root, with the days that the site file states."""

    def __init__(self, database: Database, archive: Archive, days: int, now: Callable[[], datetime]) -> None:
        self._database = database
        self._archive = archive
        self.days = days
        self._now = now

    async def expired(self, offices: Sequence[str] | None) -> tuple[Old, ...]:
        """Recordings past their retention."""
        async with self._database.read() as session:
            return await expired(session, retention_days=self.days, now=self._now(), offices=offices)

    async def lists(self) -> tuple[DestructionList, ...]:
        """Every list."""
        return await destruction.lists(self._database)

    async def one(self, key: str) -> DestructionList:
        """One list. DestructionNotFound."""
        return await destruction.read_list(self._database, key)

    async def propose(self, by: str, offices: Sequence[str] | None) -> DestructionList:
        """A new list. DestructionRefused."""
        return await destruction.propose(
            self._database, retention_days=self.days, by=by, now=self._now(), offices=offices
        )

    async def approve(self, key: str, *, hash: str, by: str) -> DestructionList:
        """Approve a list, and destroy what stands on it. DestructionRefused."""
        await destruction.approve(self._database, key, hash=hash, by=by, now=self._now())
        return await self.carry_out(key, by=by)

    async def carry_out(self, key: str, *, by: str) -> DestructionList:
        """Go on where an approved list stopped. DestructionRefused."""
        return await destruction.carry_out(self._database, self._archive, key, by=by, now=self._now())

    async def hold(self, recording: str, *, reason: str, by: str, lift: bool) -> None:
        """Keep a recording, or let it go again. RecordingNotFound, HoldRefused."""
        async with self._database.write() as session:
            await get_recording(session, recording)
            do = holds.lift if lift else holds.place
            await do(session, recording, reason=reason, by=by, now=self._now())


def old_shape(old: Old) -> dict[str, Any]:
    """A recording past its retention."""
    return {
        "id": old.id,
        "office": old.office,
        "kind": old.kind,
        "started_at": when(old.started_at),
        "seconds": old.seconds,
        "tickets": list(old.tickets),
        "kept": [reason.value for reason in old.kept],
        "listed": old.listed,
    }


def list_shape(one: DestructionList, names: Mapping[str, str]) -> dict[str, Any]:
    """A list with what stands on it. `names`: sign-in -> the person's; who worked on the server's console has none."""
    return {
        "id": one.id,
        "hash": one.hash,
        "retention_days": one.retention_days,
        "before": when(one.before),
        "proposed_by": one.proposed_by,
        "proposed_by_name": names.get(one.proposed_by, one.proposed_by),
        "proposed_at": when(one.proposed_at),
        "approved_by": one.approved_by,
        "approved_by_name": names.get(one.approved_by, one.approved_by) if one.approved_by else None,
        "approved_at": when(one.approved_at),
        "items": [
            {
                "recording": item.recording,
                "office": item.office,
                "started_at": when(item.started_at),
                "seconds": item.seconds,
                "destroyed_at": when(item.destroyed_at),
                "kept": [reason.value for reason in item.kept],
            }
            for item in one.items
        ],
    }
