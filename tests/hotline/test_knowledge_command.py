"""`hotline knowledge`: one wording for everybody, read by two others before agents find it, looked at again in time."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hotline.commands.knowledge import knowledge_app
from hotline.commands.ticket import ticket_app
from hotline.commands.user import user_app
from store.errors import NoSuchUser
from ticketing.knowledge import KnowledgeError
from workdays.zone import SHANGHAI

SITE = ("--site", "sites/shanghai.toml")


@pytest.fixture(autouse=True)
def people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign-ins of the Shanghai site, where the upload clock runs (art. 14); zhao-1 reads for the lawyers (art. 5)."""
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    lawyer = ("--role", "unit", "--unit", "市民政局 法规处")
    for name in ("li", "wang", "sun", "zhao"):
        role = lawyer if name == "zhao" else ("--role", "supervisor")
        made = CliRunner().invoke(user_app, ["add", f"{name}-1", "--name", name, *role, *SITE])
        assert made.exit_code == 0, made.output


def ask(*words: str) -> Result:
    return CliRunner().invoke(knowledge_app, [*words, *SITE])


def told(*words: str) -> Any:
    done = ask(*words)
    assert done.exit_code == 0, done.exception
    return json.loads(done.stdout)


def written(title: str = "轮椅补贴怎么申请", answer: str = "向街道残联申请。", **more: str) -> str:
    options = [part for name, value in more.items() for part in (f"--{name.replace('_', '-')}", value)]
    return str(told("add", "--title", title, "--answer", answer, "--by", "li-1", *options)["id"])


def released(**more: str) -> str:
    entry = written(**more)
    for reader in ("wang-1", "zhao-1"):
        told("review", entry, "--by", reader)
    told("release", entry, "--by", "wang-1")
    return entry


def found(*words: str) -> list[str]:
    return [entry["id"] for entry in told("search", *words, "--json")]


def test_agents_find_it_only_after_two_others_have_read_it() -> None:
    entry = written()
    assert found("轮椅") == []
    refused = ask("release", entry, "--by", "li-1").exception
    assert isinstance(refused, KnowledgeError) and "wants 2 more readers besides li-1" in str(refused)
    assert isinstance(ask("review", entry, "--by", "li-1").exception, KnowledgeError), "who wrote it proves nothing"
    told("review", entry, "--by", "wang-1", "--note", "与文件一致")
    assert isinstance(ask("review", entry, "--by", "wang-1").exception, KnowledgeError), "nor does one who reads twice"
    told("review", entry, "--by", "zhao-1")
    told("release", entry, "--by", "wang-1")
    assert found("轮椅") == [entry]
    assert [one["by"] for one in told("show", entry)["reviews"]] == ["wang-1", "zhao-1"]


def test_where_the_regulation_wants_its_lawyers_others_do_not_stand_in_for_them() -> None:
    entry = written()
    told("review", entry, "--by", "wang-1")
    told("review", entry, "--by", "sun-1")
    refused = ask("release", entry, "--by", "li-1").exception
    assert isinstance(refused, KnowledgeError) and "市民政局法规处 (shanghai-962200 art. 5)" in str(refused)
    told("review", entry, "--by", "zhao-1")
    told("release", entry, "--by", "li-1")
    assert [one["unit"] for one in told("show", entry)["reviews"]] == ["", "", "市民政局 法规处"]


def test_a_new_wording_is_read_anew_and_a_withdrawn_one_is_found_no_more() -> None:
    entry = released()
    told("change", entry, "--title", "轮椅补贴怎么申请", "--answer", "网上申请。", "--by", "li-1")
    assert found("轮椅") == []
    other = released(title="盲杖补贴")
    told("withdraw", other, "--by", "wang-1")
    assert found("盲杖") == [] and told("show", other)["stage"] == "withdrawn"


def test_every_word_must_be_in_it_and_titles_come_first() -> None:
    in_answer = released(title="辅具怎么领", answer="轮椅在社区领取，100%免费。")
    in_title = released(title="轮椅维修找谁", answer="找社区。")
    assert found("轮椅") == [in_title, in_answer]
    assert found("轮椅 社区 辅具") == [in_answer] and found("100%") == [in_answer] and found("%") == [in_answer]
    assert found("没有这个词") == []


def test_a_policy_must_be_in_the_base_within_five_working_days() -> None:
    entry = written(policy_released="2026-09-25T16:50:00+08:00")
    shown = told("show", entry)
    assert shown["upload_due"].startswith("2026-10-08") or shown["upload_due"].startswith("2026-10-09")
    assert [one["id"] for one in told("due", "--json")] == [entry] and shown["late"]
    released(title="新政策", policy_released="2999-01-04T09:00:00+08:00")
    assert "uploaded in time: 1 of 1" in ask("due").stdout


def test_what_should_have_been_looked_at_again_is_listed() -> None:
    stale = released(review_by="2026-01-01T00:00:00+08:00")
    released(title="还不用复核", review_by="2999-01-01T00:00:00+08:00")
    assert [one["id"] for one in told("due", "--json")] == [stale]
    assert "stale" in ask("due").stdout


def test_odd_words_are_told() -> None:
    assert isinstance(ask("show", "k-none").exception, KnowledgeError)
    assert isinstance(ask("add", "--title", " ", "--answer", "x", "--by", "li-1").exception, KnowledgeError)
    assert isinstance(ask("add", "--title", "x", "--answer", "x", "--by", "nobody").exception, NoSuchUser)


def test_what_was_uploaded_in_time_is_a_rate_of_the_regulation() -> None:
    """Shanghai art. 24: on time within five working days of the policy's release (art. 14)."""
    now = datetime.now(SHANGHAI)
    in_time = released(policy_released=(now - timedelta(days=1)).isoformat(timespec="seconds"))
    late = released(title="迟到的政策", policy_released=(now - timedelta(days=40)).isoformat(timespec="seconds"))
    asked = ["rates", "--json", *SITE]
    done = CliRunner().invoke(ticket_app, asked)
    assert done.exit_code == 0, done.exception
    (rate,) = [one for one in json.loads(done.stdout)["rates"]["all"] if one["rate"] == "knowledge-timeliness"]
    assert (rate["article"], rate["good"], rate["counted"], rate["percent"]) == ("24", 1, 2, 50.0)
    assert rate["not_good"] == [late] != [in_time]
