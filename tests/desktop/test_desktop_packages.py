"""The desktop's packages: pinned, free of any registry's address; its own tests, types and rules: no browser needed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hotline.desktop_build import find_npm, run
from hotline.preparation import NODE_LOCK
from hotline.settings import home
from web.app import openapi
from web.typescript import typescript

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


@pytest.mark.parametrize("script", ["test", "types", "rules"])
def test_the_desktop_s_own_tests_pass_its_types_agree_and_its_rules_are_kept(script: str) -> None:
    npm, environment = find_npm(home() / "node", NODE_LOCK, print)
    run([*npm, "run", script], DESKTOP, environment)


def test_the_desktop_knows_the_api_as_its_document_has_it() -> None:
    kept = (DESKTOP / "src" / "api" / "document.ts").read_text(encoding="utf-8")
    assert kept == typescript(openapi()), "python -m web.typescript > desktop/src/api/document.ts"


def test_the_desktop_asks_in_no_other_way_than_by_the_document() -> None:
    known = {"client.ts", "hub.ts"}  # the one that fills in the document's paths, and the live stream
    asking = [path.name for path in (DESKTOP / "src").rglob("*.*") if "/api/v1" in path.read_text(encoding="utf-8")]
    assert set(asking) == known
