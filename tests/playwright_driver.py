"""Playwright on a fresh machine: the Node in its package needs libatomic, which Debian alone lacks. No pytest here."""

from __future__ import annotations

import os
from pathlib import Path

import playwright
from playwright.async_api import async_playwright
from playwright.async_api._context_manager import PlaywrightContextManager

from asterisk_conf.program import Program
from asterisk_conf.programs import runs
from hotline.desktop_build import wheel_node
from hotline.settings import PROJECT, home

BUNDLED = Path(playwright.__file__).parent / "driver" / "node"
NODE_VARIABLE = "PLAYWRIGHT_NODEJS_PATH"


def started_playwright(bundled: Path = BUNDLED) -> PlaywrightContextManager:
    """`async_playwright()`, on the Node that builds the desktop where Playwright's own does not run."""
    if NODE_VARIABLE not in os.environ and not runs(Program(executable=bundled)):
        os.environ[NODE_VARIABLE] = str(wheel_node(home() / "node", PROJECT / "requirements-node.lock", print))
    return async_playwright()
