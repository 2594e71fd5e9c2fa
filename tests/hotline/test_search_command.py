"""`hotline tickets list --search`: a ticket found by words of it, and tickets in the order of their due times."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from hotline.commands import records
from store.engine import Database
from store.tables.ticket import Ticket
from tests.run_folders import in_database
from ticketing.fields import check
from ticketing.record import Offices
from ticketing.repository import change, new_ticket

SITE = Path(records.__file__).resolve().parents[2] / "sites" / "anhui.toml"
NOW = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
TITLES = ("轮椅坡道被占用", "咨询残疾人证年审", "盲道")


@pytest.fixture
def run(own_run: Path) -> None:
    """A run folder with three tickets; the last is due first."""
    in_database(own_run, _fill)


async def _fill(database: Database) -> None:
    offices = Offices(divisions={"hefei": "340100"}, home="hefei")
    async with database.write() as session:
        for number, title in enumerate(TITLES):
            made = await new_ticket(session, office="hefei", channel="letter", offices=offices, now=NOW, actor="an")
            changes = check({"title": title})
            await change(session, made.number, version=made.version, changes=changes, actor="an", now=NOW)
            row = (await session.scalars(select(Ticket).where(Ticket.number == made.number))).one()
            row.due_at = NOW + timedelta(days=9 - number)


def titles(*words: str) -> list[str]:
    command = ["list", "--json", "--site", str(SITE), *words]
    result = CliRunner().invoke(records.tickets_app, command)
    assert result.exit_code == 0, result.output
    return [line["title"] for line in json.loads(result.stdout)]


@pytest.mark.usefixtures("run")
def test_a_ticket_is_found_by_words_of_it() -> None:
    assert titles("--search", "坡道") == ["轮椅坡道被占用"]
    assert titles("--search", "道") == ["盲道", "轮椅坡道被占用"]
    assert titles("--search", "道", "--limit", "1") == ["盲道"]
    assert titles("--search", "道", "--office", "luan") == []
    assert titles("--q", "年审") == ["咨询残疾人证年审"]


@pytest.mark.usefixtures("run")
def test_tickets_are_listed_in_the_order_of_their_due_times() -> None:
    assert titles("--sort", "due") == list(reversed(TITLES))
    assert titles("--sort", "due", "--due-before", "2026-11-29T08:30:00+08:00") == ["盲道"]
