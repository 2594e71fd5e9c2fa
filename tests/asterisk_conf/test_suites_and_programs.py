"""Where packages come from and how fetched programs are run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from asterisk_conf import programs, suites
from asterisk_conf.errors import FetchError
from asterisk_conf.fonts import PACKAGES, font_environment
from asterisk_conf.program import Program
from asterisk_conf.programs import program_in, require_libraries
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


def test_apt_is_asked_once_however_many_programs_are_looked_for(
    tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played_apt(tmp_path, "http://mirror.test/debian/|bookworm|main", monkeypatch)
    first = debian_suite("forky", "bookworm")
    (tmp_path / "apt-get").unlink()
    assert debian_suite("forky", "bookworm") == first


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


def test_libraries_are_found_wherever_the_archives_carry_them(tmp_path: Path) -> None:
    folders = ("usr/lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu/pulseaudio", "lib/x86_64-linux-gnu")
    for folder in (*folders, "usr/bin"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "usr/bin/x").touch()
    own = Suite(name="bookworm", lines=(), own=True)
    program = program_in(tmp_path, "usr/bin/x", own, library_folders=("pulseaudio",))
    assert program.libraries == tuple(tmp_path / folder for folder in folders)


def test_a_fetched_program_without_its_libraries_is_told_of_at_set_up(tmp_path: Path) -> None:
    program = tmp_path / "espeak-ng"
    program.write_text("#!/bin/sh\necho 'libdbus-1.so.3: cannot open shared object file' >&2\nexit 127\n")
    program.chmod(0o755)
    with pytest.raises(FetchError, match=r"espeak-ng does not run\. libdbus-1.*Install espeak-ng with root"):
        require_libraries(Program(executable=program, root=tmp_path))
    program.write_text("#!/bin/sh\nexit 99\n")  # SIPp, which knows no --version
    require_libraries(Program(executable=program, root=tmp_path))


@pytest.fixture
def fonts_there(tmp_path: Path, keyring: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose private fonts are already unpacked."""
    release = os_release()
    played_apt(tmp_path, f"http://mirror.test/debian/|{release['VERSION_CODENAME']}|main", monkeypatch)
    (tmp_path / f"{release['ID']}-archive-keyring.gpg").touch()
    prefix = tmp_path / "home" / "prefix" / "fonts"
    prefix.mkdir(parents=True)
    stamp = {"suite": release["VERSION_CODENAME"], "packages": sorted(PACKAGES)}
    (prefix / "unpacked.json").write_text(json.dumps(stamp))
    return prefix


def lists(folder: Path, line: str) -> str:
    """A `fc-list` that prints this line."""
    program = folder / "fc-list"
    program.write_text(f"#!/bin/sh\n[ -n '{line}' ] && echo '{line}'\nexit 0\n")
    program.chmod(0o755)
    return str(program)


def test_a_machine_with_chinese_fonts_of_its_own_fetches_none(tmp_path: Path) -> None:
    configured = tmp_path / "fonts.conf"
    configured.touch()
    lister = lists(tmp_path, "/usr/share/fonts/wqy.ttc: WenQuanYi")
    assert font_environment(tmp_path / "home", progress=print, configured=configured, lister=lister) == {}
    assert not (tmp_path / "home").exists()


def test_a_machine_without_fonts_gets_private_ones(tmp_path: Path, fonts_there: Path) -> None:
    found = font_environment(tmp_path / "home", progress=print, configured=tmp_path / "none")
    assert found == {"FONTCONFIG_FILE": str(fonts_there / "fonts.conf")}
    assert f"<dir>{fonts_there}/root/usr/share/fonts</dir>" in (fonts_there / "fonts.conf").read_text()


@pytest.mark.parametrize("lister", ["prints nothing", "is not there"])
def test_a_machine_without_chinese_fonts_gets_private_ones_beside_its_own(
    tmp_path: Path, fonts_there: Path, lister: str
) -> None:
    configured = tmp_path / "fonts.conf"
    configured.touch()
    program = lists(tmp_path, "") if lister == "prints nothing" else str(tmp_path / "none")
    found = font_environment(tmp_path / "home", progress=print, configured=configured, lister=program)
    text = Path(found["FONTCONFIG_FILE"]).read_text()
    assert f">{configured}</include>" in text
    assert f"<dir>{fonts_there}/root/usr/share/fonts</dir>" in text


def test_where_no_chinese_fonts_can_be_fetched_the_machines_own_do_and_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> Path:
        raise FetchError("The mirror is out of reach.")

    monkeypatch.setattr("asterisk_conf.fonts.fetch_packages", unreachable)
    monkeypatch.setattr("asterisk_conf.fonts.own_suite", lambda: None)
    configured, told = tmp_path / "fonts.conf", list[str]()
    configured.touch()
    lister = lists(tmp_path, "")
    assert font_environment(tmp_path / "home", progress=told.append, configured=configured, lister=lister) == {}
    assert told == ["The mirror is out of reach. Until then pages show Chinese as boxes."]
    with pytest.raises(FetchError, match="out of reach"):
        font_environment(tmp_path / "home", progress=print, configured=tmp_path / "none", lister=lister)


def test_on_ubuntu_no_snap_is_fetched_in_vain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "which", lambda name: None)
    monkeypatch.setattr(programs, "os_release", lambda: {"ID": "ubuntu", "VERSION_CODENAME": "noble"})
    with pytest.raises(FetchError, match=r"pointer to a snap"):
        programs.ensure_chromium(tmp_path / "home", progress=print)
    assert not (tmp_path / "home").exists()
