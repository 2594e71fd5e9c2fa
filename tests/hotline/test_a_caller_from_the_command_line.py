"""`hotline call` says at once what cannot be: no hotline that runs, no number, no key, no recording."""

from __future__ import annotations

import socket
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asterisk_conf.ports import free_port
from hotline.commands import call
from hotline.commands.call_words import caller_of, dialed_of, over_and_over, recording_of
from hotline.commands.up import welcome
from hotline.commands.words import WordError
from hotline.demo import DemoUser
from hotline.plans import site_addresses
from hotline.settings import PROJECT, Addresses, RunFolder, SettingsError
from hotline.site import load

ANHUI = str(PROJECT / "sites" / "anhui.toml")
SITES = sorted((PROJECT / "sites").glob("*.toml"))


def left_behind(run: Path, ami: int) -> None:
    """As after Ctrl-C: the addresses stay."""
    addresses = Addresses(bind="127.0.0.1", sip=1, http=1, ami=ami, agi=1, web=1, rtp_first=1, rtp_last=99)
    RunFolder(run).write_addresses(addresses)


def complaint(*words: str) -> str:
    done = CliRunner().invoke(call.app, [ANHUI, *words])
    assert isinstance(done.exception, WordError | SettingsError), (done.output, done.exception)
    return str(done.exception)


def test_a_hotline_that_was_stopped_is_said_not_to_run_with_the_mend(own_run: Path) -> None:
    left_behind(own_run, free_port("127.0.0.1"))
    assert complaint() == f"the hotline of {ANHUI} does not run: start it with `make run SITE={ANHUI}`"


@pytest.fixture
def silent_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_program_that_is_no_asterisk_is_not_waited_for(own_run: Path, silent_port: int) -> None:
    left_behind(own_run, silent_port)
    assert "does not run" in complaint()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dialed", "hello"), "--dialed hello: this cannot be dialled. Write its digits, such as 055112385"),
        (("--dialed", "1" * 20), "this cannot be dialled"),
        (("--caller", '<&"'), '--caller <&": this is no number. Write its digits, such as 13805510001, or anonymous'),
        (("--length", "nan"), "--length nan: a call lasts 1 to 7200 seconds from the answer"),
        (("--length", "-3"), "--length -3: a call lasts 1 to 7200 seconds"),
        (("--length", "inf"), "--length inf: a call lasts 1 to 7200 seconds"),
        (("--keys", "nan:1"), "--keys nan:1: write seconds after the answer, a colon and a key, such as 5:1"),
        (("--keys", "-1:1"), "--keys -1:1: write seconds"),
        (("--keys", "5:x"), "--keys 5:x: 'x' is not a key of a telephone"),
        (("--keys", "40:1"), "--keys 40:1: the caller hangs up after 30 s. Write --length 45"),
        (("--audio", str(PROJECT / "README.md")), "README.md: this is no recording (a name must end in .wav"),
        (("--trunk", "provinse"), "--trunk provinse: Did you mean 'province'"),
    ],
)
def test_what_no_caller_can_do_is_refused_at_once(own_run: Path, words: tuple[str, ...], told: str) -> None:
    assert told in complaint(*words)


def test_a_file_that_is_wav_by_its_name_only_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "says.wav"
    path.write_text("no sound")
    with pytest.raises(WordError, match="Give a 16-bit mono WAV"):
        recording_of(path)


def test_a_recording_is_said(tmp_path: Path) -> None:
    path = tmp_path / "says.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\1\0" * 800)
    assert len(recording_of(path)) == 800


def test_numbers_may_be_written_as_people_write_them() -> None:
    assert {dialed_of(text, "12385") for text in ("0551 12385", "（0551）12385", "０５５１-12385")} == {"055112385"}
    assert (caller_of("138-0551-0001"), caller_of("+86 13805510001")) == ("13805510001", "+8613805510001")
    assert caller_of("anonymous") == "anonymous"


def test_where_no_number_is_said_the_sites_own_is_dialled() -> None:
    assert dialed_of(None, "962200") == "962200"


def test_the_caller_goes_on_talking_so_that_a_message_has_words_in_it() -> None:
    said = over_and_over(b"\x10" * 8000, 60)
    assert len(said) >= 60 * 8000
    assert all(b"\x10" in said[at : at + 8 * 8000] for at in range(0, 52 * 8000, 8000)), "8 s of silence end a message"


@pytest.mark.parametrize("path", SITES, ids=lambda path: path.stem)
def test_what_is_to_be_tried_names_the_site_and_lasts_long_enough(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = load(path)
    users: list[DemoUser] = []
    welcome(site, site_addresses(site), users)
    hints = [line for line in capsys.readouterr().out.splitlines() if "make call" in line or "make run" in line]
    assert len(hints) == 3 and all(f"SITE={path}" in hint for hint in hints)
    message = next(hint for hint in hints if "--keys" in hint)
    keys, _, length = message.partition("--keys ")[2].strip("'").partition(" --length ")
    last = max(float(pressed.partition(":")[0]) for pressed in keys.split(","))
    assert float(length) - last > 10 + site.messages.shortest_s, "the prompt before the message lasts 8 s"
