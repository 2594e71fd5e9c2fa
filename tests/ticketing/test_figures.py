"""`hotline ticket rates|analysis|visits|duties`, on the database of a site's run folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.commands.ticket import ticket_app
from tests.life.casework import House, rules
from tests.run_folders import in_database
from ticketing.analysis import Facts, analyse
from ticketing.errors import InvalidField
from ticketing.fields import check
from ticketing.life.story import Story
from ticketing.rates import not_given
from ticketing.repository import change
from ticketing.states import Actor, Move, State
from workdays.zone import SHANGHAI

NOW = datetime.now(SHANGHAI)


async def two_tickets(house: House) -> None:
    """One concluded and visited, one that nobody has answered."""
    number = await house.transferred(title="坡道损坏")
    await house.do(number, Move.SIGN, Actor.UNIT)
    await house.do(number, Move.REPLY, Actor.UNIT)
    await house.do(number, Move.VISIT, Actor.AGENT, rating="satisfied", service="satisfied")
    await house.do(number, Move.CONCLUDE)
    await house.do(number, Move.DRAW, reason="抽查")
    waiting = await house.transferred(title="轮椅")
    async with house.database.write() as session:
        given = check({"caller": {"sex": "女", "contact": "13800138000"}})
        version = await house.version(waiting)
        await change(session, waiting, version=version, changes=given, actor="an", now=house.now)


@pytest.fixture
def ask(own_run: Path) -> Callable[..., Any]:
    """The command on the Anhui site, its JSON read."""
    in_database(own_run, lambda database: two_tickets(House(database, rules("anhui-12385"), now=NOW)))

    def asked(*words: str) -> Any:
        done = CliRunner().invoke(ticket_app, [*words, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return asked


def test_every_rate_cites_its_article_and_names_what_it_counted(ask: Callable[..., Any]) -> None:
    found = ask("rates", "--from", f"{NOW - timedelta(days=3):%Y-%m-%d}")
    by_id = {rate["rate"]: rate for rate in found["rates"]["all"]}
    assert {rate["article"] for rate in by_id.values()} == {"21"}
    assert {name: (rate["good"], rate["counted"]) for name, rate in by_id.items()} == {
        "on-time-conclusion": (1, 1),
        "redo-after-visit": (0, 1),
        "service-satisfaction": (1, 1),
        "result-satisfaction": (1, 1),
    }
    assert found["not_given"] == {"caller.id_number": 2, "caller.sex": 1, "caller.contact": 1}
    by_office = ask("rates", "--by", "office", "--from", f"{NOW - timedelta(days=3):%Y-%m-%d}")
    assert list(by_office["rates"]) == ["hefei"]
    told = CliRunner().invoke(ticket_app, ["rates", "--from", f"{NOW - timedelta(days=3):%Y-%m-%d}"])
    assert "按时办结率（21） 100.0 %  1/1" in told.stdout and "not given: caller.id_number 2" in told.stdout


def test_the_analysis_counts_and_the_visit_list_names_why(ask: Callable[..., Any]) -> None:
    found = ask("analysis", "--from", f"{NOW - timedelta(days=3):%Y-%m-%d}")
    assert (found["tickets"], found["tables"]["nature"]) == (2, {"complaint": 2})
    (visit,) = ask("visits")
    assert (visit["office"], visit["article"]) == ("hefei", "12")


def test_the_key_of_a_past_month_is_shown_and_of_this_one_is_not(ask: Callable[..., Any]) -> None:
    shown = ask("visits", "--reveal", "2026-09")
    assert len(hashlib.sha256(shown["key"].encode()).hexdigest()) == 64
    with pytest.raises(InvalidField, match="is not over"):
        ask("visits", "--reveal", f"{NOW:%Y-%m}")


def test_standing_duties_are_listed_with_their_articles(ask: Callable[..., Any]) -> None:
    assert {"13", "17", "20", "21", "22"} <= {duty["article"] for duty in ask("duties")}


@pytest.mark.parametrize(
    "words", [("--by", "moon"), ("--from", "yesterday"), ("--from", "2026-09-02", "--to", "2026-09-01")]
)
def test_a_wrong_span_is_refused_with_the_mend(ask: Callable[..., Any], words: tuple[str, ...]) -> None:
    with pytest.raises(InvalidField):
        ask("rates", *words)


def facts(*natures: str) -> list[Facts]:
    story = Story(state=State.OPEN, nature=None, channel="phone")
    return [Facts(office="hefei", nature=nature, field="", story=story) for nature in natures]


def test_what_comes_up_much_more_often_grows_and_a_single_case_does_not() -> None:
    grown = analyse(
        facts("help", "help", "help", "report", "complaint", "complaint", "complaint"), facts(*["complaint"] * 3)
    )
    assert [(one.value, one.before, one.now) for one in grown.growing] == [("help", 0, 3)]


def test_reasons_are_counted_by_field() -> None:
    assert not_given([{"caller.name": "x"}, {"caller.name": "y", "caller.age": "z"}]) == {
        "caller.age": 1,
        "caller.name": 2,
    }
