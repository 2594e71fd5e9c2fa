"""Group commit: what many want to write at the same time shares one transaction and one wait for the disk.

    ticket = await database.grouped(lambda session: move(session, number, …))

Each unit of work runs in a savepoint of its own, in the order in which it was asked for, and is answered after the
commit, never before. A unit that fails is undone and answered with its error; its neighbours do not notice. No unit
lives in the task of whoever asked: a caller who goes away tears no connection from under the others.

A `Joint` does the same work for many at once: items that wait side by side for one joint are handed to it together.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from store.errors import WriterBusy
from store.late import Late

Answer = TypeVar("Answer")
Item = TypeVar("Item")

Unit = Callable[[AsyncSession], Awaitable[Answer]]
"""One unit of work. It may flush; it never commits, and waits for nothing but the database."""
Joint = Callable[[AsyncSession, Sequence[Item]], Awaitable[Sequence[Answer | Exception]]]
"""The same work for several items, in order: for each its answer, or the error that is this item's own."""

GROUP = 1024
"""Units that share a commit, at most."""
WAITING = 2048
"""Units that may wait; beyond that it is better to say so at once."""
UNIT_LIMIT_S = 5.0
"""One unit takes no longer; its group would wait."""
ANSWER_LIMIT_S = 20.0
"""Nobody waits longer for an answer. What was not begun by then is not done."""


@dataclass(slots=True, eq=False)
class _Wish:
    joint: Joint[Any, Any]
    item: Any
    answer: asyncio.Future[Any]
    again: bool = field(default=False)
    """It was in a group that broke before its commit, by no fault of its own."""


class _GroupBroken(Exception):
    """The transaction itself is gone: the connection was lost, or the database rolled it back (disk full)."""

    def __init__(self, error: Exception) -> None:
        self.error = error


_STOPPED = "the hotline is shutting down; look whether this was written"
_LATE = "the database does not answer in time; look whether this was written"


class GroupWriter:
    """One a database and process. It works while there is something to do; `close` waits for that."""

    def __init__(
        self,
        write: Callable[[], AbstractAsyncContextManager[AsyncSession]],
        *,
        group: int = GROUP,
        waiting: int = WAITING,
        unit_limit_s: float = UNIT_LIMIT_S,
        answer_limit_s: float = ANSWER_LIMIT_S,
    ) -> None:
        """`write` opens a transaction that is committed at its end (`Database.write`)."""
        self._write = write
        self._group = group
        self._most = waiting
        self._unit_limit_s = unit_limit_s
        self._late = Late(answer_limit_s, lambda: WriterBusy(_LATE))
        self._wishes: deque[_Wish] = deque()
        self._working: asyncio.Task[None] | None = None

    async def do(self, unit: Unit[Answer]) -> Answer:
        """Run a unit in the next group; its answer once that is on disk. WriterBusy, and the unit's own errors.

        Who is cancelled or timed out while the unit runs does not know whether it was kept, as with any commit.
        """
        answer: Answer = await self.join(_each, unit)
        return answer

    async def join(self, joint: Joint[Item, Answer], item: Item) -> Answer:
        """The same for an item of a joint."""
        if len(self._wishes) >= self._most:
            raise WriterBusy(f"{len(self._wishes)} changes wait to be written; try again in a moment")
        wish = _Wish(joint, item, asyncio.get_running_loop().create_future())
        self._wishes.append(wish)
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        self._late.watch(wish.answer)
        answer: Answer = await wish.answer
        return answer

    async def close(self) -> None:
        """Wait until everything asked for is answered."""
        if self._working is not None:
            await asyncio.wait([self._working])

    async def _work(self) -> None:
        try:
            while self._wishes:
                await self._one_group([self._wishes.popleft() for _ in range(min(self._group, len(self._wishes)))])
                self._late.forget_answered()
        finally:
            self._working = None
            for wish in self._wishes:  # only when this task itself was ended
                _answer(wish, WriterBusy("the hotline is shutting down; nothing was written"))
            self._wishes.clear()
            self._late.forget_answered()

    async def _one_group(self, group: Sequence[_Wish]) -> None:
        """One transaction. Its answers go out after the commit; when that fails, nothing of it was kept."""
        if len(group) == 1:
            await self._alone(group[0])
            return
        answers: dict[_Wish, Any] = {}
        broken: _GroupBroken | None = None
        try:
            async with self._write() as session:
                try:
                    await self._run(session, group, answers)
                except _GroupBroken as error:
                    broken = error
                    raise
        except (_GroupBroken, SQLAlchemyError, OSError, TimeoutError) as error:
            if broken is not None:
                self._after_break(group, answers, broken.error)
                return
            answers = {wish: _own_error(answers.get(wish)) or error for wish in group}
        except asyncio.CancelledError:
            for wish in group:
                _answer(wish, WriterBusy(_STOPPED))
            raise
        for wish, answer in answers.items():
            _answer(wish, answer)

    async def _alone(self, wish: _Wish) -> None:
        """The same for one that shares with nobody: the transaction itself is what is undone, without a savepoint."""
        if wish.answer.done():
            return
        try:
            async with self._write() as session, asyncio.timeout(self._unit_limit_s):
                (answer,) = await wish.joint(session, [wish.item])
        except SQLAlchemyError as error:
            _answer(wish, _first(error))
        except Exception as error:
            _answer(wish, error)  # a unit may raise what it likes: it goes to whoever asked
        except asyncio.CancelledError:
            _answer(wish, WriterBusy(_STOPPED))
            raise
        else:
            _answer(wish, answer)

    def _after_break(self, group: Sequence[_Wish], answers: dict[_Wish, Any], error: Exception) -> None:
        """Whose unit failed has its error; the others were undone with it and get one more group, each by itself."""
        for wish in reversed(group):
            own = _own_error(answers.get(wish))
            if own is not None or wish.again:
                _answer(wish, own or error)
            else:
                wish.again = True
                self._wishes.appendleft(wish)

    async def _run(self, session: AsyncSession, group: Sequence[_Wish], answers: dict[_Wish, Any]) -> None:
        """Fill in the answers, in order; neighbours of one joint go through it together."""
        connection, keys = await session.connection(), session.info
        for joint, neighbours in groupby(group, key=lambda wish: wish.joint):
            wishes = [wish for wish in neighbours if not wish.answer.done()]  # else nobody waits for it any more
            if len(wishes) > 1 and joint is not _each and not any(wish.again for wish in wishes):
                together = await self._together(connection, keys, wishes)
                if together is not None:
                    answers.update(zip(wishes, together, strict=True))
                    continue
            for wish in wishes:
                try:
                    (answers[wish],) = await self._in_savepoint(connection, keys, [wish])
                except _GroupBroken as broken:
                    answers[wish] = broken.error
                    raise
                except Exception as error:
                    answers[wish] = error  # a unit may raise what it likes: it goes to whoever asked

    async def _together(
        self, connection: AsyncConnection, info: Mapping[Any, Any], wishes: Sequence[_Wish]
    ) -> Sequence[Any] | None:
        """Their answers, or None when it failed as a whole: then each by itself will tell whose fault it was."""
        try:
            return await self._in_savepoint(connection, info, wishes)
        except _GroupBroken:
            raise
        except Exception:
            return None

    async def _in_savepoint(
        self, connection: AsyncConnection, info: Mapping[Any, Any], wishes: Sequence[_Wish]
    ) -> Sequence[Any]:
        session = AsyncSession(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        session.info.update(info)
        try:
            async with asyncio.timeout(self._unit_limit_s), session, session.begin():
                return await wishes[0].joint(session, [wish.item for wish in wishes])
        except Exception as error:
            if _lost(connection):
                raise _GroupBroken(_first(error)) from error
            raise


async def _each(session: AsyncSession, units: Sequence[Unit[Any]]) -> Sequence[Any]:
    """The joint of units that have nothing in common; it is given one at a time."""
    return [await unit(session) for unit in units]


def _answer(wish: _Wish, answer: Any) -> None:
    if wish.answer.done():  # cancelled meanwhile
        return
    if isinstance(answer, Exception):
        wish.answer.set_exception(answer)
    else:
        wish.answer.set_result(answer)


def _own_error(answer: Any) -> Exception | None:
    return answer if isinstance(answer, Exception) else None


def _first(error: Exception) -> Exception:
    """What the database said first; undoing a unit in a transaction that is gone fails in its turn."""
    first, one = error, error.__context__
    while one is not None:
        if isinstance(one, SQLAlchemyError):
            first = one
        one = one.__context__
    return first


def _lost(connection: AsyncConnection) -> bool:
    """Whether the transaction that units share is there no more."""
    if connection.closed or connection.invalidated:
        return True
    driver = connection.sync_connection and connection.sync_connection.connection.driver_connection
    return bool(getattr(driver, "closed", False)) or not getattr(driver, "in_transaction", True)
