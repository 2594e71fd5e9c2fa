"""Building the desktop on machines that are set up in another way than ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotline.desktop_build import DesktopBuildFailed, npm_cache, run


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
