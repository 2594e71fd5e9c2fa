"""Fetching packages without root or network: apt-get and dpkg-deb are played by small scripts that note their calls."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from asterisk_conf.commands import run_command
from asterisk_conf.errors import FetchError
from asterisk_conf.prefix import fetch_packages
from asterisk_conf.suites import Suite

SUITE = Suite(name="forky", lines=("deb [signed-by=/keys.gpg] http://mirror.test/debian forky main",), own=False)
APT = """#!/bin/sh
echo "apt-get $*" >> "$NOTES"
archives=$(sed -n 's/^Dir::Cache::archives "\\(.*\\)";$/\\1/p' "$APT_CONFIG")
case "$*" in
  *update*) {update} ;;
  *--print-uris*) echo "'http://mirror.test/a_1_all.deb' a_1_all.deb 100 SHA256:00" ;;
  *--download-only*) {download} ;;
esac
"""
DPKG = """#!/bin/sh
echo "dpkg-deb $*" >> "$NOTES"
mkdir -p "$3/usr/bin" && echo unpacked > "$3/usr/bin/a"
"""
FETCHES = 'echo "Get:1 http://mirror.test a 1"; echo deb > "$archives/a_1_all.deb"'


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Puts the played programs on PATH; returns the file with their calls."""
    folder, notes = tmp_path / "tools", tmp_path / "notes"
    folder.mkdir()

    def place(*, update: str = "true", download: str = FETCHES) -> Path:
        for name, text in {"apt-get": APT.format(update=update, download=download), "dpkg-deb": DPKG}.items():
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
        monkeypatch.setenv("NOTES", str(notes))
        notes.unlink(missing_ok=True)
        return notes

    return place


def test_packages_are_unpacked_into_the_prefix_and_the_user_hears_about_it(
    tmp_path: Path, tools: Callable[..., Path]
) -> None:
    tools()
    told: list[str] = []
    root = fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=told.append)
    assert (root / "usr/bin/a").read_text() == "unpacked\n"
    assert told == ["fetching the package lists of forky", "downloading a of forky", "unpacking 1/1"]


def test_what_has_been_fetched_is_not_fetched_again(tmp_path: Path, tools: Callable[..., Path]) -> None:
    notes = tools()
    fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    notes.unlink()
    fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    assert not notes.exists()


def test_another_list_of_packages_is_fetched_anew(tmp_path: Path, tools: Callable[..., Path]) -> None:
    notes = tools()
    fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    notes.unlink()
    fetch_packages(tmp_path / "prefix", SUITE, ["a", "b"], progress=lambda _: None)
    assert "apt-get" in notes.read_text()


def test_a_fetch_that_broke_off_goes_on_with_what_is_there(tmp_path: Path, tools: Callable[..., Path]) -> None:
    tools(download="echo deb > $archives/a_1_all.deb; echo 'E: connection lost'; exit 100")
    with pytest.raises(FetchError, match="connection lost"):
        fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    assert list((tmp_path / "prefix").rglob("a_1_all.deb"))
    tools(download="true")
    root = fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    assert (root / "usr/bin/a").exists()


def test_the_whole_of_apt_s_state_stands_in_the_prefix_and_signatures_are_checked(
    tmp_path: Path, tools: Callable[..., Path]
) -> None:
    tools(download="cp $APT_CONFIG $NOTES.conf; cp $(dirname $APT_CONFIG)/sources.list $NOTES.list; " + FETCHES)
    fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    config = (tmp_path / "notes.conf").read_text()
    for key in ("Dir::State", "Dir::State::Lists", "Dir::State::status", "Dir::Cache", "Dir::Etc::sourcelist"):
        assert f'{key} "{tmp_path}/prefix/apt' in config
    assert 'Dir::Etc::sourceparts "/dev/null"' in config
    assert "signed-by=/keys.gpg" in (tmp_path / "notes.list").read_text()
    assert "trusted" not in config.lower() and "AllowUnauthenticated" not in config


def test_a_mirror_past_its_date_is_used_without_that_check_and_the_user_is_told(
    tmp_path: Path, tools: Callable[..., Path]
) -> None:
    expired = 'case "$*" in *Check-Valid-Until=false*) ;; *) echo "E: Release file is expired"; exit 100 ;; esac'
    notes = tools(update=expired)
    told: list[str] = []
    fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=told.append)
    assert any("past its date" in line and "signatures are still checked" in line for line in told)
    assert "Check-Valid-Until=false install" in notes.read_text()


def test_a_fresh_mirror_keeps_that_check(tmp_path: Path, tools: Callable[..., Path]) -> None:
    notes = tools()
    fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    assert "Valid-Until" not in notes.read_text()


def test_without_a_network_the_mend_is_named(tmp_path: Path, tools: Callable[..., Path]) -> None:
    tools(update="echo \"E: Could not resolve 'mirror.test'\"; exit 100")
    with pytest.raises(FetchError, match=r"Could not resolve.*check the connection"):
        fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)


def test_a_bad_signature_is_an_error_and_never_worked_around(tmp_path: Path, tools: Callable[..., Path]) -> None:
    notes = tools(update='echo "E: The repository is not signed."; exit 100')
    with pytest.raises(FetchError, match="not signed"):
        fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None)
    assert notes.read_text().count("apt-get") == 1


def test_too_little_room_is_said_before_anything_is_fetched(tmp_path: Path, tools: Callable[..., Path]) -> None:
    notes = tools()
    with pytest.raises(FetchError, match=r"1000000000 MB are needed and \d+ MB are free.*HOTLINE_HOME"):
        fetch_packages(tmp_path / "prefix", SUITE, ["a"], progress=lambda _: None, need_mb=1_000_000_000)
    assert not notes.exists()


def test_a_command_that_outlasts_its_limit_is_ended() -> None:
    with pytest.raises(FetchError, match="waiting took longer than 0 s and was ended"):
        run_command(["sleep", "60"], limit_s=0.2, what="waiting")


def test_a_missing_command_names_what_to_install() -> None:
    with pytest.raises(FetchError, match="Install no-such-program"):
        run_command(["no-such-program"], limit_s=5, what="trying")
