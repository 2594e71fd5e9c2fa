"""The desktop's packages: pinned, and free of any registry's address; and its own tests, which need no browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hotline.desktop_build import find_npm, run
from hotline.preparation import NODE_LOCK
from hotline.settings import home

DESKTOP = Path(__file__).parents[2] / "desktop"


def test_every_package_is_pinned_to_one_version() -> None:
    wanted = json.loads((DESKTOP / "package.json").read_text())
    versions = wanted["dependencies"] | wanted["devDependencies"]
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_the_lock_file_names_no_registry_and_has_every_digest() -> None:
    lock = json.loads((DESKTOP / "package-lock.json").read_text())
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert [path for path, entry in packages.items() if "resolved" in entry] == []
    assert [path for path, entry in packages.items() if "integrity" not in entry] == []


def test_the_desktop_s_own_tests_pass() -> None:
    npm, environment = find_npm(home() / "node", NODE_LOCK, print)
    run([*npm, "test"], DESKTOP, environment)
