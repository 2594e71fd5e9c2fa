"""Moves made together: judged like a move made alone, each answered for itself, on both databases."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from store import audit
from store.engine import Database
from store.errors import SealBroken
from store.tables.audit import AuditEntry
from store.tables.outbox import OutboxMessage
from store.tables.ticket import Ticket, TicketChange
from store.tables.ticket_time import TicketAgenda, TicketClock, TicketEvent
from tests.life.casework import House, rules
from ticketing.casework import together
from ticketing.casework.requests import RequestReused
from ticketing.casework.together import Made, Together, Wish
from ticketing.errors import IllegalMove, InvalidField, NoteWrong, TicketConflict, TicketNotFound
from ticketing.life.judge import BarredMove
from ticketing.reading import timeline
from ticketing.states import Actor, Move, State


def wish(house: House, number: str, version: int, step: Move, role: Actor = Actor.SUPERVISOR, **note: str) -> Wish:
    return Wish(number=number, version=version, move=step, role=role, actor="an", now=house.now, note=note)


async def make(house: House, wishes: Sequence[Wish]) -> list[Any]:
    """All at the same time, as many people would."""
    joint = Together(house.rules).moves
    return await asyncio.gather(*(house.database.joined(joint, one) for one in wishes), return_exceptions=True)


async def rows(database: Database, ticket: str) -> list[Any]:
    """What the ticket left in each table; sealed values opened, what names the ticket or a place left out."""
    async with database.read() as session:
        row = (await session.scalars(select(Ticket).where(Ticket.number == ticket))).one()
        steps = [(s.version, s.move, s.from_state, s.to_state, s.fields, s.after, s.role, s.actor)
                 for s in await timeline(session, ticket)]  # fmt: skip
        events = await session.scalars(
            select(TicketEvent).where(TicketEvent.ticket_id == row.id).order_by(TicketEvent.id)
        )
        clocks = await session.scalars(select(TicketClock).where(TicketClock.ticket_id == row.id))
        agenda = await session.get(TicketAgenda, row.id)
        entries = select(AuditEntry).where(AuditEntry.subject == f"ticket:{ticket}").order_by(AuditEntry.seq)
        news = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
        return [
            (row.state, row.version, row.updated_at, row.due_at, row.office),
            steps,
            [(e.at, e.kind, e.nature, e.clock, e.until, e.length_number, e.length_unit, e.basis) for e in events],
            sorted((c.clock, c.status, c.started, c.due, c.stopped, c.late, c.extensions) for c in clocks),
            agenda and (agenda.next_at, agenda.failures),
            [(e.at, e.actor, e.action, e.details) for e in await session.scalars(entries)],
            [{**n.payload, "number": ""} for n in news if n.payload.get("number") == ticket],
        ]


@pytest.fixture
def house(database: Database) -> House:
    return House(database=database, rules=rules("anhui-12385"))


LIFE = (
    Move.ACCEPT, Move.TRANSFER, Move.SIGN, Move.CONTACT, Move.ASK_EXTENSION, Move.GRANT_EXTENSION, Move.REPLY,
    Move.REDO, Move.REPLY, Move.CONCLUDE,
)  # fmt: skip
WORDS = '坡道已清理，说："每日\\巡查"\n{物业}, NULL'


@pytest.fixture(params=["a few", "a burst"])
def many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether two moves at once are a burst already; it is written in parts of three."""
    monkeypatch.setattr(together, "PART", 3)
    if request.param == "a burst":
        monkeypatch.setattr(together, "FEW", 1)
    return bool(request.param == "a burst")


async def alone(house: House, number: str) -> list[dict[str, str]]:
    """A life of moves made one by one; what was said with each."""
    for step in LIFE:
        text = {"text": WORDS} if step is Move.REPLY else {}
        await house.do(number, step, role=Actor.ADMIN, **text)
    async with house.database.read() as session:
        steps = (await timeline(session, number))[-len(LIFE) :]
    follows = {Move.GRANT_EXTENSION: {"clock"}}  # from what was asked for
    return [{name: text for name, text in s.after.items() if name not in follows.get(s.move, ())} for s in steps]


async def test_moves_made_together_leave_the_same_rows_as_moves_made_alone(house: House, many: bool) -> None:
    one, others = await house.ticket(), [await house.ticket() for _ in range(3)]
    version = await house.version(one)
    notes = await alone(house, one)
    wishes = [
        replace(wish(house, number, version + count, step, Actor.ADMIN, **note), actor="some-admin")
        for count, (step, note) in enumerate(zip(LIFE, notes, strict=True))
        for number in others
    ]
    made = await make(house, wishes)
    assert made[-1] == Made(number=others[-1], version=version + len(LIFE), state=State.CONCLUDED)
    await house.tick()
    expected = await rows(house.database, one)
    assert [await rows(house.database, other) for other in others] == [expected] * 3
    async with house.database.read() as session:
        assert (await audit.verify(session)).sound


async def test_in_a_burst_the_scheduler_counts_the_deadlines_at_its_next_tick(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, other = await house.transferred(), await house.ticket()
    monkeypatch.setattr(together, "FEW", 1)
    version = await house.version(other)
    await make(
        house, [wish(house, number, await house.version(number), Move.SIGN), wish(house, other, version, Move.ACCEPT)]
    )
    assert not await house.clocks(other)
    await house.tick()
    assert set(await house.clocks(other)) == {"reply"}
    assert (await house.row(other)).due_at is not None


async def test_each_move_answers_for_itself_and_the_refused_leave_no_trace(house: House, many: bool) -> None:
    number, other = await house.ticket(), await house.ticket()
    version = await house.version(number)
    wishes = [
        wish(house, number, version, Move.ACCEPT),
        wish(house, number, version, Move.TRANSFER, unit="庐阳区残联"),
        wish(house, "nobody", 1, Move.ACCEPT),
        wish(house, other, version, Move.ARCHIVE),
        wish(house, other, version, Move.ACCEPT, Actor.UNIT),
        wish(house, other, version, Move.JOIN, other=number),
        wish(house, other, version, Move.ACCEPT, reason="…"),
        wish(house, other, version, Move.ACCEPT),
        wish(house, other, version + 1, Move.GRANT_EXTENSION),
        wish(house, other, version + 1, Move.TRANSFER),
        wish(house, other, version + 1, Move.TRANSFER, unit="庐阳区残联"),
    ]
    kinds = [type(answer) for answer in await make(house, wishes)]
    assert kinds == [
        Made, TicketConflict, TicketNotFound, IllegalMove, IllegalMove, InvalidField, NoteWrong, Made, BarredMove,
        NoteWrong, Made,
    ]  # fmt: skip
    async with house.database.read() as session:
        assert (await audit.verify(session)).sound
        made = select(TicketChange.move).where(TicketChange.move != "created", TicketChange.move != "changed")
        assert sorted(await session.scalars(made)) == ["accept", "accept", "register", "register", "transfer"]
        assert await session.scalar(select(func.count()).where(AuditEntry.action == "ticket-transfer")) == 1


async def test_what_is_barred_alone_is_barred_together(house: House, many: bool) -> None:
    """Two regulations that bar: no reply before a leader signed; no return after its limit."""
    house.rules = rules("anhui-12345")
    late, unsigned = await house.transferred(), await house.transferred()
    await house.do(unsigned, Move.SIGN)
    house.now = house.now.replace(day=20)
    wishes = [
        wish(house, late, await house.version(late), Move.ASK_RETURN, Actor.UNIT, reason="…", basis="…"),
        wish(house, unsigned, await house.version(unsigned), Move.REPLY, text="…"),
    ]
    answers = await make(house, wishes)
    assert [[bar.code for bar in answer.bars] for answer in answers] == [["return-too-late"], ["not-signed-off"]]


async def test_a_transfer_and_a_granted_return_take_the_ticket_along_also_in_a_burst(house: House, many: bool) -> None:
    offices = {"anhui": {"zh": "安徽省残联"}, "hefei": {"zh": "合肥市"}}
    house.rules = replace(rules("anhui-12345"), offices=offices)
    number = await house.ticket()
    await house.do(number, Move.ACCEPT)
    version = await house.version(number)
    there = wish(house, number, version, Move.TRANSFER, unit="省残联维权部", office="anhui", grade="一般")
    asked = wish(house, number, version + 1, Move.ASK_RETURN, Actor.UNIT, reason="…", basis="…")
    await make(house, [there, asked])
    assert (await house.row(number)).office == "anhui"
    await make(house, [wish(house, number, version + 2, Move.GRANT_RETURN, reason="…"), there])
    assert (await house.row(number)).office == "hefei"


async def test_a_key_that_comes_twice_in_one_group_is_done_once_and_answered_the_same(house: House, many: bool) -> None:
    number = await house.ticket()
    version = await house.version(number)
    accept = replace(wish(house, number, version, Move.ACCEPT), key="k1")
    other = replace(wish(house, number, version + 1, Move.TRANSFER, unit="庐阳区残联"), key="k1")
    once = Made(number=number, version=version + 1, state=State.ACCEPTED)
    answers = await make(house, [accept, accept, other])
    assert answers[:2] == [once, once]
    assert isinstance(answers[2], RequestReused)
    assert await make(house, [accept]) == [once]
    assert await house.version(number) == version + 1
    assert await make(house, [replace(accept, actor="another")]) != [once]  # a key is its actor's own


async def test_two_groups_that_meet_at_one_ticket_make_one_move(house: House) -> None:
    """Two processes, the same version: the second sees what the first did."""
    number = await house.ticket()
    version = await house.version(number)
    other = Database(house.database.url, house.database.keys)
    elsewhere = House(database=other, rules=house.rules)
    wishes = [wish(house, number, version, Move.ACCEPT)] * 3
    answers = await asyncio.gather(make(house, wishes), make(elsewhere, wishes))
    await other.close()
    made = [answer for group in answers for answer in group if isinstance(answer, Made)]
    assert len(made) == 1
    assert sum(isinstance(answer, TicketConflict) for group in answers for answer in group) == 5
    assert await house.version(number) == version + 1


async def test_a_damaged_ticket_is_told_and_its_neighbours_are_moved(house: House) -> None:
    bad, good = await house.transferred(), await house.transferred()
    row = await house.row(bad)
    damage = update(TicketChange).where(TicketChange.ticket_id == row.id, TicketChange.move == "transfer")
    async with house.database.write() as session:
        await session.execute(damage.values(sealed=b"x"))
    answers = await make(house, [wish(house, one, await house.version(one), Move.SIGN) for one in (bad, good)])
    assert isinstance(answers[0], SealBroken)
    assert answers[1].state is State.SIGNED
    assert (await house.row(bad)).state == "transferred"


async def test_a_commit_that_fails_is_told_to_everybody_and_nothing_was_kept(house: House, many: bool) -> None:
    numbers = [await house.ticket() for _ in range(5)]
    version = await house.version(numbers[0])
    engine = house.database._writing.sync_engine

    def fails(_connection: object) -> None:
        raise OSError("no space left on device")

    event.listen(engine, "commit", fails)
    answers = await make(house, [wish(house, number, version, Move.ACCEPT) for number in numbers])
    event.remove(engine, "commit", fails)
    assert all(isinstance(answer, OSError) for answer in answers)
    assert {await house.version(number) for number in numbers} == {version}
    again = await make(house, [wish(house, number, version, Move.ACCEPT) for number in numbers])
    assert all(isinstance(answer, Made) for answer in again)
    async with house.database.read() as session:
        assert (await audit.verify(session)).sound


async def test_what_a_killed_process_had_acknowledged_is_there_whole(database: Database, tmp_path: Path) -> None:
    """Killed between write and sync, again and again somewhere else in its groups."""
    house = House(database=database, rules=rules("anhui-12385"))
    numbers = [await house.ticket() for _ in range(60)]
    version = await house.version(numbers[0])
    database.keys.save(tmp_path / "keys.json")
    program, root = Path(__file__).with_name("burst_of_moves.py"), Path(__file__).resolve().parents[2]
    command = [sys.executable, str(program), database.url, str(tmp_path / "keys.json"), str(version), *numbers]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env={"PYTHONPATH": str(root)}) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(40)]
        process.kill()
        said += process.stdout.readlines()
    acknowledged = [line.decode().split() for line in said if line.endswith(b"\n")]
    assert len(acknowledged) >= 40
    async with database.read() as session:
        assert (await audit.verify(session)).sound
        for number, made, state in acknowledged:
            steps = await timeline(session, number)
            assert steps[-1].version >= int(made)
            assert any((step.version, step.to_state) == (int(made), state) for step in steps)
        for number in numbers:
            row = (await session.scalars(select(Ticket).where(Ticket.number == number))).one()
            steps = await timeline(session, number)
            assert (row.version, row.state) == (steps[-1].version, steps[-1].to_state)
