"""One recording from Asterisk's file into the archive: read, encode, seal, verify, commit, and only then remove.

Idempotent by the audio itself: whatever step a crash fell on, doing it again ends with one recording and no original.
The original is removed last, after the archived copy was read back and decoded to the same samples.
"""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recordings import chain, flac, pcm
from recordings.archive import Archive
from recordings.errors import ArchiveDamaged, RecordingError
from recordings.names import Form, Kind, recording_id
from recordings.record import State
from recordings.story import Story, story_of
from store.calls import ensure_call
from store.engine import Database
from store.tables.recording import Recording
from workdays.zone import SHANGHAI

SLACK_S = 2.0
"""Asterisk's buffers: a recording this much shorter than the talk is still whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files of one recording on disk."""

    call_id: str
    kind: Kind
    files: Mapping[Form, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    id: str
    part: int
    state: State
    started_at: datetime
    path: str | None
    sha256: str | None
    pcm_sha256: str | None


async def ingest(database: Database, archive: Archive, source: Source, *, now: datetime) -> str | None:
    """Take one recording in; its id, or None when the files held no sound or another worker has them.

    DiskFull and ArchiveDamaged leave the originals where they are. NotAudio: see `quarantine` in `recordings.sweep`.
    """
    handles = await asyncio.to_thread(_lock, source)
    if handles is None:
        return None
    try:
        return await _ingest_locked(database, archive, source, now=now)
    finally:
        for handle in handles:
            os.close(handle)


async def _ingest_locked(database: Database, archive: Archive, source: Source, *, now: datetime) -> str | None:
    taken = await asyncio.to_thread(pcm.take, source.files)
    archive.after("read")
    async with database.read() as session:
        story = await story_of(session, source.call_id, source.kind)
        known = await _known(session, source)
    if not len(taken.samples):
        await asyncio.to_thread(_remove, taken, archive)
        return None
    digest = await asyncio.to_thread(lambda: taken.digest)
    same = next((row for row in known if row.pcm_sha256 == digest), None)
    if same is None and await asyncio.to_thread(_is_left_half, archive, source, taken, known):
        same = known[0]
    elif same is not None:
        await asyncio.to_thread(_restore_if_lost, archive, same, taken)
    if same is not None:
        name = same.id
    else:
        name = await _archive_new(database, archive, source, taken, story, known, digest=digest, now=now)
    archive.after("committed")
    await asyncio.to_thread(_remove, taken, archive)
    return name


async def _archive_new(
    database: Database,
    archive: Archive,
    source: Source,
    taken: pcm.Taken,
    story: Story,
    known: tuple[_Known, ...],
    *,
    digest: str,
    now: datetime,
) -> str:
    part = max((row.part for row in known), default=-1) + 1
    name = recording_id(source.call_id, source.kind, part)
    started = story.started_at or now - timedelta(seconds=taken.seconds)
    values = await asyncio.to_thread(_values, source, taken, story, started)
    values |= {"id": name, "part": part, "pcm_sha256": digest}
    values |= await asyncio.to_thread(_write, archive, name, started, taken, digest)
    async with database.write() as session:
        await ensure_call(session, source.call_id, at=started)
        await chain.add(session, values, now=now)
    return name


def _values(source: Source, taken: pcm.Taken, story: Story, started: datetime) -> dict[str, Any]:
    flaws = list(taken.flaws)
    if story.expected_s is not None and taken.seconds < story.expected_s - max(SLACK_S, story.expected_s * 0.02):
        flaws.append(f"{taken.seconds:.1f} s of audio for {story.expected_s:.1f} s of talk")
    return {
        "kind": source.kind.value,
        "call_id": source.call_id,
        "state": (State.SALVAGED if flaws else State.READY).value,
        "started_at": started,
        "seconds": round(taken.seconds, 3),
        "expected_s": story.expected_s,
        "channels": taken.samples.shape[1],
        "levels": [asdict(level) for level in pcm.levels(taken.samples)],
        "note": "; ".join(flaws) or None,
    }


def _write(archive: Archive, name: str, started: datetime, taken: pcm.Taken, digest: str) -> dict[str, Any]:
    """Encode, seal, write, read back and decode: proven before anything is removed."""
    content = flac.encode(taken.samples)
    archive.after("encoded")
    sha256 = hashlib.sha256(content).hexdigest()
    path = archive.write(name, started.astimezone(SHANGHAI).date(), content)
    if flac.digest(flac.decode(archive.content(name, str(path), sha256=sha256))) != digest:
        raise ArchiveDamaged(f"{name}: the archived audio decodes to something else; the original stays")
    archive.after("verified")
    return {"path": str(path), "size": len(content), "sha256": sha256}


def _is_left_half(archive: Archive, source: Source, taken: pcm.Taken, known: tuple[_Known, ...]) -> bool:
    """Whether this is one of a pair of monos whose other half was removed already, when a crash fell in between."""
    if len(source.files) != 1 or Form.STEREO_RAW in source.files or Form.WAV in source.files or not known:
        return False
    row, side = known[0], 0 if Form.CALLER_SLN in source.files else 1
    if row.path is None or row.sha256 is None:
        return False
    archived = flac.decode(archive.content(row.id, row.path, sha256=row.sha256))[:, side]
    half = taken.samples[:, side]
    return len(half) <= len(archived) and bool(
        (archived[: len(half)] == half).all() and not archived[len(half) :].any()
    )


def _restore_if_lost(archive: Archive, row: _Known, taken: pcm.Taken) -> None:
    """A crash fell between the commit and the removal. Prove the archived file, or write it anew from the original."""
    if row.path is None or row.sha256 is None:
        raise ArchiveDamaged(f"{row.id}: has a hash but no file; the original stays")
    try:
        archive.content(row.id, row.path, sha256=row.sha256)
    except RecordingError:
        content = flac.encode(taken.samples)
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise
        archive.write(row.id, row.started_at.astimezone(SHANGHAI).date(), content)


def _remove(taken: pcm.Taken, archive: Archive) -> None:
    """Remove the originals, except one that grew since it was read: the next sweep takes that as a further part."""
    for path, size in taken.sizes.items():
        if path.stat().st_size == size:
            path.unlink()
            archive.after("removed")


async def _known(session: AsyncSession, source: Source) -> tuple[_Known, ...]:
    query = select(Recording).where(Recording.call_id == source.call_id, Recording.kind == source.kind.value)
    query = query.order_by(Recording.part)
    return tuple(
        _Known(
            id=row.id,
            part=row.part,
            state=State(row.state),
            started_at=row.started_at,
            path=row.path,
            sha256=row.sha256,
            pcm_sha256=row.pcm_sha256,
        )
        for row in await session.scalars(query)
    )


def _lock(source: Source) -> list[int] | None:
    """Lock the files against other workers; a crash frees them. None: another has them, or has finished."""
    handles: list[int] = []
    try:
        for path in source.files.values():
            handles.append(os.open(path, os.O_RDONLY))
            fcntl.flock(handles[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(handles[-1]), path.stat()):
                raise FileNotFoundError(path)
    except (BlockingIOError, FileNotFoundError):
        for handle in handles:
            os.close(handle)
        return None
    return handles
