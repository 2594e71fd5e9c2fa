"""Real Asterisk and SIPp for the tests in this folder. What they are made of stands in `harness` (reusable)."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from asterisk_conf.installed import Asterisk
from asterisk_conf.program import Program
from asterisk_conf.programs import ensure_asterisk, ensure_sipp
from hotline.settings import home
from tests.asterisk.harness import Opener


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.asterisk)


@pytest.fixture(scope="session")
def installation() -> Asterisk:
    return ensure_asterisk(home(), progress=print)


@pytest.fixture(scope="session")
def sipp() -> Program:
    return ensure_sipp(home(), progress=print)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder with a short path: Asterisk's control socket may have 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="hl-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def open_exchange(installation: Asterisk, sipp: Program, short_folder: Path) -> AsyncIterator[Opener]:
    """`await open_exchange(**changes of the plan)` starts a test site; it is stopped after the test."""
    async with AsyncExitStack() as stack:
        yield Opener(installation, sipp, short_folder, stack)
