"""The environment in which prompts are rendered: made once, again when its lock changed, with a Python that suits."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hotline import bootstrap
from hotline.bootstrap import STAMP, ensure, lock_digest
from hotline.speech_environment import suits


def test_a_python_suits_that_runs_and_is_neither_too_old_nor_too_new(tmp_path: Path) -> None:
    assert suits(sys.executable) == (sys.version_info[:2] in {(3, 11), (3, 12)})
    assert not suits(str(tmp_path / "no-python-here"))
    newer = tmp_path / "python3.13"
    newer.write_text("#!/bin/sh\nexit 1\n")
    newer.chmod(0o755)
    assert not suits(str(newer))


def test_an_environment_that_holds_what_the_lock_says_is_left_alone(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==1 --hash=sha256:1\n")
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / STAMP).write_text(lock_digest(lock))

    filled: list[str] = []
    ensure(tmp_path / "venv", lock, lambda: filled.append("anew"))
    assert filled == []


def test_another_lock_another_digest(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("numpy==1 --hash=sha256:1\n")
    before = lock_digest(lock)
    lock.write_text("numpy==2 --hash=sha256:2\n")
    assert lock_digest(lock) != before


def test_a_failure_is_told_in_a_sentence_and_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("in the way")
    assert bootstrap.main(["--speech", str(tmp_path / "file" / "speech")]) == 1
    assert capsys.readouterr().err.startswith("set-up: ")
