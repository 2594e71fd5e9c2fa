"""`hotline report calls|forecast`: every call accounted for, by office and seat; what to plan for."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner

from hotline.commands.on_database import in_one_transaction
from hotline.commands.report import report_app
from store.call_record import CallRecord
from store.calls import CallFilter, list_calls, take_in
from store.engine import Database
from store.facts import CallFact, FactKind
from store.seat_span import SeatSpan
from store.seat_spans import keep
from tests.recordings.audio import CALL, NOW
from tests.recordings.test_records_command import SITE, run
from ticketing.call_account import account
from ticketing.levels import LevelsError
from ticketing.states import State

__all__ = ["run"]
DAY = ("--from", "2026-11-21", "--to", "2026-11-21")


def told(*words: str) -> Any:
    done = CliRunner().invoke(report_app, [*words, "--site", str(SITE)])
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout) if "--json" in words else done.stdout


def test_a_days_account_on_a_run_folder(run: Path) -> None:
    found = told("calls", *DAY, "--json")
    (office,) = found["offices"]
    assert (office["office"], office["arrived"], office["answered"], office["connected_percent"]) == (
        "hefei",
        1,
        1,
        100,
    )
    assert found["owed"] == [] and found["seats"][0]["answered"] == 1
    tables = told("calls", *DAY, "--csv")
    (row,) = list(csv.DictReader(io.StringIO(tables.split("\n\n")[0])))[:1]
    assert row["office"] == "hefei"
    assert "hefei" in told("calls", *DAY)
    assert told("calls", "--from", "2026-11-20", "--to", "2026-11-20", "--json")["offices"] == []


def test_a_seats_day_is_told_with_its_pauses_and_the_rings_that_it_let_pass(run: Path) -> None:
    def span(began: int, ended: int, away: str) -> SeatSpan:
        began_at, seen_at = NOW + timedelta(minutes=began), NOW + timedelta(minutes=ended)
        return SeatSpan(seat="hefei-01", office="hefei", began_at=began_at, seen_at=seen_at, away=away)

    async def stood(session: AsyncSession, _now: datetime) -> None:
        await keep(session, [span(-30, -20, ""), span(-20, -5, "break"), span(-5, 0, "no-answer")])
        await take_in(session, [fact("1700000000.9", FactKind.RINGING, office="hefei", seat="hefei-01"),
                                fact("1700000000.9", FactKind.RING_NO_ANSWER, seat="hefei-01", seconds=20),
                                fact("1700000000.9", FactKind.ARRIVED, dialed="12385")])  # fmt: skip

    in_one_transaction(SITE, stood)
    (day,) = told("calls", *DAY, "--json")["attendance"]
    assert day == {
        "office": "hefei", "seat": "hefei-01", "day": "2026-11-21", "signed_in_s": 1800, "away_s": 1200,
        "longest_away_s": 900, "away": {"break": 900, "no-answer": 300}, "rang_unanswered": 1,
    }  # fmt: skip
    assert "away break=900 no-answer=300" in told("calls", *DAY)
    assert "break=900 no-answer=300,1" in told("calls", *DAY, "--csv")


def fact(call_id: str, kind: FactKind, **data: Any) -> CallFact:
    return CallFact(id=f"{call_id}-{kind}", call_id=call_id, at=NOW, kind=kind, data=data)


def test_statistics_are_a_file_and_another_hotlines_are_joined_to_them(run: Path, tmp_path: Path) -> None:
    own = told("statistics", *DAY, "--json")
    assert (own["hotlines"], own["from"], own["calls"]["answered"]) == (["anhui"], "2026-11-21", 1)
    other = tmp_path / "yanbian.json"
    nature = {"help": 2, "gossip": 1}
    other.write_text(
        json.dumps({**own, "hotlines": ["yanbian"], "tickets": 3, "tables": {**own["tables"], "nature": nature}})
    )
    both = told("statistics", *DAY, "--join", str(other), "--json")
    assert both["hotlines"] == ["anhui", "yanbian"] and both["tickets"] == own["tickets"] + 3
    assert both["calls"]["answered"] == 2 and both["tables"]["nature"]["help"] == 2
    assert both["not_classified"] == [{"hotline": "yanbian", "table": "nature", "value": "gossip", "count": 1}]
    assert "not of anhui-12385: nature gossip 1 (yanbian)" in told("statistics", *DAY, "--join", str(other))
    for wrong, why in ((tmp_path / "none.json", "cannot be read"), (Path(__file__), "is no file of statistics")):
        refused = CliRunner().invoke(report_app, ["statistics", *DAY, "--join", str(wrong), "--site", str(SITE)])
        assert isinstance(refused.exception, LevelsError) and why in str(refused.exception)


def test_a_forecast_needs_calls(run: Path) -> None:
    week = NOW - datetime.now(UTC)
    (run / "clock").write_text(str((week + timedelta(days=2)).total_seconds()))
    found = told("forecast", "--weeks", "1", "--json")
    assert (found["days"], found["calls"], found["growth"]) == (1, 1, None) and found["seats"] >= 2
    assert "建议座席" in told("forecast", "--weeks", "1")
    (run / "clock").write_text(str((week + timedelta(days=60)).total_seconds()))
    assert told("forecast", "--weeks", "1", "--json") is None and "没有来电" in told("forecast", "--weeks", "1")


async def call(database: Database, number: int, *facts: tuple[FactKind, dict[str, Any]]) -> str:
    name = f"1700000000.{number}"
    async with database.write() as session:
        made = [CallFact(id=f"{name}-{kind}", call_id=name, at=NOW, kind=kind, data=data) for kind, data in facts]
        await take_in(session, made)
    return name


async def records(database: Database) -> list[CallRecord]:
    async with database.read() as session:
        return list((await list_calls(session, CallFilter())).items)


async def test_a_call_nobody_answered_is_owed_something_until_a_ticket_has_it(database: Database) -> None:
    arrived = (FactKind.ARRIVED, {"dialed": "12385"})
    routed = (FactKind.ROUTED, {"office": "hefei", "open": True})
    left = (FactKind.ABANDONED, {"office": "hefei", "waited_s": 20})
    ended = (FactKind.ENDED, {"cause": 16})
    name = await call(database, 7, arrived, routed, left, ended)
    await call(database, 8, arrived, routed)
    calls = await records(database)
    nothing = account(calls, {}, {"hefei-01": 2})
    (office,) = nothing.offices
    assert (office.arrived, office.abandoned, office.connected_percent) == (1, 1, 0), "one still goes on"
    assert [(one.call, one.outcome, one.why) for one in nothing.owed] == [(name, "abandoned", "no-ticket")]
    assert nothing.seats[0].rang_unanswered == 2
    (draft,) = account(calls, {name: [("T1", State.DRAFT)]}, {}).owed
    assert (draft.why, draft.ticket) == ("draft", "T1")
    assert account(calls, {name: [("T1", State.OPEN)]}, {}).owed == ()
    assert name != CALL
