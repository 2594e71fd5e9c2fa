"""What a regulation leaves open is the site's to say, with its source."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from hotline.site import load, read
from hotline.site_rules import rules_of

SITES = Path(__file__).parents[2] / "sites"


def test_the_share_of_visits_and_the_rest_before_the_archive_are_the_sites(tmp_path: Path) -> None:
    text = (SITES / "shanghai.toml").read_text(encoding="utf-8")
    changed = tmp_path / "shanghai.toml"
    changed.write_text(
        text.replace("visit_percent = 10", "visit_percent = 25\narchive_after_days = 7"), encoding="utf-8"
    )
    patience = rules_of(load(changed)).patience
    assert (patience.visit_percent, patience.archive_after) == (25, timedelta(days=7))


def test_a_value_without_its_source_is_a_mistake(tmp_path: Path) -> None:
    text = (SITES / "national.toml").read_text(encoding="utf-8")
    changed = tmp_path / "national.toml"
    changed.write_text(text + "\n[tickets]\nvisit_percent = 5\n", encoding="utf-8")
    site, problems = read(changed)
    assert site is None and [problem.key for problem in problems] == ["tickets"]


def test_a_site_need_not_say_anything() -> None:
    assert rules_of(load(SITES / "anhui.toml")).patience.visit_percent == 10
