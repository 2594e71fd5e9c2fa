"""The page about the life of a ticket says what the tables say."""

from pathlib import Path

from ticketing.life.names import MOVES
from ticketing.life.page import page
from ticketing.states import Move


def test_the_page_in_the_docs_is_the_generated_one() -> None:
    kept = Path(__file__).parents[2] / "docs" / "ticket-life.md"
    assert kept.read_text(encoding="utf-8") == page()


def test_every_move_is_named_in_three_languages() -> None:
    assert set(MOVES) == set(Move)
    assert all(set(names) == {"zh", "ko", "en"} for names in MOVES.values())
