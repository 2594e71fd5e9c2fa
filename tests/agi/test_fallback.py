"""The fallback program: the same flows over pyst2, in a process that Asterisk starts, and what it leaves on disk."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from agi.errors import SnapshotError
from agi.fake_asterisk import FakeAsterisk, opening
from agi.fallback_program import write_wrapper
from agi.pyst2_line import MendedAgi, Pyst2Line
from agi.snapshot import Snapshot
from dialplan.contract import Handover
from ivr_flows.call import CallerHungUp
from ivr_flows.flow_context import FlowSettings
from ivr_flows.prompt_texts import standard_texts
from ivr_flows.rendered_book import MANIFEST, book_json
from ivr_flows.scripted import ScriptedLine, Step, press, speak
from store.facts import CallFact, FactKind
from tests.ivr_flows.flow_desk import AT_NIGHT, IN_HOURS, plan

PROJECT = Path(__file__).resolve().parents[2]
LIMIT_S = 20
FIRST_PROMPT_S = 0.5
"""The hotline's promise for a server that is down."""


@dataclass(slots=True)
class Desk:
    """A run folder with a snapshot, and Asterisk's part in it."""

    run: Path

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self.run / "fallback", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def call(
        self,
        *script: list[Step],
        dialed: str = "055112385",
        run: str = "incoming",
        empty_walks: str = "",
        handover: str = "",
    ) -> FakeAsterisk:
        arguments = (run, "1795400000.17", dialed, "13905510001", "main", empty_walks, handover)
        asterisk = FakeAsterisk(ScriptedLine([step for steps in script for step in steps]), fast=False)
        with self.start(*arguments) as process:
            assert process.stdin and process.stdout
            process.stdin.write(opening(run, *arguments, fast=False))
            process.stdin.flush()
            for line in process.stdout:
                process.stdin.write(asterisk.answer(line))
                process.stdin.flush()
            process.wait(LIMIT_S)
            assert process.returncode == 0, process.stderr.read() if process.stderr else ""
        return asterisk

    def at(self, moment: object) -> None:
        """Set the clock: the offset is far larger than the time a test takes."""
        (self.run / "clock").write_text(str(moment.timestamp() - time.time()))  # type: ignore[attr-defined]

    @property
    def facts(self) -> list[CallFact]:
        lines = [
            line for file in sorted((self.run / "spool").glob("*.jsonl")) for line in file.read_text().splitlines()
        ]
        return [CallFact.from_json(line) for line in lines]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    for folder in ("prompts", "spool", "messages"):
        (tmp_path / folder).mkdir()
    the_plan = plan()
    texts = standard_texts()
    clips = {language: {f"#{id_}": f"{language}-{id_}" for id_ in texts} for language in ("zh", "ko")}
    names = {office.id: office.names for office in the_plan.offices.values()}
    (tmp_path / "prompts" / MANIFEST).write_text(book_json(texts, names, clips), encoding="utf-8")
    Snapshot(
        plan=the_plan,
        book=str(tmp_path / "prompts"),
        settings=FlowSettings(messages_folder=str(tmp_path / "messages")),
        spool=str(tmp_path / "spool"),
        clock=str(tmp_path / "clock"),
    ).write(tmp_path / "snapshot.json")
    write_wrapper(tmp_path / "fallback", project=PROJECT, snapshot=tmp_path / "snapshot.json")
    yield Desk(tmp_path)


def test_a_call_in_hours_is_routed_by_its_area_code_and_handed_over(desk: Desk) -> None:
    desk.at(IN_HOURS)
    asterisk = desk.call()
    handover = Handover.unpack(asterisk.line.variables["HOTLINE_HANDOVER"])
    assert [hop.office for hop in handover.chain] == ["hefei", "anhui"]
    assert [clip.rpartition("/")[2] for clip in asterisk.line.heard] == [
        "zh-greeting",
        "zh-recording-notice",
        "zh-connecting",
    ]


def test_what_it_did_is_on_disk_line_by_line(desk: Desk) -> None:
    desk.at(IN_HOURS)
    desk.call()
    assert [fact.kind for fact in desk.facts] == [
        FactKind.FALLBACK_RAN,
        FactKind.ARRIVED,
        FactKind.PROMPT_PLAYED,
        FactKind.PROMPT_PLAYED,
        FactKind.ROUTED,
        FactKind.PROMPT_PLAYED,
        FactKind.HANDED_OVER,
    ]
    assert {fact.call_id for fact in desk.facts} == {"1795400000.17"}
    assert desk.facts[0].at.date() == IN_HOURS.date()


def test_off_hours_the_caller_is_told_and_a_message_is_taken(desk: Desk) -> None:
    desk.at(AT_NIGHT)
    asterisk = desk.call(press("1"), speak(12))
    assert asterisk.line.recorded == [str(desk.run / "messages" / "1795400000.17")]
    message = next(fact for fact in desk.facts if fact.kind is FactKind.MESSAGE_LEFT)
    assert message.data["seconds"] == 12
    told = [fact.data for fact in desk.facts if fact.data.get("prompt") == "closed-opens"]
    assert told[0]["complete"] is True and told[0]["params"]["office"] == "hefei"


def test_nobody_signed_in_is_known_here_too(desk: Desk) -> None:
    desk.at(IN_HOURS)
    waiting = {"run": "still-waiting", "handover": "1|queue|zh|dialed-area|hefei:60,anhui:60"}
    asterisk = desk.call(press("0"), empty_walks="1", **waiting)
    assert asterisk.line.heard[0].endswith("zh-nobody-there")
    assert asterisk.line.variables["HOTLINE_HANDOVER"] == waiting["handover"]


def test_a_question_is_asked_where_only_the_caller_can_decide(desk: Desk) -> None:
    desk.at(IN_HOURS)
    asterisk = desk.call(press("1"), dialed="055812385")
    assert Handover.unpack(asterisk.line.variables["HOTLINE_HANDOVER"]).reason == "answered-question"


def test_the_first_prompt_comes_in_time(desk: Desk) -> None:
    """In seconds of processor: how long other programs keep this machine busy is not the fallback's fault."""
    process = desk.start("incoming", "7.1", "12385", "", "", "", "")
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(opening("incoming", "incoming", "7.1", "12385", "", "", "", "", fast=False))
    process.stdin.flush()
    assert process.stdout.readline() == b"ANSWER\n"
    process.stdin.write(b"200 result=0\n")
    process.stdin.flush()
    assert b"greeting" in process.stdout.readline()
    process.kill()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    for pipe in (process.stdin, process.stdout, process.stderr):
        pipe.close()
    assert used.ru_utime + used.ru_stime < FIRST_PROMPT_S


def test_a_full_disk_costs_no_caller(desk: Desk) -> None:
    (desk.run / "spool").rmdir()
    desk.at(IN_HOURS)
    assert desk.call().line.variables["HOTLINE_HANDOVER"].startswith("1|queue|")


def test_a_snapshot_of_another_format_says_so(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    Snapshot(plan=plan(), book="/b", settings=FlowSettings(messages_folder="/m"), spool="/s").write(path)
    path.write_text(path.read_text().replace('"format": 1', '"format": 2'))
    with pytest.raises(SnapshotError, match="format 2"):
        Snapshot.read(path)


@pytest.mark.parametrize("damage", ["", "{}", '{"format": 99}', "not JSON"])
def test_a_damaged_snapshot_hands_nothing_over_and_says_what_to_do(desk: Desk, damage: str) -> None:
    (desk.run / "snapshot.json").write_text(damage)
    with desk.start("incoming", "7.1") as process:
        out, err = process.communicate(opening("incoming", "incoming", "7.1", fast=False), LIMIT_S)
    assert process.returncode == 1 and out == b""
    assert b"snapshot.json" in err and b"Traceback" not in err


def test_an_unknown_script_hands_nothing_over(desk: Desk) -> None:
    with desk.start("no-such", "7.1") as process:
        out, err = process.communicate(opening("no-such", "no-such", "7.1", fast=False), LIMIT_S)
    assert process.returncode == 1 and out == b"" and b"no-such" in err


def test_an_asterisk_that_dies_leaves_facts_and_no_traceback(desk: Desk) -> None:
    desk.at(IN_HOURS)
    with desk.start("incoming", "7.1", "12385", "", "", "", "") as process:
        start = opening("incoming", "incoming", "7.1", "12385", "", "", "", "", fast=False)
        _, err = process.communicate(start + b"200 result=0\n200 result=0 endp", LIMIT_S)
    assert process.returncode == 1 and b"Traceback" not in err
    assert desk.facts[-1].kind is FactKind.FLOW_FAILED
    assert desk.facts[-2].data == {
        "prompt": "greeting",
        "language": "zh",
        "params": {},
        "complete": False,
    }


def test_a_caller_who_hangs_up_while_it_loads_leaves_facts(desk: Desk) -> None:
    desk.at(IN_HOURS)
    with desk.start("incoming", "7.1", "12385", "", "", "", "") as process:
        assert process.stdin and process.stdout
        process.stdin.write(opening("incoming", "incoming", "7.1", "12385", "", "", "", "", fast=False))
        process.stdin.flush()
        assert process.stdout.readline() == b"ANSWER\n"
        os.kill(process.pid, signal.SIGHUP)
        process.stdin.write(b"200 result=-1\n")
        process.stdin.flush()
        process.wait(LIMIT_S)
        assert process.returncode == 0
    assert [fact.kind for fact in desk.facts] == [FactKind.FALLBACK_RAN, FactKind.ARRIVED]


def test_a_caller_who_hangs_up_before_it_can_speak_leaves_facts_too(desk: Desk) -> None:
    desk.at(IN_HOURS)
    with desk.start("incoming", "7.1", "12385", "", "", "", "") as process:
        assert process.stdin
        deadline = time.monotonic() + LIMIT_S
        while not _ignores_hangup(process.pid):
            assert time.monotonic() < deadline
        os.kill(process.pid, signal.SIGHUP)
        start = opening("incoming", "incoming", "7.1", "12385", "", "", "", "", fast=False)
        process.communicate(start + b"511 Command Not Permitted on a dead channel or intercept routine\n", LIMIT_S)
        assert process.returncode == 0
    assert [fact.kind for fact in desk.facts] == [FactKind.FALLBACK_RAN, FactKind.ARRIVED]


def _ignores_hangup(pid: int) -> bool:
    """Whether the shell has come to its trap, or Python has taken over from there."""
    status = dict(
        line.split(":\t", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":\t" in line
    )
    return bool((int(status["SigIgn"], 16) | int(status["SigCgt"], 16)) & 1 << signal.SIGHUP - 1)


def test_what_a_snapshot_writes_it_reads(tmp_path: Path) -> None:
    snapshot = Snapshot(plan=plan(), book="/b", settings=FlowSettings(messages_folder="/m", sms_number="1"), spool="/s")
    snapshot.write(tmp_path / "s.json")
    assert Snapshot.read(tmp_path / "s.json") == snapshot


@pytest.mark.parametrize(
    ("key", "value"),
    [("plan", {}), ("book", 7), ("settings", {"no": 1}), ("spool", None), ("clock", []), ("beep", None)],
)
def test_a_snapshot_with_a_wrong_part_is_refused(tmp_path: Path, key: str, value: object) -> None:
    path = tmp_path / "s.json"
    Snapshot(plan=plan(), book="/b", settings=FlowSettings(messages_folder="/m"), spool="/s").write(path)
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(SnapshotError, match=r"s\.json.*render"):
        Snapshot.read(path)


def test_pyst2s_chatter_and_quotes_are_mended(capsys: pytest.CaptureFixture[str]) -> None:
    out = io.BytesIO()
    sent = opening("incoming", fast=False).replace("王小明".encode(), b"\xcd\xf5") + b"200 result=1\n"
    agi = MendedAgi(io.BytesIO(sent), out)
    agi.set_variable("NAME", 'a "quoted" \\ word')
    assert agi.env["agi_calleridname"].encode("utf-8", "surrogateescape") == b"\xcd\xf5"
    assert out.getvalue() == b'SET VARIABLE "NAME" "a \\"quoted\\" \\\\ word"\n'
    assert capsys.readouterr().err == ""


def test_a_recording_never_takes_the_beeps_length_for_its_own() -> None:
    replies = b"200 result=0 endpos=4000\n"
    agi = MendedAgi(io.BytesIO(opening("incoming", fast=False) + replies), io.BytesIO())
    line = Pyst2Line(agi)
    assert _result(line.stream("beep", "")).missing is False
    agi._handle_sighup(signal.SIGHUP, None)
    with pytest.raises(CallerHungUp):
        _result(line.capture("/m", "#", 60, 5))


def _result(verb: Coroutine[Any, Any, Any]) -> Any:
    try:
        verb.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("pyst2's line waited")


def test_pyst2_no_longer_loops_at_the_end_of_a_cut_usage_text() -> None:
    agi = MendedAgi(io.BytesIO(opening("incoming", fast=False) + b"520-Invalid command syntax.\nUsage"), io.BytesIO())
    with pytest.raises(EOFError):
        agi.answer()
