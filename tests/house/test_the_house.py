"""Rules that hold for the whole project: imports point down, names are ours, files say what they are."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ROOMS = (
    "hotline", "web", "agi", "ami", "asterisk_conf", "recordings", "ivr_flows", "ticketing", "dialplan", "routing",
    "workdays", "store",
)  # fmt: skip
CODE = {".py", ".ts", ".vue", ".j2"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".py" and path.relative_to(PROJECT).parts[0] in ROOMS]


def test_imports_point_down_and_pure_rooms_stay_pure() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout


def test_no_other_installed_distribution_owns_the_name_of_a_room() -> None:
    owners = {
        (room, distribution.metadata["Name"])
        for distribution in distributions()
        for room in ROOMS
        if any(file.parts[0] in (room, f"{room}.py") for file in distribution.files or ())
    }
    assert {owner for _, owner in owners} <= {"hotline-12385"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_file_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a file opens with a short paragraph: what it is"


def test_the_examples_in_docstrings_hold() -> None:
    shown = [path for path in sources() if "\n    >>> " in path.read_text(encoding="utf-8")]
    assert shown
    for path in shown:
        module = importlib.import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))
        assert doctest.testmod(module).failed == 0, path


def test_no_unfinished_business_is_left_in_the_tree() -> None:
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error")))
    found = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        if path.suffix in CODE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_every_text_file_is_read_and_written_in_utf_8_whatever_the_machine_speaks() -> None:
    """A machine set to zh_CN.GB18030 would else write what the next program cannot read."""
    found = [
        f"{path.relative_to(PROJECT)}:{call.lineno}"
        for path in sources()
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in ("read_text", "write_text") and "encoding" not in {word.arg for word in call.keywords}
    ]
    assert found == []
