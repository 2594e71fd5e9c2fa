"""Which Asterisk of the machine is used, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from asterisk_conf import programs
from asterisk_conf.errors import FetchError
from asterisk_conf.installed import Asterisk, asterisk_version, installed_asterisk, judge
from asterisk_conf.modules import REQUIRED
from asterisk_conf.program import Program


def says(program: Path, answer: str) -> Path:
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(0o755)
    return program


def installation(
    prefix: Path,
    version: str = "18.10.0",
    *,
    modules: str = "lib/asterisk/modules",
    data: str = "share/asterisk",
    without: frozenset[str] = frozenset(),
) -> Path:
    """A whole installation under `prefix`, but for some modules; its program."""
    for name in set(REQUIRED) - without:
        module = prefix / modules / f"{name}.so"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.touch()
    documentation = prefix / data / "documentation" / "core-en_US.xml"
    documentation.parent.mkdir(parents=True, exist_ok=True)
    documentation.touch()
    return says(prefix / "sbin" / "asterisk", f"Asterisk {version}")


@pytest.mark.parametrize("modules", ["lib/asterisk/modules", "lib/x86_64-linux-gnu/asterisk/modules"])
@pytest.mark.parametrize("data", ["share/asterisk", "var/lib/asterisk", "../var/lib/asterisk"])
def test_the_one_on_the_path_is_used_with_what_stands_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, modules: str, data: str
) -> None:
    prefix = tmp_path / "usr"
    program = installation(prefix, modules=modules, data=data)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    found = installed_asterisk()
    assert isinstance(found, Asterisk)
    assert (found.program.executable, found.version) == (program, (18, 10, 0))
    assert found.modules == prefix / modules
    assert found.data == (prefix / data).resolve()
    assert found.has_module("app_queue") and not found.has_module("codec_opus")


def test_one_too_old_is_told_so(tmp_path: Path) -> None:
    found = judge(installation(tmp_path, "16.28.0"))
    assert isinstance(found, str)
    assert "16.28.0" in found and "needs 18 or newer, so upgrade it" in found


def test_what_modules_it_lacks_is_told_and_where_they_belong(tmp_path: Path) -> None:
    found = judge(installation(tmp_path, without=frozenset({"res_srtp", "app_mixmonitor"})))
    assert isinstance(found, str)
    assert f"lacks modules (res_srtp, app_mixmonitor): install them into {tmp_path}/lib/asterisk/modules" in found


def test_one_with_few_modules_is_not_answered_with_a_page_of_names(tmp_path: Path) -> None:
    found = judge(installation(tmp_path, without=frozenset(REQUIRED) - {"app_queue"}))
    assert isinstance(found, str)
    assert f"and {len(REQUIRED) - 6} more" in found


def test_one_without_modules_or_documentation_is_told_what_to_install(tmp_path: Path) -> None:
    bare = judge(says(tmp_path / "bare" / "sbin" / "asterisk", "Asterisk 20.6.0"))
    assert isinstance(bare, str) and "install its modules too" in bare
    program = installation(tmp_path / "mute")
    (tmp_path / "mute/share/asterisk/documentation/core-en_US.xml").unlink()
    mute = judge(program)
    assert isinstance(mute, str) and "lacks documentation/core-en_US.xml" in mute


def test_one_that_does_not_run_is_told_how_to_see_why(tmp_path: Path) -> None:
    found = judge(says(tmp_path / "sbin" / "asterisk", "no version"))
    assert isinstance(found, str) and f"`{tmp_path}/sbin/asterisk -V` shows why" in found


def test_when_the_machine_s_own_cannot_be_used_people_are_told_and_a_private_one_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = installation(tmp_path, "16.28.0")
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(programs, "asterisk_suite", fetching_is_tried)
    said: list[str] = []
    with pytest.raises(FetchError, match="tried"):
        programs.ensure_asterisk(tmp_path / "home", progress=said.append)
    assert len(said) == 1 and said[0].endswith("upgrade it to use it. Until then a private one is used.")


def fetching_is_tried() -> None:
    raise FetchError("tried")


@pytest.mark.parametrize(
    ("said", "version"),
    [("Asterisk 22.10.1+dfsg", (22, 10, 1)), ("Asterisk 18.9-cert4", (18, 9, 0)), ("something else", None)],
)
def test_the_version_is_what_asterisk_says(tmp_path: Path, said: str, version: tuple[int, int, int] | None) -> None:
    program = tmp_path / "asterisk"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(0o755)
    assert asterisk_version(Program(executable=program)) == version


def test_a_program_that_is_not_there_has_no_version(tmp_path: Path) -> None:
    assert asterisk_version(Program(executable=tmp_path / "none")) is None
