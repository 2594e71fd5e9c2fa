"""Odd words on the command line are answered with what to write instead, not with an empty list or a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.commands import call, flow
from hotline.commands.records import OfficeUnknown, calls_app, recordings_app, tickets_app


def test_a_flow_is_walked_without_naming_the_site() -> None:
    walked = CliRunner().invoke(flow.app, ["run", "incoming", "--keys", "1", "--at", "2026-11-23T10:00:00+08:00"])
    assert walked.exit_code == 0 and "您好，这里是12385残疾人服务热线" in walked.stdout


def test_a_recording_that_is_not_there_is_told_before_anybody_dials() -> None:
    refused = CliRunner().invoke(call.app, ["sites/anhui.toml", "--audio", "nothing.wav"])
    assert refused.exit_code == 2 and "nothing.wav" in refused.output and "Traceback" not in refused.output


@pytest.mark.parametrize("app", [calls_app, tickets_app, recordings_app], ids=["calls", "tickets", "recordings"])
def test_an_office_that_the_site_does_not_know_is_no_empty_list(
    app: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    refused = CliRunner().invoke(app, ["list", "--office", "heifei"]).exception  # type: ignore[arg-type]
    assert isinstance(refused, OfficeUnknown) and "hefei" in str(refused)
