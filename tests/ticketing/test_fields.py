"""What may be written into a ticket, and how a wrong place is named."""

from __future__ import annotations

from typing import Any

import pytest

from ticketing.errors import InvalidField
from ticketing.fields import CALLER_FIELDS, TEXT_FIELDS, check


def test_a_change_names_its_places() -> None:
    changes = check({"title": " 轮椅坡道 ", "caller": {"name": "王芳", "age": 41}, "extra": {"category": "无障碍"}})
    assert changes.texts == {"title": "轮椅坡道"}
    assert changes.caller == {"name": "王芳", "age": "41"}
    assert changes.names == ("title", "caller.name", "caller.age", "extra.category")


def test_null_clears_a_field() -> None:
    assert check({"answer": None, "caller": {"name": None}}).caller == {"name": ""}


def test_lines_and_tabs_are_kept() -> None:
    assert check({"situation": "一\n\t二"}).texts["situation"] == "一\n\t二"


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"colour": "red"}, "colour"),
        ({"state": "open"}, "state"),
        ({"title": "x" * 201}, "title"),
        ({"title": ["x"]}, "title"),
        ({"title": True}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "\ud800"}, "title"),
        ({"caller": "王芳"}, "caller"),
        ({"caller": {"salary": "1"}}, "caller.salary"),
        ({"caller": {"name": {"zh": "王芳"}}}, "caller.name"),
        ({"extra": {"a b": "1"}}, "extra"),
        ({"extra": {"a": "x" * 3000}}, "extra.a"),
        ({"extra": {str(number): "" for number in range(65)}}, "extra"),
    ],
)
def test_a_wrong_field_is_named_with_its_place(raw: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidField) as caught:
        check(raw)
    assert caught.value.place == place
    assert caught.value.mend


@pytest.mark.parametrize(("name", "most"), TEXT_FIELDS.items())
def test_a_field_holds_its_full_length(name: str, most: int) -> None:
    assert check({name: "字" * most}).texts[name] == "字" * most


def test_the_union_of_the_packs_fields_is_there() -> None:
    assert {"name", "sex", "id_number", "age", "ethnicity", "disability_category", "address"} <= set(CALLER_FIELDS)
