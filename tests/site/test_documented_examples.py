"""Every `hotline check|route|due` example in the two guides runs as it is written."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
GUIDES = ("site-file.md", "regulation-packs.md")
EXAMPLE = re.compile(r"`hotline (check|route|due) ([^`]+)`")


def examples() -> list[tuple[str, str]]:
    texts = [(ROOT / "docs" / guide).read_text(encoding="utf-8") for guide in GUIDES]
    return [(match[1], " ".join(match[2].split())) for text in texts for match in EXAMPLE.finditer(text)]


@pytest.mark.parametrize(("command", "words"), examples())
def test_the_example_runs(command: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    concrete = words.replace("<id>", "anhui-12385").replace("FILE", "sites/anhui.toml")
    app = importlib.import_module(f"hotline.commands.{command}").app
    done = CliRunner().invoke(app, shlex.split(concrete), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert done.stdout.strip()


def test_there_are_examples_of_all_three() -> None:
    assert {command for command, _ in examples()} == {"check", "route", "due"}
