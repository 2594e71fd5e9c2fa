"""Taking in the spool: files of call facts that a process wrote when it had no database (RUN/spool/*.jsonl).

One writer a file; a file whose writer is gone is moved to `done/` once all of it is in the database. Whole lines only:
a last line without its newline is left for the next look while its writer may live. A damaged line is copied to
`quarantine/` and the rest is taken. Facts are idempotent, so being killed between any two steps loses nothing.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

import orjson
import structlog
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from store import audit
from store.engine import Database
from store.facts import CallFact
from store.held import held_by
from store.tables.base import Base
from store.tables.spool import SpoolFile
from store.upsert import insert_missing

TakeIn = Callable[[AsyncSession, Sequence[CallFact]], Awaitable[object]]
"""What is done with facts inside the transaction: `store.calls.take_in`, or the intake of `ticketing`."""

_LOG = structlog.get_logger(__name__)
_BLOCK = 1 << 20
_LONGEST_LINE = 64 << 10
_FILE = Base.metadata.tables[SpoolFile.__tablename__]
_MOVED = (  # built once, as the other statements of a call
    update(_FILE)
    .where(_FILE.c.name == bindparam("file"), _FILE.c.taken_bytes == bindparam("start"))
    .values(taken_bytes=bindparam("end"), updated_at=bindparam("now"))
)
_OFFSETS = select(_FILE.c.name, _FILE.c.taken_bytes).where(_FILE.c.name.in_(bindparam("names", expanding=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What one look at the spool did."""

    files: int
    facts: int
    quarantined: int
    moved: int
    beside: bool
    """Whether the facts that were to go with the file's were taken in too."""


class _Entered(Enum):
    """How a chunk came into the database."""

    WHOLE = "with the facts beside it"
    IN_PARTS = "without them: the database refused something"
    BY_ANOTHER = "another process was quicker"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    facts: tuple[CallFact, ...]
    damaged: tuple[bytes, ...]
    start: int
    end: int
    at_end: bool
    """Nothing stands behind it yet, but perhaps the beginning of a line."""
    finished: bool
    """And nothing will."""


async def sweep(
    database: Database,
    folder: Path,
    take_in: TakeIn,
    *,
    now: datetime,
    beside: Sequence[CallFact] = (),
    taken: dict[str, int] | None = None,
) -> Swept:
    """Take in what is new in every spool file, in order of name; safe to run in several processes at once.

    `beside`: facts from elsewhere that may share the first transaction, which spares them one of their own. `taken`:
    how far the caller's last look came in each file, kept up to date here; it spares asking the database. Where
    another process came further meanwhile, that is found out.
    """
    taken = {} if taken is None else taken
    facts = damaged = moved = 0
    took_beside = False
    names = await asyncio.to_thread(lambda: sorted(path.name for path in folder.glob("*.jsonl")))
    for gone in taken.keys() - set(names):
        del taken[gone]
    taken |= await _offsets(database, [name for name in names if name not in taken])
    for name in names:
        path = folder / name
        while True:
            chunk = await asyncio.to_thread(_read_chunk, path, taken.get(name, 0))
            if chunk.start == chunk.end:
                break
            also = () if took_beside else beside
            chunk, entered = await _take_chunk(database, path, chunk, take_in, now, also)
            if entered is _Entered.BY_ANOTHER:
                taken |= {name: 0} | await _offsets(database, [name])
                continue
            took_beside |= entered is _Entered.WHOLE
            facts += len(chunk.facts)
            damaged += len(chunk.damaged)
            taken[name] = chunk.end
            if chunk.at_end:
                break
        if chunk.finished:
            moved += await asyncio.to_thread(_move_done, path)
    return Swept(files=len(names), facts=facts, quarantined=damaged, moved=moved, beside=took_beside)


async def _offsets(database: Database, names: Sequence[str]) -> dict[str, int]:
    if not names:
        return {}
    async with database.peek() as session:
        rows = await (await session.connection()).execute(_OFFSETS, {"names": names})
        return dict(rows.all())


async def _take_chunk(
    database: Database, path: Path, chunk: _Chunk, take_in: TakeIn, now: datetime, beside: Sequence[CallFact]
) -> tuple[_Chunk, _Entered]:
    """Enter what was read, unless another process did; the chunk with what the database refused set apart."""
    try:
        async with database.write() as session:
            if not await _claim(session, path.name, chunk, now):
                return chunk, _Entered.BY_ANOTHER
            if chunk.facts or beside:
                await take_in(session, (*beside, *chunk.facts))
            if chunk.damaged:
                await _note_damage(session, path, chunk, now)
    except (DataError, IntegrityError):  # of one fact at least: look which
        async with database.write() as session:
            if not await _claim(session, path.name, chunk, now):
                return chunk, _Entered.BY_ANOTHER
            refused = await _take_facts(session, chunk.facts, take_in)
            chunk = replace(chunk, facts=chunk.facts[len(refused) :], damaged=(*chunk.damaged, *refused))
            if chunk.damaged:
                await _note_damage(session, path, chunk, now)
        return chunk, _Entered.IN_PARTS
    return chunk, _Entered.WHOLE


async def _claim(session: AsyncSession, name: str, chunk: _Chunk, now: datetime) -> bool:
    """Move the file's offset over the chunk. False when it does not stand at the chunk's beginning any more."""
    connection = (await held_by(session)).connection
    values = {"name": name, "taken_bytes": chunk.end, "updated_at": now}
    moved = await connection.execute(_MOVED, {"file": name, "start": chunk.start, "end": chunk.end, "now": now})
    if moved.rowcount:
        return True
    if chunk.start:
        return False
    insert = insert_missing(session, _FILE)
    return bool((await connection.execute(insert, values, execution_options={"preserve_rowcount": True})).rowcount)


async def _take_facts(session: AsyncSession, facts: Sequence[CallFact], take_in: TakeIn) -> tuple[bytes, ...]:
    """Take facts in; the lines of those that the database refuses for what they hold. Others' trouble is raised."""
    try:
        async with session.begin_nested():
            await take_in(session, facts)
    except (DataError, IntegrityError) as error:
        if len(facts) == 1:
            _LOG.error("fact refused", action="spool.refused", call_id=facts[0].call_id, why=type(error).__name__)
            return (facts[0].to_json().encode(),)
    else:
        return ()
    half = len(facts) // 2
    return (*await _take_facts(session, facts[:half], take_in), *await _take_facts(session, facts[half:], take_in))


async def _note_damage(session: AsyncSession, path: Path, chunk: _Chunk, now: datetime) -> None:
    await asyncio.to_thread(_quarantine, path, chunk)
    await audit.append(
        session,
        at=now,
        actor=audit.SYSTEM,
        action="spool-line-quarantined",
        subject=f"spool:{path.name}",
        details={"lines": len(chunk.damaged), "from_byte": chunk.start},
    )


def _read_chunk(path: Path, start: int) -> _Chunk:
    writer_alive = _writer_lives(path)
    try:
        with path.open("rb") as file:
            file.seek(start)
            block = file.read(_BLOCK)
            at_end = not file.read(1)
    except FileNotFoundError:  # another process moved it to done/ meanwhile
        return _Chunk(facts=(), damaged=(), start=start, end=start, at_end=True, finished=False)
    whole = block.rfind(b"\n") + 1
    if (whole == 0 and (len(block) > _LONGEST_LINE or not writer_alive)) or (at_end and not writer_alive):
        whole = len(block)
    facts, damaged = parse(block[:whole])
    return _Chunk(
        facts=facts,
        damaged=damaged,
        start=start,
        end=start + whole,
        at_end=at_end,
        finished=at_end and not writer_alive,
    )


def parse(block: bytes) -> tuple[tuple[CallFact, ...], tuple[bytes, ...]]:
    """The facts of whole lines, and the lines that are none or that no database takes."""
    facts, damaged = [], []
    for line in block.split(b"\n"):
        if not line.strip():
            continue
        try:
            fact = CallFact.from_json(line.decode())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            damaged.append(line)
            continue
        if _fits(fact):
            facts.append(fact)
        else:
            damaged.append(line)
    return tuple(facts), tuple(damaged)


def _fits(fact: CallFact) -> bool:
    """Whether every database takes this fact: ids are short texts, data is an object, every text is whole Unicode and
    every whole number has 64 bits."""
    ids = (fact.id, fact.call_id)
    if not all(isinstance(name, str) and 0 < len(name) <= 64 and name.isprintable() for name in ids):
        return False
    if not isinstance(fact.data, dict):
        return False
    try:
        orjson.dumps(dict(fact.data))
    except TypeError:  # half of a surrogate pair, a number of many digits
        return False
    return True


def _quarantine(path: Path, chunk: _Chunk) -> None:
    folder = path.parent / "quarantine"
    folder.mkdir(exist_ok=True)
    draft = folder / f".{path.stem}-{chunk.start}.{os.getpid()}"
    with draft.open("wb") as file:
        file.write(b"\n".join(chunk.damaged) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / f"{path.stem}-{chunk.start}.jsonl")


def _move_done(path: Path) -> int:
    done = path.parent / "done"
    done.mkdir(exist_ok=True)
    try:
        path.replace(done / path.name)
    except FileNotFoundError:  # another process was quicker
        return 0
    return 1


def _writer_lives(path: Path) -> bool:
    """Whether the process that writes `<pid>-<start>.jsonl` still runs. A name without a pid counts as finished."""
    pid = path.name.partition("-")[0]
    if not pid.isdigit():
        return False
    return Path(f"/proc/{pid}").exists()
