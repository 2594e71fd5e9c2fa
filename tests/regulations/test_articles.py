"""Regulation text, packs, code and tests held against each other: every article has its row, and every row is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from ticketing import articles, packs

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("regulation", packs.known())
def test_every_article_has_a_row_in_its_order(regulation: str) -> None:
    found = articles.read(regulation)
    assert tuple(row.article for row in found.rows) == found.expected


@pytest.mark.parametrize("regulation", packs.known())
def test_every_article_that_the_pack_cites_has_a_row(regulation: str) -> None:
    rows = {row.article for row in articles.read(regulation).rows}
    assert set(articles.cited(packs.load(regulation))) <= rows


@pytest.mark.parametrize("regulation", packs.known())
def test_the_code_and_tests_that_a_row_names_are_there(regulation: str) -> None:
    for row in articles.read(regulation).rows:
        for path in filter(None, (row.code, row.test)):
            file, _, test = path.partition("::")
            assert (ROOT / file).exists(), f"{regulation} {row.article}: {path}"
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"{row.article}: {path}"


@pytest.mark.parametrize("regulation", packs.known())
def test_the_page_is_what_the_packs_say_now(regulation: str) -> None:
    page = (ROOT / "docs" / "regulations" / f"{regulation}.md").read_text(encoding="utf-8")
    assert page == articles.page(regulation), "write the pages anew: python -m ticketing.articles"


@pytest.mark.parametrize("regulation", packs.known())
def test_every_article_that_is_not_for_people_alone_has_a_situation_that_cites_it(regulation: str) -> None:
    without = articles.unshown(regulation)
    assert not without, (
        f"no situation of tests/scenarios/{regulation}.toml cites article {', '.join(without)}: write one, readable by "
        "the officials who wrote the rules, or say in the articles file that it is for people"
    )


@pytest.mark.parametrize("regulation", packs.known())
def test_every_clock_and_extension_has_a_situation_in_the_scenarios(regulation: str) -> None:
    pack = packs.load(regulation)
    needed = {clock.article for clock in pack.clocks}
    needed |= {clock.extension.article for clock in pack.clocks if clock.extension}
    assert needed <= set(articles.situations(regulation))
