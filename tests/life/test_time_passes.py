"""Time passes by itself, on both databases: warned, urged, accepted, supervised, archived; each exactly once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select, update

from store import audit
from store.engine import Database
from store.tables.ticket import TicketChange
from store.tables.ticket_time import TicketAgenda, TicketClock
from tests.life.case import at
from tests.life.casework import House, rules
from ticketing.casework.moves import make_move, standing
from ticketing.errors import InvalidField, TicketConflict
from ticketing.fields import check
from ticketing.life.judge import BarredMove
from ticketing.life.scheduler import RETRY
from ticketing.life.signs import signs
from ticketing.reading import timeline
from ticketing.repository import change
from ticketing.states import Actor, Move
from workdays.calendar import Calendar


async def test_a_move_writes_its_clocks_and_the_tickets_due_time(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    number = await house.transferred()
    clocks = await house.clocks(number)
    assert {name: clock.status for name, clock in clocks.items()} == {"reply": "stopped", "conclude": "running"}
    assert (await house.row(number)).due_at == clocks["conclude"].due
    assert clocks["conclude"].article == "9(三)"


async def test_two_regulations_run_on_one_ticket(database: Database) -> None:
    house = House(database, rules("anhui-12385", "yanbian-12345"))
    number = await house.transferred()
    async with database.read() as session:
        found = await session.execute(
            select(TicketClock.regulation, func.count()).group_by(TicketClock.regulation).order_by("regulation")
        )
        assert [tuple(row) for row in found] == [("anhui-12385", 2), ("yanbian-12345", 4)]
    assert (await house.row(number)).due_at == at("2026-09-01 10:00")


async def test_a_whole_life_passes_by_itself_and_every_step_cites_its_article(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    number = await house.transferred(nature="consultation")
    await house.tick("2026-09-04 00:00:00")  # tacit acceptance after two working days, contact is overdue
    assert (await house.row(number)).state == "signed"
    await house.tick("2026-09-05 00:00:00")  # three working days of a consultation are over
    async with database.read() as session:
        steps = [(step.move, step.after.get("article")) for step in await timeline(session, number)]
    by_itself = [(str(move), article) for move, article in steps if article]
    assert by_itself == [("urge", "15"), ("accept-tacitly", "16"), ("urge", "17(一)"), ("supervise", "20(二)")]
    async with database.read() as session:
        assert (await audit.verify(session)).sound


async def test_a_right_that_nobody_used_in_time_is_no_longer_what_is_due(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    number = await house.transferred()
    await house.do(number, Move.SIGN, Actor.UNIT)
    await house.do(number, Move.CONTACT, Actor.UNIT)
    clocks = await house.clocks(number)
    assert (await house.row(number)).due_at == clocks["return"].due
    await house.tick("2026-09-04 00:00:05")
    clocks = await house.clocks(number)
    assert clocks["return"].status == "overdue"
    assert (await house.row(number)).due_at == clocks["conclude"].due
    async with database.read() as session:
        stands = await standing(session, number, house.rules, role=Actor.SUPERVISOR, now=house.now)
    assert [sign.entry.id for sign in signs(stands.presents[0])] == []


async def test_ticking_again_and_again_does_nothing_twice(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    await house.transferred(nature="consultation")
    for when in ("2026-09-04 00:00:00", "2026-09-05 00:00:00"):
        await house.tick(when)
    before, version = await house.effects(), await house.audited("time-urge")
    for when in ("2026-09-05 00:00:00", "2026-09-05 00:00:05", "2026-09-09 08:00:00"):
        assert (await house.tick(when)).effects == 0
    assert await house.effects() == before
    assert len(await house.audited("time-urge")) == len(version)


async def test_workers_that_tick_at_once_share_the_tickets(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    for _ in range(6):
        await house.transferred()
    house.now = at("2026-10-20 09:00")
    ticks = await asyncio.gather(*(house.scheduler().tick() for _ in range(4)))
    assert sum(tick.effects for tick in ticks) == 6
    assert await house.effects() == ["urge"] * 6
    assert len(await house.audited("ticket-urge")) == 6


async def test_many_that_fall_due_at_once_share_their_commits_and_one_that_is_damaged_costs_them_nothing(
    database: Database,
) -> None:
    house = House(database, rules("anhui-12345"))
    numbers = [await house.transferred(nature="consultation") for _ in range(12)]
    bad = await house.row(numbers[5])
    async with database.write() as session:
        damage = update(TicketChange).where(TicketChange.ticket_id == bad.id, TicketChange.move == "transfer")
        await session.execute(damage.values(sealed=b"x"))
    await house.tick()  # counts the deadlines by this calendar for the first time
    commits: list[object] = []
    event.listen(database._writing.sync_engine, "commit", commits.append)
    tick = await house.tick("2026-09-04 00:00:00")
    assert (tick.tickets, tick.effects) == (12, 33)
    assert len(commits) == 1
    states = {number: (await house.row(number)).state for number in numbers}
    assert [number for number, state in states.items() if state != "signed"] == [bad.number]
    async with database.read() as session:
        assert (await audit.verify(session)).sound


async def test_a_worker_that_dies_before_its_commit_leaves_nothing_and_the_next_one_does_it_once(
    database: Database,
) -> None:
    house = House(database, rules("anhui-12345"))
    numbers = [await house.transferred(nature="consultation") for _ in range(3)]
    engine = database._writing.sync_engine

    def fails(_connection: object) -> None:
        raise OSError("no space left on device")

    event.listen(engine, "commit", fails)
    with pytest.raises(OSError):
        await house.tick("2026-09-04 00:00:00")
    event.remove(engine, "commit", fails)
    assert {(await house.row(number)).state for number in numbers} == {"transferred"}
    assert not await house.effects()
    assert (await house.tick()).effects == 9
    assert (await house.tick()).effects == 0
    assert await house.effects() == ["tacit-acceptance"] * 3 + ["urge"] * 3 + ["warn"] * 3


async def test_a_clock_that_was_set_back_and_forward_repeats_nothing(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    number = await house.transferred()
    await house.tick("2026-10-20 09:00")
    for when in ("2026-08-01 09:00", "2026-10-20 09:01", "2030-01-01 00:00", "2026-10-21 09:00"):
        await house.tick(when)
    assert await house.effects() == ["urge"]
    await house.do(number, Move.SIGN, Actor.CITY_SEAT)
    house.now = at("2026-09-01 09:00")  # back before it was signed: what happened stays happened
    await house.tick()
    assert (await house.row(number)).state == "signed"


async def test_a_late_start_does_at_once_what_it_missed(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    number = await house.transferred(nature="consultation")
    await house.tick("2026-12-01 09:00")
    assert (await house.row(number)).state == "signed"
    assert await house.effects() == ["supervise", "tacit-acceptance", "urge", "urge"]


async def test_a_failing_ticket_waits_and_lets_the_others_pass(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    bad, good = await house.transferred(), await house.transferred()
    row = await house.row(bad)
    async with database.write() as session:
        await session.execute(
            update(TicketChange)
            .where(TicketChange.ticket_id == row.id, TicketChange.move == "transfer")
            .values(sealed=b"x")
        )
    tick = await house.tick("2026-10-20 09:00")
    assert tick.effects == 1 and [entry.subject for entry in await house.audited("ticket-urge")] == [f"ticket:{good}"]
    async with database.read() as session:
        agenda = await session.get(TicketAgenda, row.id)
    assert agenda is not None and agenda.failures == 1 and agenda.next_at == house.now + RETRY


async def test_a_holiday_notice_moves_open_deadlines_with_an_audit_entry_each(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    running, done = await house.transferred(), await house.transferred()
    await house.tick()
    await house.do(done, Move.SIGN, Actor.CITY_SEAT)
    await house.do(done, Move.REPLY, Actor.CITY_SEAT)
    await house.do(done, Move.CONCLUDE)
    before = (await house.clocks(running))["conclude"].due
    house.rules = rules("anhui-12385", calendar=Calendar(extra_rest={date(2026, 9, 9): "全省停工"}))
    assert (await house.tick()).moved == 1
    (entry,) = await house.audited("deadline-moved")
    after = (await house.clocks(running))["conclude"].due
    assert entry.subject == f"ticket:{running}" and entry.details["article"] == "9(三)"
    assert after is not None and before is not None and after > before
    assert entry.details["was"][:10] == f"{before + timedelta(hours=8):%Y-%m-%d}"
    assert (await house.tick()).moved == 0


async def test_a_move_that_the_regulation_bars_changes_nothing(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    number = await house.transferred()
    version = await house.version(number)
    with pytest.raises(BarredMove):
        await house.do(number, Move.GRANT_EXTENSION)
    with pytest.raises(InvalidField):
        await house.do(number, Move.ASK_RETURN, Actor.UNIT, basis="")
    assert await house.version(number) == version


async def test_an_old_version_is_a_conflict_and_not_a_barred_move(database: Database) -> None:
    house = House(database, rules("anhui-12385"))
    number = await house.transferred()
    with pytest.raises(TicketConflict):
        async with database.write() as session:
            await make_move(
                session,
                number,
                version=1,
                step=Move.GRANT_EXTENSION,
                role=Actor.SUPERVISOR,
                actor="x",
                note={},
                rules=house.rules,
                now=house.now,
            )


async def test_a_nature_that_is_corrected_changes_the_limit(database: Database) -> None:
    house = House(database, rules("anhui-12345"))
    number = await house.transferred(nature="complaint")
    assert (await house.clocks(number))["conclude"].article == "17(二)"
    async with database.write() as session:
        await change(
            session,
            number,
            version=await house.version(number),
            changes=check({"nature": "consultation"}),
            actor="an",
            now=house.now,
        )
    await house.tick()
    assert (await house.clocks(number))["conclude"].article == "17(一)"
