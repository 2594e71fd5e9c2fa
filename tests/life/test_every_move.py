"""Every move from every state by every role under every regulation: made, barred with a reason, or refused."""

from __future__ import annotations

from collections import deque
from itertools import product

import pytest

from tests.life.case import CALENDAR, at, filled
from ticketing.errors import IllegalMove, InvalidField
from ticketing.life.judge import BarredMove, judge, offers
from ticketing.life.labels import LABELS, OPTIONS
from ticketing.life.present import present_of
from ticketing.life.story import Step, Story
from ticketing.packs import known, load
from ticketing.states import START, TABLE, Actor, Move, State, allowed

NOW = at("2026-09-03 10:00")


def ways() -> dict[State, tuple[Move, ...]]:
    """A shortest way of moves from the draft to every state."""
    found: dict[State, tuple[Move, ...]] = {START: ()}
    queue = deque([START])
    while queue:
        state = queue.popleft()
        for move, rule in TABLE.items():
            if state in rule.source and rule.to is not None and rule.to not in found:
                found[rule.to] = (*found[state], move)
                queue.append(rule.to)
    return found


def story_in(state: State) -> Story:
    steps = tuple(
        Step(move=move, at=at("2026-09-01 09:00"), role=Actor.SUPERVISOR, actor="x", note={"unit": "甲单位"})
        for move in ways()[state]
    )
    return Story(state=state, nature="complaint", channel="phone", steps=steps)


@pytest.mark.parametrize("regulation", known())
@pytest.mark.parametrize("state", State)
def test_every_role_is_offered_exactly_what_it_can_do(regulation: str, state: State) -> None:
    present = present_of(load(regulation), story_in(state), CALENDAR, NOW)
    for move, role in product(Move, Actor):
        offer = next((one for one in offers(present, role) if one.move is move), None)
        note = filled(offer.needs) if offer is not None else {}
        if offer is None:
            assert move not in allowed(state, role)
            with pytest.raises(IllegalMove) as refused:
                judge(present, move=move, role=role, actor="x", note=note)
            assert refused.value.code == "illegal-move" and refused.value.allowed == allowed(state, role)
        elif offer.bars:
            with pytest.raises(BarredMove) as barred:
                judge(present, move=move, role=role, actor="x", note=note)
            assert barred.value.bars == offer.bars and move not in barred.value.allowed
        else:
            ruling = judge(present, move=move, role=role, actor="x", note=note)
            assert ruling.to is (offer.to or state) and ruling.step.note.items() >= note.items()


@pytest.mark.parametrize("regulation", known())
def test_every_needed_value_is_asked_for_by_name_when_it_is_missing(regulation: str) -> None:
    for state in State:
        present = present_of(load(regulation), story_in(state), CALENDAR, NOW)
        for role in Actor:
            for offer in offers(present, role):
                required = [need for need in offer.needs if need.required]
                if offer.bars or not required:
                    continue
                with pytest.raises(InvalidField) as caught:
                    judge(present, move=offer.move, role=role, actor="x", note={})
                assert caught.value.place == f"note.{required[0].name}"


@pytest.mark.parametrize("regulation", known())
def test_every_form_has_its_words(regulation: str) -> None:
    for state, role in product(State, Actor):
        for offer in offers(present_of(load(regulation), story_in(state), CALENDAR, NOW), role):
            for need in offer.needs:
                assert set(LABELS[need.name]) == {"zh", "ko", "en"}
                assert all(option.names["zh"] for option in need.options)
            assert all(bar.text and bar.code for bar in offer.bars)
    assert all(set(names) == {"zh", "ko", "en"} for names in OPTIONS.values())


def test_a_value_that_the_move_does_not_take_is_refused() -> None:
    present = present_of(load("anhui-12385"), story_in(State.OPEN), CALENDAR, NOW)
    with pytest.raises(InvalidField) as caught:
        judge(present, move=Move.ACCEPT, role=Actor.AGENT, actor="x", note={"colour": "red"})
    assert caught.value.place == "note.colour"
