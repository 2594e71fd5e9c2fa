"""The JSON shapes that web and command line share: their keys, their times, their masks."""

from __future__ import annotations

from datetime import UTC, datetime

from store.calls import CallRecord
from store.folded import CallState
from ticketing.record import TicketLine, TicketRecord
from ticketing.shapes import HIDDEN, call_shape, caller_shape, ticket_line_shape, ticket_shape
from ticketing.states import State

AT = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def call(caller: str | None) -> CallRecord:
    return CallRecord(
        id="1.1",
        version=1,
        dialed="12385",
        trunk="anhui",
        channel=None,
        caller=caller,
        caller_hash=None,
        area_code=None,
        area_name=None,
        office="hefei",
        evidence="default",
        reason="because",
        language="zh",
        state=CallState.FLOW,
        outcome=None,
        arrived_at=AT,
        queued_at=None,
        answered_at=None,
        ended_at=None,
        waited_s=None,
        talked_s=None,
        seat=None,
        cause=None,
        recording_path=None,
    )


def test_a_call_has_the_keys_of_the_design() -> None:
    shape = call_shape(call("13855112345"), office_names={"hefei": "合肥市"}, open_numbers=True, ticket="1")
    keys = """id direction number caller_display hidden area dialed trunk office office_name reason language state
        outcome arrived_at queued_at answered_at ended_at waited_s talked_s seat ticket"""
    assert set(shape) == set(keys.split())
    assert shape["arrived_at"] == "2026-11-21T00:30:00.000+08:00"
    assert (shape["number"], shape["office_name"]) == ("13855112345", "合肥市")


def test_a_number_is_masked_for_those_who_may_not_see_it() -> None:
    shape = call_shape(call("13855112345"), office_names={}, open_numbers=False, ticket=None)
    assert (shape["number"], shape["caller_display"], shape["hidden"]) == ("138****2345", "138****2345", False)


def test_a_hidden_number_says_so() -> None:
    shape = call_shape(call(None), office_names={}, open_numbers=True, ticket=None)
    assert (shape["number"], shape["caller_display"], shape["hidden"]) == (None, HIDDEN, True)


def test_a_masked_person_cannot_be_recognised() -> None:
    person = {
        "name": "王芳",
        "number": "13855112345",
        "id_number": "340104",
        "address": "长江路",
        "sex": "女",
        "contact": "13900001111",
    }
    shown = caller_shape(person, open_numbers=False)
    assert shown["name"] == "王**"
    assert shown["sex"] == "女"
    assert not {"王芳", "13855112345", "340104", "长江路", "13900001111"} & set(shown.values())
    assert caller_shape(person, open_numbers=True) == person


def test_a_ticket_line_shows_name_and_number() -> None:
    line = TicketLine(
        number="1",
        version=1,
        state=State.DRAFT,
        title="t",
        office="hefei",
        call_id="1.1",
        caller_name="王芳",
        caller_number="13855112345",
        created_at=AT,
        updated_at=AT,
    )
    assert ticket_line_shape(line, open_numbers=True)["caller_display"] == "王芳 13855112345"
    assert ticket_line_shape(line, open_numbers=False)["caller_display"] == "王** 138****2345"


def test_a_ticket_sorts_its_recordings_from_its_messages() -> None:
    ticket = TicketRecord(
        id="x",
        number="1",
        version=1,
        state=State.OPEN,
        channel="phone",
        call_id="1.1",
        calls=("1.1",),
        office="hefei",
        person_id=None,
        caller={},
        nature=None,
        field=None,
        title="",
        situation="",
        appeal="",
        answer="",
        extra={},
        not_given={"caller.id_number": "只留13855112345"},
        created_by="system",
        created_at=AT,
        updated_at=AT,
    )
    recordings = [{"id": "a", "kind": "call"}, {"id": "b", "kind": "message"}]
    shape = ticket_shape(ticket, open_numbers=True, recordings=recordings)
    assert [item["id"] for item in shape["recordings"]] == ["a"]
    assert [item["id"] for item in shape["messages"]] == ["b"]
    assert shape["not_given"] == {"caller.id_number": "只留13855112345"}
    assert ticket_shape(ticket, open_numbers=False)["not_given"] != shape["not_given"]
