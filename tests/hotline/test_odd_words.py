"""Odd words on the command line are answered with what to write instead, not with an empty list or a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.commands import call, due, flow, prompts, route
from hotline.commands.records import calls_app, recordings_app, tickets_app
from hotline.commands.words import WordError, moment


def test_a_flow_is_walked_without_naming_the_site() -> None:
    walked = CliRunner().invoke(flow.app, ["run", "incoming", "--keys", "1", "--at", "2026-11-23T10:00:00+08:00"])
    assert walked.exit_code == 0 and "您好，这里是12385残疾人服务热线" in walked.stdout
    assert walked.stdout.endswith("handed over: queue at anhui for 60 s\n")


def test_a_recording_that_is_not_there_is_told_before_anybody_dials() -> None:
    refused = CliRunner().invoke(call.app, ["sites/anhui.toml", "--audio", "nothing.wav"])
    assert refused.exit_code == 2 and "nothing.wav" in refused.output and "Traceback" not in refused.output


@pytest.mark.parametrize("app", [calls_app, tickets_app, recordings_app], ids=["calls", "tickets", "recordings"])
def test_an_office_that_the_site_does_not_know_is_no_empty_list(
    app: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    refused = CliRunner().invoke(app, ["list", "--office", "heifei"]).exception  # type: ignore[arg-type]
    assert isinstance(refused, WordError) and "Did you mean 'hefei'" in str(refused)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:00:00-08:00", "1026-11-23T10:00:00+08:00"]
)
@pytest.mark.parametrize(
    ("app", "words"),
    [
        (route.app, ["--site", "sites/anhui.toml", "--dialed", "12385"]),
        (due.app, ["--regulation", "anhui-12385", "--event", "transferred"]),
        (flow.app, ["run", "incoming"]),
    ],
    ids=["route", "due", "flow"],
)
def test_a_time_of_another_age_is_a_slip_of_the_finger_and_told(app: object, words: list[str], text: str) -> None:
    refused = CliRunner().invoke(app, [*words, "--at", text]).exception  # type: ignore[arg-type]
    assert isinstance(refused, WordError) and "the year must be one of 1950 to 2999" in str(refused)


def test_a_language_that_no_prompt_has_is_no_list_of_empty_texts() -> None:
    refused = CliRunner().invoke(prompts.prompts_app, ["list", "--language", "kr"]).exception
    assert isinstance(refused, WordError) and "--language kr: " in str(refused) and "ko" in str(refused)


def test_a_mistaken_time_names_the_option_it_stands_at() -> None:
    with pytest.raises(WordError, match=r"--review-by tomorrow: .* Write it as"):
        moment("tomorrow", "--review-by")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--trunk", "hefey"], "--trunk hefey: Did you mean 'hefei'"),
        (["--trunk", "x"], "--trunk x: choose among province, hefei"),
        (["--last-office", "lua"], "--last-office lua: Did you mean 'luan'"),
    ],
)
def test_a_trunk_or_office_that_the_site_does_not_have_is_not_passed_over(words: list[str], told: str) -> None:
    refused = CliRunner().invoke(route.app, ["--site", "sites/anhui.toml", "--dialed", "12385", *words]).exception
    assert isinstance(refused, WordError) and told in str(refused)
