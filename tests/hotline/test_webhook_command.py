"""`hotline webhook`: receivers are added with a secret shown once, listed, and removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.commands.webhook import webhook_app
from ticketing.casework.webhooks import BadWebhook


def test_a_receiver_is_added_listed_and_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    runner = CliRunner()
    made = runner.invoke(webhook_app, ["add", "https://example.org/in", "--topic", "ticket-changed"]).stdout.split()
    key, secret = made[1], made[3]
    assert len(secret) >= 40
    told = runner.invoke(webhook_app, ["list"]).stdout
    assert f"{key}  https://example.org/in  ticket-changed  waiting 0" in told and secret not in told
    assert runner.invoke(webhook_app, ["remove", key]).exit_code == 0
    assert runner.invoke(webhook_app, ["list"]).stdout == ""
    assert isinstance(runner.invoke(webhook_app, ["remove", key]).exception, BadWebhook)
    assert isinstance(runner.invoke(webhook_app, ["add", "ftp://example.org"]).exception, BadWebhook)
