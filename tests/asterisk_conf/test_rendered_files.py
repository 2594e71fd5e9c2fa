"""What is rendered for the test site, file by file, beside the files in `golden/`.

To take over a wanted change: `.venv/bin/python -m tests.asterisk_conf.test_rendered_files`, then read the diff.
"""

from __future__ import annotations

import stat
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.errors import PlanError, UnsafeValueError
from asterisk_conf.plan import Run
from asterisk_conf.render import records_stereo, render, write
from dialplan.contract import Action, Handover
from routing.outbound import Outbound
from routing.plan import Office, Trunk
from tests.asterisk_conf.site import fixed_plan, make_believe_asterisk

GOLDEN = Path(__file__).parent / "golden"


def rendered(folder: Path) -> dict[str, str]:
    return {name: text.replace(str(folder), "/FOLDER") for name, text in render(fixed_plan(folder)).items()}


def test_the_rendered_tree_is_the_golden_one(tmp_path: Path) -> None:
    golden = {path.name: path.read_text() for path in GOLDEN.glob("*.conf")}
    files = rendered(tmp_path)
    assert sorted(files) == sorted(golden)
    for name, text in files.items():
        assert text == golden[name], f"{name} differs from tests/asterisk_conf/golden/{name}"


def test_rendering_twice_gives_the_same(tmp_path: Path) -> None:
    assert rendered(tmp_path) == rendered(tmp_path)


def test_only_the_owner_may_read_what_holds_passwords(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path)
    write(plan)
    for path in plan.run.etc.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_no_longer_rendered_goes_away(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path)
    write(plan)
    stale = plan.run.etc / "sip.conf"
    stale.write_text("[general]\n")
    write(plan)
    assert not stale.exists()


def test_sounds_are_linked_under_asterisk_s_names(tmp_path: Path) -> None:
    clip = tmp_path / "clip.sln"
    clip.write_bytes(b"\0\0")
    plan = fixed_plan(tmp_path, sounds={"zh": {"hotline-apology": clip, "digits/1": clip}})
    write(plan)
    write(plan)
    assert (plan.run.data / "sounds/zh/hotline-apology.sln").resolve() == clip
    assert (plan.run.data / "sounds/zh/digits/1.sln").resolve() == clip


def test_a_missing_sound_is_named(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path, sounds={"zh": {"hotline-apology": tmp_path / "nowhere.sln"}})
    with pytest.raises(PlanError, match=r"hotline-apology \(zh\) is missing"):
        write(plan)


def test_an_older_asterisk_records_two_files_instead_of_one(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path, asterisk=make_believe_asterisk(tmp_path, version=(20, 6, 0)))
    extensions = render(plan)["extensions.conf"]
    assert ".raw,D)" not in extensions
    assert "${HOTLINE_CALL}.caller.sln)t(" in extensions


@pytest.mark.parametrize(
    ("version", "stereo"),
    [
        ((18, 26, 0), False),
        ((20, 6, 0), False),
        ((20, 11, 0), True),
        ((21, 5, 0), False),
        ((22, 0, 0), False),
        ((22, 1, 0), True),
        ((23, 1, 0), True),
    ],
)
def test_which_asterisk_records_stereo(version: tuple[int, int, int], stereo: bool) -> None:
    assert records_stereo(version) is stereo


def test_the_bare_dialplan_s_handover_is_one_that_our_codec_reads(tmp_path: Path) -> None:
    text = render(fixed_plan(tmp_path))["extensions.conf"]
    bare = text.partition("[hotline-bare]")[2].partition("Set(HOTLINE_HANDOVER=")[2].partition(")")[0]
    handover = Handover.unpack(bare)
    assert handover.action is Action.QUEUE
    assert [(hop.office, hop.seconds) for hop in handover.chain] == [("anhui", 0)]


def test_an_office_id_cannot_smuggle_in_a_line(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path)
    bad = replace(plan.routing.offices["hefei"], id="hefei]\n[other")
    offices: dict[str, Office] = {**plan.routing.offices, "hefei": bad}
    with pytest.raises(UnsafeValueError, match="hefei"):
        render(replace(plan, routing=replace(plan.routing, offices=offices)))


@pytest.mark.parametrize("sign", [",", '"', "\\", "(", "|"])
def test_a_trunk_s_id_cannot_smuggle_a_variable_into_the_dialplan(tmp_path: Path, sign: str) -> None:
    plan = fixed_plan(tmp_path, outbound=None)
    trunks = {"t": Trunk(id=f"t{sign}QUEUE_PRIO=1", host="127.0.0.2")}
    with pytest.raises(UnsafeValueError, match="QUEUE_PRIO"):
        render(replace(plan, routing=replace(plan.routing, trunks=trunks)))


def test_a_trunk_s_host_cannot_smuggle_in_a_comment(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path, outbound=None)
    trunks = {"t": Trunk(id="t", host="127.0.0.2;x")}
    with pytest.raises(UnsafeValueError, match=r"127\.0\.0\.2;x"):
        render(replace(plan, routing=replace(plan.routing, trunks=trunks)))


def test_a_seat_without_a_password_is_named(tmp_path: Path) -> None:
    plan = fixed_plan(tmp_path)
    seats = {seat: "x" for seat in plan.secrets.seats if seat != "hefei-02"}
    with pytest.raises(PlanError, match="Seat hefei-02 has no SIP password"):
        replace(plan, secrets=replace(plan.secrets, seats=seats))


def test_a_run_folder_whose_path_is_too_long_for_a_socket_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="too long for Asterisk's control socket"):
        fixed_plan(tmp_path, run=Run(root=tmp_path / ("x" * 100)))


def test_an_unknown_outbound_trunk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="'nowhere' is not one of the site's trunks"):
        fixed_plan(tmp_path, outbound=Outbound(trunk="nowhere", shown="12385"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for file_name, content in rendered(Path(scratch)).items():
            (GOLDEN / file_name).write_text(content)
