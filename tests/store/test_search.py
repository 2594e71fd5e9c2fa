"""Search on both databases: recall equal to LIKE, pages without loss, an index that follows, offices kept apart."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from store.at_once import at_once
from store.engine import Database
from store.inbox import Inbox
from store.search.building import build, build_postings
from store.search.due import due_of
from store.search.finding import find, found_by
from store.search.folding import fold
from store.search.indexer import SearchIndexer
from store.search.keeping import keep
from store.search.wanted import Wanted
from store.tables.search import TicketText
from store.tables.ticket import Ticket
from store.tables.ticket_helper import TicketHelper

NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
SIGNS = "轮椅坡道的𠮷𪚥%_'\"\\ AaＡ１1한é\n，。"
"""Common and rare Han, signs of other planes, what LIKE and SQL treat apart, wide and narrow, small and large."""
WORDS = st.text(st.sampled_from(SIGNS), max_size=12)
NEEDLES = st.text(st.sampled_from(SIGNS.replace("\n", "")), min_size=1, max_size=6)
OFFICES = ("hefei", "luan", "fuyang")
STATES = ("open", "handling", "archived")
COUNTER = itertools.count(1)


async def add(database: Database, *titles: str, office: str = "hefei", state: str = "open") -> list[str]:
    async with database.write() as session:
        rows = [bare(title, office, state) for title in titles]
        session.add_all(rows)
        await session.flush()
        for row in rows:
            await keep(session, row)
    return [row.id for row in rows]


def bare(title: str, office: str = "hefei", state: str = "open", situation: str = "") -> Ticket:
    number = next(COUNTER)
    return Ticket(
        id=f"t{number:09}",
        number=f"N{number}",
        version=1,
        state=state,
        channel="phone",
        office=office,
        title=title,
        situation=situation,
        appeal="",
        answer="",
        extra={},
        created_by="an",
        created_at=NOW,
        updated_at=NOW,
    )


async def edit(database: Database, ticket: str, **values: str) -> None:
    async with database.write() as session:
        row = (await session.scalars(select(Ticket).where(Ticket.id == ticket))).one()
        for name, value in values.items():
            setattr(row, name, value)
        if set(values) - {"state"}:
            await keep(session, row)


async def index(database: Database) -> None:
    indexer = SearchIndexer(database, enough=1)
    while await indexer.tick():
        pass


async def seqs_of(
    database: Database, needle: str, *, limit: int = 10_000, offices: Sequence[str] | None = None,
    states: Sequence[str] | None = None, below: int | None = None, unit: str | None = None,
) -> list[int]:  # fmt: skip
    wanted = Wanted(
        needles=(fold(needle),),
        offices=None if offices is None else tuple(offices),
        states=None if states is None else tuple(states),
        below=below,
        unit=unit,
    )
    async with database.read() as session:
        return await find(session, wanted, limit=limit)


async def found(database: Database, needle: str, **more: Sequence[str]) -> set[str]:
    seqs = await seqs_of(database, needle, **more)  # type: ignore[arg-type]
    async with database.read() as session:
        return set(await session.scalars(select(TicketText.ticket_id).where(TicketText.seq.in_(seqs))))


async def like(database: Database, needle: str, column: str = "ticket_text.text") -> set[str]:
    pattern = needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = f"SELECT ticket.id FROM ticket JOIN ticket_text ON ticket_id = ticket.id WHERE {column} LIKE :p ESCAPE '\\'"
    async with database.read() as session:
        return set(await session.scalars(text(query), {"p": f"%{pattern}%"}))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(WORDS, max_size=6), needles=st.lists(NEEDLES, min_size=1, max_size=6), indexed=st.booleans())
async def test_a_search_finds_exactly_what_like_finds(
    database: Database, titles: list[str], needles: list[str], indexed: bool
) -> None:
    await add(database, *titles)
    if indexed:
        await index(database)
    for needle in needles:
        here = await found(database, needle)
        assert here == await like(database, fold(needle))
        assert await like(database, needle, "ticket.title") <= here


@pytest.mark.parametrize("indexed", [False, True])
async def test_a_unit_finds_what_it_has_alone_or_beside_another(database: Database, indexed: bool) -> None:
    led, helped, both, other = await add(database, "坡道一", "坡道二", "坡道三", "坡道四")
    async with database.write() as session:
        for row in await session.scalars(select(Ticket).where(Ticket.id.in_((led, both)))):
            row.unit = "残联"
        session.add_all(TicketHelper(unit="残联", ticket_id=one) for one in (helped, both))
        session.add(TicketHelper(unit="民政局", ticket_id=other))
    if indexed:
        await index(database)
    assert await found(database, "坡道", unit="残联") == {led, helped, both}
    assert await found(database, "坡", unit="民政局", states=("open",)) == {other}
    assert await found(database, "坡道三", unit="民政局") == set()
    first = await seqs_of(database, "坡道", unit="残联", limit=2)
    rest = await seqs_of(database, "坡道", unit="残联", below=first[-1])
    assert len(first) == 2 and len(rest) == 1 and rest[0] < first[-1]


async def test_an_index_built_at_once_says_the_same_as_one_that_grew(database: Database) -> None:
    await add(database, "轮椅坡道被占用", "坡道太陡", "轮胎", "道坡")
    async with database.write() as session:
        await (await session.connection()).run_sync(build_postings)
        await session.execute(text("UPDATE ticket_text SET pending = 0"))
    for needle in ("坡", "坡道", "坡道被", "坡道被占用", "道坡道", "无"):
        assert await found(database, needle) == await like(database, needle)


async def test_the_migration_finds_what_was_there_before_it(database: Database) -> None:
    rows = [bare("轮椅坡道", situation="坡道被占用"), bare("道路", office="luan"), bare("无关")]
    async with database.write() as session:
        session.add_all(rows)
    for made in (3, 0):
        async with database.write() as session:
            assert await (await session.connection()).run_sync(build) == made
    assert await found(database, "道被占") == {rows[0].id}
    assert await found(database, "道", offices=["luan"]) == {rows[1].id}
    await edit(database, rows[2].id, title="坡道")
    await add(database, "坡道")
    assert len(await found(database, "坡道")) == 3


async def test_the_newest_come_first_and_no_more_than_asked_for(database: Database) -> None:
    await add(database, *["坡道"] * 30)
    await index(database)
    await add(database, *["坡道"] * 3)
    every = await seqs_of(database, "坡道")
    assert every == sorted(every, reverse=True)
    assert len(every) == 33
    assert await seqs_of(database, "坡道", limit=5) == every[:5]
    assert await seqs_of(database, "坡道", limit=5, below=every[4]) == every[5:10]


async def test_pages_follow_without_loss_or_doubles_while_tickets_are_added(database: Database) -> None:
    await add(database, *["坡道"] * 40, *["轮椅"] * 7)
    await index(database)
    before = set(await seqs_of(database, "坡道"))
    seen: list[int] = []
    below: int | None = None
    while page := await seqs_of(database, "坡道", limit=6, below=below):
        seen += page
        below = page[-1]
        await add(database, "坡道在等")
        if len(seen) == 18:
            await index(database)
    assert len(seen) == len(set(seen))
    assert set(seen) == before


async def test_the_index_follows_edits_moves_to_another_office_and_deletes(database: Database) -> None:
    kept, moved, gone = await add(database, "轮椅", "轮椅", "轮椅")
    await index(database)
    await edit(database, kept, title="坡道")
    await edit(database, moved, office="luan")
    async with database.write() as session:
        await session.execute(delete(Ticket).where(Ticket.id == gone))
    for _ in range(2):  # pending, and then in the postings
        assert await found(database, "轮椅") == {moved}
        assert await found(database, "坡道") == {kept}
        assert await found(database, "轮椅", offices=["luan"]) == {moved}
        assert await found(database, "轮椅", offices=["hefei"]) == set()
        await index(database)
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM ticket_text WHERE pending > 0")) == 0


async def test_a_text_that_changes_while_it_is_indexed_stays_pending(database: Database) -> None:
    (ticket,) = await add(database, "轮椅")
    indexer = SearchIndexer(database, enough=1)
    original = indexer._settle

    async def late(texts: Sequence[object]) -> None:
        await edit(database, ticket, title="坡道")
        await original(texts)  # type: ignore[arg-type]

    indexer._settle = late  # type: ignore[method-assign]
    await indexer.tick()
    assert await found(database, "坡道") == {ticket}


@pytest.fixture
async def crowd(database: Database) -> AsyncIterator[Database]:
    """Tickets of three offices in three states, half of them in the postings, one state rare."""
    for number in range(12):
        office, state = OFFICES[number % 3], STATES[number // 3 % 2]
        await add(database, *["坡道太陡"] * 60, office=office, state=state)
        if number == 6:
            await add(database, "坡道太陡", office="luan", state="archived")
            await index(database)
    yield database


async def test_no_office_or_state_ever_sees_what_it_did_not_ask_for(crowd: Database) -> None:
    async with crowd.read() as session:
        rows = (await session.execute(select(Ticket.seq, Ticket.office, Ticket.state))).all()
    scopes = [None, (), ("hefei",), ("luan", "fuyang")]
    for offices, states in itertools.product(scopes, [None, ("archived",), ("open", "archived"), ()]):
        expected = {
            seq for seq, office, state in rows
            if (offices is None or office in offices) and (states is None or state in states)
        }  # fmt: skip
        for needle in ("坡", "坡道", "坡道太"):
            assert set(await seqs_of(crowd, needle, offices=offices, states=states)) == expected
            assert len(await seqs_of(crowd, needle, offices=offices, states=states, limit=7)) == min(7, len(expected))


@pytest.mark.parametrize("few", [1, 20, 4000])
async def test_whichever_way_is_shorter_the_hits_are_the_same(crowd: Database, few: int) -> None:
    for number in range(4):
        await add(crowd, *["坡道太陡"] * 9, *["道坡"] * 9, office=OFFICES[number % 3], state="archived")
    await index(crowd)
    scopes = itertools.product([None, ("hefei",), ("luan", "fuyang")], [None, ("archived",), ("open",)])
    for offices, states in scopes:
        for needle in ("坡道", "道坡", "道"):
            wanted = Wanted(needles=(needle,), offices=offices, states=states)
            expected = await like_seqs(crowd, wanted)
            for limit, below in ((7, None), (300, None), (7, 500), (3000, 500)):
                asked = replace(wanted, below=below)
                async with crowd.read() as session:
                    hits = await at_once(session, partial(found_by, wanted=asked, limit=limit, few=few))
                assert hits == [seq for seq in expected if below is None or seq < below][:limit]


@pytest.mark.parametrize("few", [1, 4000])
async def test_a_search_in_the_order_of_due_times_is_what_sorting_all_hits_gives(crowd: Database, few: int) -> None:
    async with crowd.write() as session:
        for place, row in enumerate(await session.scalars(select(Ticket).order_by(Ticket.id))):
            row.due_at = NOW + timedelta(hours=place * 7 % 24) if place % 3 else None
            row.title = row.title if place % 5 else "轮椅"
            await keep(session, row)
        await session.flush()
        rows = (await session.scalars(select(Ticket).where(Ticket.due_at.is_not(None)))).all()
    due = {row.id: row.due_at for row in rows if row.due_at is not None}
    scopes = itertools.product([None, ("hefei",)], [None, ("open", "handling")], [None, NOW + timedelta(hours=9)])
    for offices, states, until in scopes:
        wanted = Wanted(needles=("坡道",), offices=offices, states=states, due_before=until)
        seqs = set(await like_seqs(crowd, wanted))
        expected = [row.id for row in sorted(rows, key=lambda row: (due[row.id], row.id)) if row.seq in seqs]
        seen: list[str] = []
        after: tuple[datetime, str] | None = None
        which = Inbox(offices=offices, states=states or STATES, by_due=True, due_before=until)
        while len(seen) < len(expected):
            async with crowd.read() as session:
                page = partial(due_of, wanted=wanted, which=replace(which, after=after), limit=40, few=few)
                seen += (found := await at_once(session, page))
            assert found
            after = due[seen[-1]], seen[-1]
        assert seen == expected


async def like_seqs(database: Database, wanted: Wanted) -> list[int]:
    """What LIKE finds, the newest first."""
    query = select(Ticket.seq).join(TicketText, TicketText.ticket_id == Ticket.id).order_by(Ticket.seq.desc())
    query = query.where(TicketText.text.like(f"%{wanted.needles[0]}%"))
    for column, values in ((Ticket.office, wanted.offices), (Ticket.state, wanted.states)):
        query = query if values is None else query.where(column.in_(values))
    if wanted.due_before is not None:
        query = query.where(Ticket.due_at < wanted.due_before)
    async with database.read() as session:
        return [seq for seq in await session.scalars(query) if seq is not None]


async def test_what_an_older_release_wrote_is_adopted(database: Database) -> None:
    row = bare("轮椅")
    async with database.write() as session:
        session.add(row)
    assert await found(database, "轮椅") == set()
    await SearchIndexer(database).tick()
    assert await found(database, "轮椅") == {row.id}


async def test_few_pending_texts_are_left_for_later(database: Database) -> None:
    await add(database, "轮椅", "坡道")
    assert await SearchIndexer(database).tick() == 0
    assert await SearchIndexer(database, enough=2).tick() == 2


async def test_time_limits_are_kept_in_a_search(database: Database) -> None:
    soon, later = await add(database, "轮椅", "轮椅")
    async with database.write() as session:
        for ticket, hours in ((soon, 1), (later, 9)):
            row = (await session.scalars(select(Ticket).where(Ticket.id == ticket))).one()
            row.due_at = NOW + timedelta(hours=hours)
    wanted = Wanted(needles=("轮椅",), due_before=NOW + timedelta(hours=2))
    async with database.read() as session:
        assert len(await find(session, wanted, limit=9)) == 1
