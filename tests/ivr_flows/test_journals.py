"""What flows leave behind: the spool on disk, failures as facts, prompts all used and all sayable."""

from __future__ import annotations

import contextlib
import os
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ivr_flows.journal import ListJournal
from ivr_flows.prompt_texts import Room, standard_texts
from ivr_flows.spool import SpoolJournal
from store.facts import CallFact, FactKind
from tests.ivr_flows.flow_desk import IN_HOURS, call, plan

ROOM = Path(__file__).resolve().parents[2] / "ivr_flows"


def fact(number: int, text: str = "") -> CallFact:
    return CallFact(call_id="7.1", at=IN_HOURS, kind=FactKind.PROMPT_PLAYED, data={"number": number, "text": text})


@contextlib.contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Files may not grow beyond `size` bytes: a full disk, without one."""
    import signal

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("sync", [True, False])
def test_each_fact_is_a_line_that_reads_back(tmp_path: Path, sync: bool) -> None:
    journal = SpoolJournal(tmp_path, start="20261123", sync=sync)
    facts = [fact(number, "合肥市") for number in range(3)]
    for each in facts:
        journal.note(each)
    assert journal.path.name == f"{os.getpid()}-20261123.jsonl"
    assert [CallFact.from_json(line) for line in journal.path.read_text(encoding="utf-8").splitlines()] == facts
    journal.close()


def test_a_process_without_facts_leaves_no_file(tmp_path: Path) -> None:
    assert not SpoolJournal(tmp_path, start="x", sync=True).path.exists()


def test_a_full_disk_raises_nothing_and_loses_nothing_that_it_takes_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = SpoolJournal(tmp_path, start="x", sync=False)
    journal.note(fact(0))
    with disk_of(300):
        for number in range(1, 5):
            journal.note(fact(number))
    journal.note(fact(5))
    lines = journal.path.read_text().splitlines()
    assert [CallFact.from_json(line).data["number"] for line in lines] == [0, 1, 2, 3, 4, 5]
    assert "takes no facts" in capsys.readouterr().err
    journal.close()


def test_what_finds_no_room_at_all_is_counted(tmp_path: Path) -> None:
    journal = SpoolJournal(tmp_path / "no-such-folder", start="x", sync=True)
    for number in range(4):
        journal.note(fact(number, "x" * 400_000))
    assert journal.lost == 2
    journal.close()


def test_a_broken_flow_is_a_fact_before_it_is_an_error() -> None:
    journal = ListJournal()
    with pytest.raises(KeyError):
        call(dialed="055112385", site=plan(offices={}), journal=journal)
    assert journal.of(FactKind.FLOW_FAILED) == [{"error": "KeyError", "script": "incoming"}]


def test_every_prompt_that_flows_name_exists_and_every_flow_prompt_is_named() -> None:
    sources = "\n".join(path.read_text() for path in ROOM.glob("*.py"))
    named = set(re.findall(r'"([a-z]+(?:-[a-z]+)*)"', sources))
    states = {f"progress-{state}" for state in ("registered", "handling", "replied", "concluded", "refused")}
    ours = {prompt.id for prompt in standard_texts().values() if prompt.room is Room.FLOW}
    assert ours - named - states == set(), "prompts that no flow says"
    assert states <= ours


def test_a_naive_present_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        call(at=datetime(2026, 11, 23, 9))  # noqa: DTZ001


def test_flows_and_fallback_reach_no_event_loop_and_no_database() -> None:
    check = (
        "import sys, agi.fallback; "
        "print([m for m in ('asyncio', 'sqlalchemy', 'aiohttp', 'structlog', 'pyttsx3', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", check], cwd=ROOM.parent, capture_output=True, text=True, timeout=60)
    assert found.stdout.strip() == "[]", found.stderr
