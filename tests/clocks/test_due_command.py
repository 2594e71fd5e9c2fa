"""`hotline due` as its users type it: which clocks each event starts, and what the JSON holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.commands.due import app

RUNNER = CliRunner()
AT = "2026-09-25T16:50:00+08:00"


def due(regulation: str, event: str, *more: str, at: str = AT) -> list[dict[str, Any]]:
    words = ["--regulation", regulation, "--event", event, "--at", at, "--json", *more]
    done = RUNNER.invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("regulation", "event", "clocks"),
    [
        ("anhui-12385", "accepted", {"reply"}),
        ("anhui-12385", "transferred", {"conclude"}),
        ("anhui-12385", "answered-call-transferred", {"conclude"}),
        ("yanbian-12345", "pushed", {"sign", "contact", "return", "conclude"}),
        ("anhui-12345", "transferred", {"contact", "return", "conclude"}),
        ("shanghai-962200", "accepted", {"forward"}),
        ("shanghai-962200", "dispatched", {"contact", "reply"}),
        ("shanghai-962200", "incident", {"report-oral", "report-written"}),
        ("shanghai-962200", "policy-released", {"upload"}),
        ("national-12385", "accepted", set()),
        ("anhui-12385", "pushed", set()),
    ],
)
def test_each_event_starts_the_clocks_of_its_regulation(regulation: str, event: str, clocks: set[str]) -> None:
    assert {found["clock"] for found in due(regulation, event)} == clocks


@pytest.mark.parametrize(
    ("regulation", "event", "more", "clock", "end"),
    [
        ("anhui-12385", "transferred", (), "conclude", "2026-10-29T17:30:00+08:00"),
        ("anhui-12385", "transferred", ("--extended", "1"), "conclude", "2026-11-09T17:30:00+08:00"),
        ("anhui-12385", "transferred", ("--extended", "2", "--complex"), "conclude", "2026-11-18T17:30:00+08:00"),
        ("anhui-12385", "accepted", (), "reply", "2026-10-09T17:30:00+08:00"),
        ("anhui-12385", "answered-call-transferred", (), "conclude", "2026-10-09T17:30:00+08:00"),
        ("yanbian-12345", "pushed", (), "conclude", "2026-09-28T16:50:00+08:00"),
        ("yanbian-12345", "pushed", ("--nature", "consultation"), "conclude", "2026-09-26T16:50:00+08:00"),
        ("yanbian-12345", "pushed", (), "sign", "2026-09-25T17:50:00+08:00"),
        ("anhui-12345", "transferred", ("--nature", "consultation"), "conclude", "2026-09-30T23:59:59+08:00"),
        ("anhui-12345", "transferred", ("--nature", "help"), "conclude", "2026-10-15T23:59:59+08:00"),
        ("anhui-12345", "transferred", ("--extended", "1"), "conclude", "2026-10-29T23:59:59+08:00"),
        ("anhui-12345", "transferred", (), "return", "2026-09-29T23:59:59+08:00"),
        ("shanghai-962200", "dispatched", (), "reply", "2026-10-09T23:59:59+08:00"),
        ("shanghai-962200", "dispatched", ("--complex",), "reply", "2026-10-15T23:59:59+08:00"),
        ("shanghai-962200", "accepted", ("--urgent",), "forward", AT),
        ("shanghai-962200", "accepted", (), "forward", "2026-09-28T23:59:59+08:00"),
        ("shanghai-962200", "incident", (), "report-oral", "2026-09-25T17:20:00+08:00"),
        ("shanghai-962200", "incident", (), "report-written", "2026-09-25T18:50:00+08:00"),
    ],
)
def test_each_limit_ends_when_its_article_says(
    regulation: str, event: str, more: tuple[str, ...], clock: str, end: str
) -> None:
    ends = {found["clock"]: found["due"] for found in due(regulation, event, *more)}
    assert ends[clock] == end


def test_the_json_holds_what_an_official_needs_to_count_it_again() -> None:
    (found,) = due("anhui-12345", "transferred", at="2026-12-30T09:00:00+08:00")[:1]
    assert found == {
        "clock": "contact",
        "article": "15",
        "due": "2026-12-31T23:59:59+08:00",
        "limit": 1,
        "unit": "WD",
        "counted": ["2026-12-31"],
        "skipped": [],
        "provisional": False,
    }


def test_a_limit_that_crosses_into_an_unpublished_year_is_provisional() -> None:
    (found,) = due("anhui-12385", "transferred", at="2026-12-10T09:00:00+08:00")
    assert found["provisional"] and {"date": "2027-01-01", "why": "元旦"} in found["skipped"]


def test_an_extension_beyond_what_is_allowed_is_noted_beside_the_json() -> None:
    words = ["--regulation", "anhui-12385", "--event", "transferred", "--at", AT, "--extended", "2", "--json"]
    done = RUNNER.invoke(app, words)
    assert "conclude: Art. 9(三) allows 1 extension(s) in such a matter: this shows more." in done.stderr
    assert json.loads(done.stdout)[0]["due"].startswith("2026-11-18"), "what was asked about is shown all the same"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("anhui-12385 pushed", "no limit that starts with pushed: its limits start with accepted, answered-call-"),
        ("anhui-12385 signed", "no limit that starts with signed"),
        ("national-12385 accepted", "national-12385 sets no limit that starts with accepted: it sets no limits at all"),
        ("anhui-12385 transferred --nature complaint", "knows no nature complaint, only consultation, request"),
        ("anhui-12385 accepted --complex", "no limit of anhui-12385 that starts with accepted heeds --complex"),
        ("anhui-12345 transferred --complex", "no limit of anhui-12345 that starts with transferred heeds --complex"),
        ("shanghai-962200 dispatched --urgent", "heeds --urgent"),
    ],
)
def test_what_makes_no_difference_is_noted_beside_the_json(words: str, told: str) -> None:
    regulation, event, *more = words.split()
    done = RUNNER.invoke(app, ["--regulation", regulation, "--event", event, "--at", AT, "--json", *more])
    assert done.exit_code == 0 and isinstance(json.loads(done.stdout), list)
    assert told in done.stderr


@pytest.mark.parametrize(
    ("at", "notes"),
    [
        ("2020-06-21T23:59:59+08:00", "note: anhui-12385 is in force from 2020-06-22: not on 2020-06-21\n"),
        ("2020-06-21T16:00:00+00:00", ""),
    ],
)
def test_a_time_before_the_regulation_is_counted_with_a_note(at: str, notes: str) -> None:
    words = ["--regulation", "anhui-12385", "--event", "accepted", "--at", at, "--json"]
    done = RUNNER.invoke(app, words)
    assert len(json.loads(done.stdout)) == 1
    assert done.stderr == notes


@pytest.mark.parametrize(
    "words",
    [
        "anhui-12385 transferred --complex --nature help",
        "shanghai-962200 dispatched --complex",
        "shanghai-962200 accepted --urgent",
        "yanbian-12345 pushed --nature report",
    ],
)
def test_what_makes_a_difference_is_not_remarked_upon(words: str) -> None:
    regulation, event, *more = words.split()
    done = RUNNER.invoke(app, ["--regulation", regulation, "--event", event, "--at", AT, "--json", *more])
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--regulation", "anhui-1238", "--event", "accepted"), "Did you mean 'anhui-12385'"),
        (("--regulation", "anhui-12385", "--event", "acepted"), "Did you mean 'accepted'"),
        (("--regulation", "anhui-12385", "--event", "concluded"), "choose among accepted, "),
        (("--regulation", "anhui-12385", "--event", "accepted", "--nature", "x"), "choose among"),
        (("--regulation", "anhui-12385", "--event", "accepted", "--nature", ""), "choose among"),
        (("--regulation", "anhui-12385", "--event", "accepted", "--at", "2026-09-25T16:50:00"), "+08:00"),
    ],
)
def test_a_mistyped_word_is_refused_with_the_mend(words: tuple[str, ...], told: str) -> None:
    done = RUNNER.invoke(app, list(words))
    assert done.exit_code == 1 and told in str(done.exception)


def test_without_json_it_is_told_in_chinese_sentences() -> None:
    done = RUNNER.invoke(app, ["--regulation", "anhui-12345", "--event", "transferred", "--at", AT])
    assert "当日不计（《民法典》第二百零一条）" in done.stdout
    assert "09-26（中秋节假期）" in done.stdout and "截止：2026-09-29 24:00。" in done.stdout
