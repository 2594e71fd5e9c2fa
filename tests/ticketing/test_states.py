"""The table of moves: every move from every state by every actor does what the table says, or says what is allowed."""

from __future__ import annotations

from itertools import product

import pytest

from ticketing.errors import IllegalMove
from ticketing.states import EDITABLE, START, TABLE, Actor, Move, State, after, allowed, diagram


def test_every_move_has_a_line() -> None:
    assert set(TABLE) == set(Move)


@pytest.mark.parametrize("state", State)
def test_every_move_by_every_actor_is_made_or_refused_as_the_table_says(state: State) -> None:
    for move, actor in product(Move, Actor):
        rule = TABLE[move]
        if state in rule.source and actor in rule.actors:
            assert after(state, move, actor) is (rule.to or state)
            assert move in allowed(state, actor)
            continue
        with pytest.raises(IllegalMove) as caught:
            after(state, move, actor)
        assert caught.value.allowed == allowed(state, actor)
        assert state in str(caught.value)


def test_every_state_is_reached_from_the_draft() -> None:
    reached, edge = {START}, {START}
    while edge:
        edge = {rule.to for rule in TABLE.values() if rule.to and rule.source & reached} - reached
        reached |= edge
    assert reached == set(State)


def test_only_what_is_archived_or_void_is_at_an_end() -> None:
    leaving = {state for rule in TABLE.values() if rule.to for state in rule.source if rule.to is not state}
    assert set(State) - leaving == {State.VOID}
    assert allowed(State.ARCHIVED, Actor.AGENT) == ()


def test_a_caller_can_urge_and_rate_and_nothing_else() -> None:
    assert {move for state in State for move in allowed(state, Actor.CALLER)} == {Move.URGE, Move.RATE}


def test_a_concluded_ticket_is_closed_to_changes() -> None:
    assert State.CONCLUDED not in EDITABLE
    assert {State.DRAFT, State.OPEN, State.HANDLING} <= EDITABLE


def test_the_diagram_names_every_move_that_leads_somewhere() -> None:
    drawn = diagram()
    assert drawn.startswith("stateDiagram-v2\n    [*] --> draft\n")
    assert all(f": {move}" in drawn for move, rule in TABLE.items() if rule.to is not None)
