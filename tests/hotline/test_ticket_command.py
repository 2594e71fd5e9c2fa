"""`hotline ticket`: a ticket's life from the command line, on the database of a site's run folder."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from hotline.commands.records import tickets_app
from hotline.commands.ticket import ticket_app
from tests.life.casework import House, rules
from tests.run_folders import in_database
from ticketing.errors import InvalidField
from ticketing.life.judge import BarredMove
from workdays.zone import SHANGHAI


@pytest.fixture
def number(own_run: Path) -> str:
    """A registered ticket of the Anhui site."""
    return in_database(
        own_run, lambda database: House(database, rules("anhui-12385"), now=datetime.now(SHANGHAI)).ticket()
    )


def hotline(*words: str) -> Result:
    return CliRunner().invoke(ticket_app, list(words), env={"COLUMNS": "400"})  # paths of tests are long


def test_a_ticket_goes_its_way_and_explains_its_clocks(number: str) -> None:
    assert json.loads(hotline("move", number, "accept", "--as", "agent").stdout)["state"] == "accepted"
    moved = hotline("move", number, "transfer", "--as", "agent", "--note", "unit=合肥市残联")
    assert json.loads(moved.stdout)["state"] == "transferred"
    told = hotline("clocks", number).stdout
    assert "9(三)" in told and "计入" in told
    clocks = {clock["clock"]: clock for clock in json.loads(hotline("clocks", number, "--json").stdout)}
    assert clocks["conclude"]["limit"] == 20 and clocks["reply"]["status"] == "stopped"
    assert [line.split()[-3:] for line in hotline("timeline", number).stdout.splitlines()][-1][0] == "转办"


SAID = ("--set", "caller.name=欧阳测验", "--set", "caller.address=测验路99号", "--set", "caller.contact=13855119876")


@pytest.mark.usefixtures("number")
def test_what_names_the_caller_is_masked_in_free_texts_too() -> None:
    text = "欧阳测验住测验路99号，电话13855119876"
    made = hotline(
        "new", "--channel", "sms", *SAID, "--set", f"situation={text}", "--set", "title=欧阳测验来电13855119876"
    )
    assert made.exit_code == 0, made.exception
    shown = hotline("show", json.loads(made.stdout)["number"]).stdout
    listed = CliRunner().invoke(tickets_app, ["list", "--json"]).stdout
    assert "欧**住***，电话138****9876" in shown
    for told in (shown, listed):
        assert "欧**来电138****9876" in told
        assert not [word for word in ("欧阳测验", "测验路99号", "13855119876") if word in told]


@pytest.mark.usefixtures("number")
@pytest.mark.parametrize("value", ["nature=xx", "caller.sex=x"])
def test_a_choice_that_the_regulation_does_not_have_is_refused_with_those_it_has(value: str) -> None:
    refused = hotline("new", "--channel", "sms", "--set", value).exception
    assert isinstance(refused, InvalidField) and f"--set {value}" in str(refused) and "Choose among" in str(refused)


def test_the_moves_of_a_role_are_listed_with_what_they_need(number: str) -> None:
    told = hotline("moves", number, "--as", "agent").stdout
    assert "refuse" in told and "(ground, told, where?)" in told
    assert {"accept", "refuse"} <= {
        offer["move"] for offer in json.loads(hotline("moves", number, "--as", "agent", "--json").stdout)["offers"]
    }


def test_personal_data_is_masked(number: str) -> None:
    shown = hotline("show", number).stdout
    assert "张**" in shown and "138****8000" in shown and "张三" not in shown


def test_what_cannot_be_done_is_said(number: str) -> None:
    hotline("move", number, "accept")
    assert isinstance(hotline("move", number, "grant-extension").exception, BarredMove)
    assert isinstance(hotline("move", number, "transfer", "--note", "nonsense").exception, InvalidField)


def test_many_moves_of_a_file_are_made_and_each_is_answered(number: str, tmp_path: Path) -> None:
    file = tmp_path / "moves.json"
    version = json.loads(hotline("show", number).stdout)["version"]
    moves = [
        {"ticket": number, "version": version, "move": "accept", "as": "agent", "key": "k1"},
        {"ticket": number, "version": version, "move": "accept"},
        {"ticket": number, "version": version + 1, "move": "grant-extension"},
        {"ticket": number, "version": version + 1, "move": "transfer", "note": {"unit": "合肥市残联"}},
    ]
    file.write_text(json.dumps(moves))
    done = hotline("move", "--file", str(file))
    answers = json.loads(done.stdout)
    assert [answer["result"] for answer in answers] == ["done", "conflict", "refused", "done"]
    assert (done.exit_code, answers[2]["error"]["code"]) == (1, "barred-move")
    file.write_text(json.dumps(moves[:1]))
    again = hotline("move", "--file", str(file))
    assert (again.exit_code, json.loads(again.stdout)) == (0, answers[:1])


@pytest.mark.parametrize("text", ["{", "[{}]", '[{"ticket": "1", "version": 1, "move": "fly"}]'])
def test_a_file_that_is_no_list_of_moves_is_refused_with_the_place(number: str, tmp_path: Path, text: str) -> None:
    file = tmp_path / "moves.json"
    file.write_text(text)
    refused = hotline("move", "--file", str(file))
    assert refused.exit_code == 2 and "moves.json" in refused.output
    assert hotline("move", number, "accept", "--file", str(file)).exit_code == 2
    assert hotline("move", number).exit_code == 2


def test_time_can_be_let_pass_by_hand(number: str) -> None:
    assert json.loads(hotline("tick").stdout)["deadlines_moved"] == 0


def test_what_a_platform_pushed_is_begun_by_hand_and_its_clocks_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    site = ("--site", "sites/yanbian.toml")
    begun = hotline("new", "--channel", "platform", "--set", "caller.name=金哲", "--set", "appeal=申请辅具", *site)
    ticket = json.loads(begun.stdout)
    assert ticket["state"] == "draft"
    pushed = hotline("move", ticket["number"], "push", "--note", "unit=延吉市残联", *site)
    assert json.loads(pushed.stdout)["state"] == "transferred"
    clocks = json.loads(hotline("clocks", ticket["number"], "--json", *site).stdout)
    assert {clock["clock"] for clock in clocks} == {"sign", "contact", "return", "conclude"}


def test_a_way_that_no_regulation_names_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    refused = hotline("new", "--channel", "pigeon").exception
    assert isinstance(refused, InvalidField) and "use phone, sms" in str(refused)
    assert isinstance(hotline("new", "--channel", "sms", "--office", "x").exception, InvalidField)
