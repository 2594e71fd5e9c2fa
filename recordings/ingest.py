"""Recordings from Asterisk's files into the archive: read, encode, seal, verify, commit, and only then remove.

Idempotent by the audio itself: whatever step a crash fell on, doing it again ends with one recording and no original.
The original is removed last, after the archived copy was read back and decoded to the same samples.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from recordings import chain, flac, pcm
from recordings.archive import Archive
from recordings.errors import ArchiveDamaged, DiskTrouble, RecordingError
from recordings.names import Form, Kind, recording_id
from recordings.record import State
from recordings.story import Story, stories_of
from store.calls import ensure_calls
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
    started_at: datetime
    path: str | None
    sha256: str | None
    pcm_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a source. Taken in: `recording`. Not: `error`, or `waiting` (its call goes on). Neither: the files
    held no sound, or another worker has them."""

    source: Source
    recording: str | None = None
    error: RecordingError | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A recording that lies in the archive, proven. `values` None: it is in the database, or has no sound."""

    source: Source
    recording: str | None
    values: Mapping[str, Any] | None
    sizes: Mapping[Path, int]


Complete = Callable[[Source, Story], bool]
"""Whether a source will not grow any more, by what the store knows of its call."""


async def ingest_group(
    database: Database, archive: Archive, sources: Sequence[Source], *, complete: Complete, now: datetime
) -> list[Outcome]:
    """Take recordings in, the complete ones among these, with one transaction for all. One's trouble is its own.

    DiskFull, DiskTrouble and ArchiveDamaged leave the originals where they are. NotAudio: see `recordings.sweep`.
    """
    with contextlib.ExitStack() as locks:
        locked = await asyncio.to_thread(lambda: [_locked(source, locks) for source in sources])
        mine = [source for source, got in zip(sources, locked, strict=True) if got is True]
        troubles = [
            Outcome(source=source, error=got)
            for source, got in zip(sources, locked, strict=True)
            if isinstance(got, RecordingError)
        ]
        return [*troubles, *await _ingest_locked(database, archive, mine, complete, now)]


async def _ingest_locked(
    database: Database, archive: Archive, sources: Sequence[Source], complete: Complete, now: datetime
) -> list[Outcome]:
    if not sources:
        return []
    async with database.peek() as session:
        stories = await stories_of(session, [(source.call_id, source.kind) for source in sources])
        known = await _known(session, sources)
    ready = [source for source in sources if complete(source, stories[source.call_id, source.kind])]
    waiting = [Outcome(source=source, waiting=True) for source in sources if source not in ready]
    if not ready:
        return waiting
    prepared, troubles = await asyncio.to_thread(_prepare_all, archive, ready, stories, known, now)
    await _commit(database, [one.values for one in prepared if one.values is not None], now)
    if prepared:
        await asyncio.to_thread(_finish, archive, prepared)
    return [*waiting, *troubles, *(Outcome(source=one.source, recording=one.recording) for one in prepared)]


def _prepare_all(
    archive: Archive,
    sources: Sequence[Source],
    stories: Mapping[tuple[str, Kind], Story],
    known: dict[tuple[str, Kind], tuple[_Known, ...]],
    now: datetime,
) -> tuple[list[_Prepared], list[Outcome]]:
    """One after the other, and what became of those that could not be. `known` learns of each."""
    prepared, troubles = [], []
    for source in sources:
        which = (source.call_id, source.kind)
        try:
            one = _prepare(archive, source, stories[which], known.get(which, ()), now)
        except RecordingError as error:
            troubles.append(Outcome(source=source, error=error))
        except OSError as error:
            troubles.append(Outcome(source=source, error=_trouble(source, error)))
        else:
            prepared.append(one)
            known[which] = (*known.get(which, ()), *_newly_known(one))
    return prepared, troubles


async def _commit(database: Database, new: Sequence[Mapping[str, Any]], now: datetime) -> None:
    if not new:
        return
    async with database.write() as session:
        await ensure_calls(session, {values["call_id"]: values["started_at"] for values in new})
        await chain.add_all(session, new, now=now)


def _finish(archive: Archive, prepared: Sequence[_Prepared]) -> None:
    archive.after("committed")
    for one in prepared:
        _remove(one.sizes, archive)


def _prepare(archive: Archive, source: Source, story: Story, known: Sequence[_Known], now: datetime) -> _Prepared:
    """Read, encode, seal, write and prove one recording, or find out that it is here already."""
    taken = pcm.take(source.files)
    archive.after("read")
    if not len(taken.samples):
        return _Prepared(source=source, recording=None, values=None, sizes=taken.sizes)
    digest = taken.digest
    same = next((row for row in known if row.pcm_sha256 == digest), None)
    if same is None and _is_left_half(archive, source, taken, known):
        same = known[0]
    elif same is not None:
        _restore_if_lost(archive, same, taken)
    if same is not None:
        return _Prepared(source=source, recording=same.id, values=None, sizes=taken.sizes)
    part = max((row.part for row in known), default=-1) + 1
    name = recording_id(source.call_id, source.kind, part)
    started = story.started_at or now - timedelta(seconds=taken.seconds)
    values = _values(source, taken, story, started) | {"id": name, "part": part, "pcm_sha256": digest}
    values |= _write(archive, name, started, taken)
    return _Prepared(source=source, recording=name, values=values, sizes=taken.sizes)


def _newly_known(one: _Prepared) -> tuple[_Known, ...]:
    """What a further source of the same call must know of this one, before it is committed."""
    if one.values is None:
        return ()
    return (_Known(**{field.name: one.values[field.name] for field in fields(_Known)}),)


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


def _write(archive: Archive, name: str, started: datetime, taken: pcm.Taken) -> dict[str, Any]:
    """Encode, seal, write, read back and decode: proven before anything is removed."""
    content = flac.encode(taken.samples)
    archive.after("encoded")
    sha256 = hashlib.sha256(content).hexdigest()
    path = archive.write(name, started.astimezone(SHANGHAI).date(), content)
    if not flac.holds(archive.content(name, str(path), sha256=sha256), taken.samples):
        raise ArchiveDamaged(f"{name}: the archived audio decodes to something else; the original stays")
    archive.after("verified")
    return {"path": str(path), "size": len(content), "sha256": sha256}


def _is_left_half(archive: Archive, source: Source, taken: pcm.Taken, known: Sequence[_Known]) -> bool:
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


def _remove(sizes: Mapping[Path, int], archive: Archive) -> None:
    """Remove the originals, except one that grew since it was read: the next sweep takes that as a further part."""
    for path, size in sizes.items():
        if path.stat().st_size == size:
            path.unlink()
            archive.after("removed")


async def _known(session: AsyncSession, sources: Sequence[Source]) -> dict[tuple[str, Kind], tuple[_Known, ...]]:
    """What the database has of these calls, by part."""
    query = select(Recording).where(Recording.call_id.in_({source.call_id for source in sources}))
    found: dict[tuple[str, Kind], tuple[_Known, ...]] = {}
    for row in await session.scalars(query.order_by(Recording.call_id, Recording.kind, Recording.part)):
        which = (row.call_id, Kind(row.kind))
        values = {field.name: getattr(row, field.name) for field in fields(_Known)}
        found[which] = (*found.get(which, ()), _Known(**values))
    return found


def _locked(source: Source, locks: contextlib.ExitStack) -> bool | RecordingError:
    """Lock the files against other workers until `locks` ends; a crash frees them. False: another has or had them."""
    try:
        for path in source.files.values():
            handle = os.open(path, os.O_RDONLY)
            locks.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(handle), path.stat()):
                return False
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError as error:
        return _trouble(source, error)
    return True


def _trouble(source: Source, error: OSError) -> RecordingError:
    names = ", ".join(path.name for path in source.files.values())
    return DiskTrouble(
        f"{names}: {error.strerror or error}; look at the disk and the file's owner. It stays and is tried again"
    )
