"""Commands called from another folder than the project's, and without `--site`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from hotline.commands import audit, flow, status, user
from hotline.commands.records import calls_app, recordings_app, tickets_app


@pytest.mark.parametrize(
    ("app", "words"),
    [
        (flow.app, ("run", "incoming", "--keys", "h")),
        (calls_app, ("list",)),
        (tickets_app, ("list",)),
        (recordings_app, ("list",)),
        (user.user_app, ("list",)),
        (audit.audit_app, ("verify",)),
    ],
)
def test_the_projects_own_site_is_found(
    own_run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, app: Typer, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, (done.output, done.exception)


def test_the_status_of_it_is_told(own_run: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    told = CliRunner().invoke(status.app, [])
    assert told.exit_code == 1 and "no hotline has run" in told.stdout
