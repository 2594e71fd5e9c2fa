"""Run one outside command to its end, with a time limit, its lines handed on as they come."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence

from asterisk_conf.errors import FetchError

_NETWORK_SIGNS = (
    "Could not resolve",
    "Temporary failure",
    "Could not connect",
    "Connection failed",
    "Network is unreachable",
)


def run_command(
    argv: Sequence[str],
    *,
    limit_s: float,
    what: str,
    env: Mapping[str, str] | None = None,
    on_line: Callable[[str], None] | None = None,
) -> str:
    """The command's output, standard error included. FetchError when it fails or outlasts `limit_s` seconds."""
    try:
        process = subprocess.Popen(
            list(argv), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", env={**os.environ, **(env or {})}, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise FetchError(
            f"{argv[0]} cannot be run while {what}: {error.strerror}", mend=f"Install {argv[0]}."
        ) from error
    output = _read_all(process, limit_s, on_line)
    if output is None:
        raise FetchError(
            f"{what} took longer than {limit_s:.0f} s and was ended.", mend="Try again: it goes on where it stopped."
        )
    if process.returncode != 0:
        raise FetchError(f"{what} failed: {_reason(output)}", mend=_mend(output))
    return output


def _read_all(process: subprocess.Popen[str], limit_s: float, on_line: Callable[[str], None] | None) -> str | None:
    """What the process writes until it ends; None when it had to be ended after `limit_s` seconds."""
    late = threading.Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limit_s, end)
    timer.start()
    lines: list[str] = []
    try:
        for line in process.stdout or ():
            lines.append(line)
            if on_line is not None:
                on_line(line.rstrip("\n"))
        process.wait()
    finally:
        timer.cancel()
        if process.poll() is None:
            process.kill()
            process.wait()
    return None if late.is_set() else "".join(lines)


def _reason(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("E:", "W:", "Err:"))]
    return " / ".join((told or lines)[-4:])


def _mend(output: str) -> str:
    if any(sign in output for sign in _NETWORK_SIGNS):
        return "The network or the mirror is out of reach: check the connection, then run the same again."
    if "No space left" in output:
        return "The disk is full: make room, or set HOTLINE_HOME to a folder on a larger disk."
    return "Run the same again; if it persists, install the program by the system's own means."
