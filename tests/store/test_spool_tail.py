"""Watching the spool beside whoever takes it in: what is new and whole, once, whatever becomes of the files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from store.facts import CallFact, FactKind
from store.spool_tail import SpoolTail


def line(call: str) -> bytes:
    fact = CallFact(call_id=call, at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC), kind=FactKind.ARRIVED)
    return fact.to_json().encode() + b"\n"


def add(path: Path, what: bytes) -> None:
    with path.open("ab") as file:
        file.write(what)


def calls(tail: SpoolTail) -> list[str]:
    return [fact.call_id for fact in tail.new()]


def test_what_was_there_before_is_not_told_and_what_comes_is_told_once(tmp_path: Path) -> None:
    add(tmp_path / "1-a.jsonl", line("1.1"))
    tail = SpoolTail(tmp_path)
    add(tmp_path / "1-a.jsonl", line("1.2"))
    add(tmp_path / "2-b.jsonl", line("1.3"))
    assert calls(tail) == ["1.2", "1.3"]
    assert calls(tail) == []


def test_a_line_is_told_when_it_is_whole(tmp_path: Path) -> None:
    tail, whole = SpoolTail(tmp_path), line("1.2")
    add(tmp_path / "1-a.jsonl", line("1.1") + whole[:30])
    assert calls(tail) == ["1.1"]
    add(tmp_path / "1-a.jsonl", whole[30:])
    assert calls(tail) == ["1.2"]


def test_who_comes_in_the_middle_of_a_line_passes_over_it_as_over_a_damaged_one(tmp_path: Path) -> None:
    torn = line("1.1")
    add(tmp_path / "1-a.jsonl", torn[:30])
    tail = SpoolTail(tmp_path)
    add(tmp_path / "1-a.jsonl", torn[30:] + b"{no fact}\n" + line("1.2"))
    assert calls(tail) == ["1.2"]


def test_a_file_that_was_taken_in_and_moved_away_is_no_trouble(tmp_path: Path) -> None:
    add(tmp_path / "1-a.jsonl", line("1.1"))
    tail = SpoolTail(tmp_path)
    (tmp_path / "1-a.jsonl").unlink()
    add(tmp_path / "2-b.jsonl", line("1.2"))
    assert calls(tail) == ["1.2"]
