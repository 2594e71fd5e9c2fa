"""Building the desktop on machines that are set up in another way than ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotline.desktop_build import npm_cache


def test_npm_gets_a_folder_of_ours_where_it_cannot_write_below_the_users_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path == tmp_path / "mine" / ".npm")
    (tmp_path / "mine" / ".npm").mkdir(parents=True)
    assert npm_cache(tmp_path / "mine", tmp_path / "node") == {}
    for user in ("theirs", "missing"):
        assert npm_cache(tmp_path / user, tmp_path / "node") == {"npm_config_cache": str(tmp_path / "node/npm-cache")}
