"""Where packages come from and how fetched programs are run."""

from __future__ import annotations

from pathlib import Path

import pytest

from asterisk_conf import suites
from asterisk_conf.errors import FetchError
from asterisk_conf.program import Program
from asterisk_conf.programs import asterisk_version, program_in
from asterisk_conf.suites import Suite, debian_suite, os_release


def played_apt(folder: Path, rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "apt-get"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{rows}\nEND\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(suites, "_KEYRINGS", tmp_path)
    path = tmp_path / "debian-archive-keyring.gpg"
    path.touch()
    return path


def test_the_mirror_is_the_one_that_the_machine_uses(
    tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "http://other.test/x|nodistro|main\nhttp://mirror.test/debian/|bookworm|main\nhttp://b.test/|bookworm-updates|main"
    played_apt(tmp_path, rows, monkeypatch)
    suite = debian_suite("forky", "bookworm")
    assert suite.lines == (f"deb [signed-by={keyring}] http://mirror.test/debian/ forky main",)
    assert suite.status is None


def test_the_environment_may_name_another_mirror(
    tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played_apt(tmp_path, "", monkeypatch)
    monkeypatch.setenv("HOTLINE_DEBIAN_MIRROR", "http://near.test/debian")
    assert "http://near.test/debian forky main" in debian_suite("forky", "bookworm").lines[0]


def test_a_machine_without_a_mirror_is_told_where_to_name_one(
    tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played_apt(tmp_path, "http://other.test/x|nodistro|main", monkeypatch)
    with pytest.raises(FetchError, match=r"no Debian mirror.*HOTLINE_DEBIAN_MIRROR"):
        debian_suite("forky", "bookworm")


def test_without_the_archive_s_keys_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "_KEYRINGS", tmp_path)
    with pytest.raises(FetchError, match=r"cannot be checked.*debian-archive-keyring"):
        debian_suite("forky", "bookworm")


def test_a_machine_without_apt_is_told_what_to_install(
    tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchError, match=r"no apt-get.*Install Asterisk 18 or newer"):
        debian_suite("forky", "bookworm")


def test_the_machine_s_release_is_read(tmp_path: Path) -> None:
    path = tmp_path / "os-release"
    path.write_text('ID=ubuntu\nVERSION_CODENAME="noble"\n')
    assert os_release(path) == {"ID": "ubuntu", "VERSION_CODENAME": "noble"}
    assert os_release(tmp_path / "missing") == {}


def test_a_foreign_program_runs_through_its_own_loader() -> None:
    program = Program(executable=Path("/p/asterisk"), loader=Path("/p/ld.so"), libraries=(Path("/p/a"), Path("/p/b")))
    assert program.argv("-V") == ["/p/ld.so", "--library-path", "/p/a:/p/b", "/p/asterisk", "-V"]
    assert "LD_LIBRARY_PATH" not in program.env({})


def test_a_program_of_the_own_release_needs_only_its_libraries() -> None:
    program = Program(executable=Path("/p/sipp"), libraries=(Path("/p/a"),), extra_env={"X": "1"})
    assert program.argv("-v") == ["/p/sipp", "-v"]
    assert program.env({"LD_LIBRARY_PATH": "/q"}) == {"LD_LIBRARY_PATH": "/p/a:/q", "X": "1"}


def test_a_tree_without_the_program_says_so(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="hold no usr/bin/x"):
        program_in(tmp_path, "usr/bin/x", Suite(name="forky", lines=(), own=False))


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
