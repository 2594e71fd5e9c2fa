"""The table of moves against one written by hand from the other side: who may do what while a ticket is where.

`ticketing.states` says it move by move; here it stands state by state. Both must say the same of every state, role and
move. What no ticket may ever do is said again as rules.
"""

from __future__ import annotations

from itertools import product

import pytest

from tests.life.case import CALENDAR, at
from tests.life.test_every_move import story_in
from ticketing.errors import IllegalMove
from ticketing.life.bars import bars
from ticketing.life.judge import offers
from ticketing.life.present import present_of
from ticketing.packs import known, load
from ticketing.states import TABLE, Actor, Move, State, after, allowed

DESK = ("agent", "city-seat", "supervisor")
HANDLERS = (*DESK, "unit")
BESIDE = {  # beside a ticket's way, as long as it lives
    "caller": "urge",
    **dict.fromkeys(DESK, "urge classify tell incident report notify split"),
    "supervisor": "urge classify tell incident report notify split supervise hand-over",
    "unit": "tell incident report",
    "leader": "classify incident report notify supervise hand-over",
    "system": "urge supervise",
}


def both(*parts: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts:
        for role, moves in part.items():
            found[role] = f"{found.get(role, '')} {moves}"
    return found


def all_of(roles: tuple[str, ...], moves: str) -> dict[str, str]:
    return dict.fromkeys(roles, moves)


EXTENDING = both(
    all_of(HANDLERS, "ask-extension"), all_of(DESK, "add-unit"), {"leader": "sign-off"},
    all_of(("supervisor", "leader"), "grant-extension deny-extension"),
)  # fmt: skip

BY_HAND: dict[str, dict[str, str]] = {
    "draft": both(all_of(DESK, "register answer-at-once discard push split join"), {"system": "register discard push"}),
    "open": both(BESIDE, all_of(DESK, "answer-at-once accept refuse push join"), {"system": "push"}),
    "accepted": both(
        BESIDE, EXTENDING, all_of(DESK, "refuse answer transfer push join"), all_of(HANDLERS, "handle"),
        {"system": "push"},
    ),
    "refused": both(
        all_of(HANDLERS, "tell report"), {"archivist": "archive", "system": "archive", "leader": "report"},
        all_of(("supervisor", "leader"), "reopen hand-over"),
    ),
    "answered": both(
        BESIDE, all_of(DESK, "rate conclude"), {"caller": "rate"}, all_of(("agent", "supervisor"), "visit")
    ),
    "transferred": both(
        BESIDE, EXTENDING, all_of(HANDLERS, "sign"), all_of(("city-seat", "unit"), "ask-return"),
        {"system": "accept-tacitly"},
    ),
    "signed": both(
        BESIDE, EXTENDING, all_of(HANDLERS, "contact handle reply"), all_of(("city-seat", "unit"), "ask-return")
    ),
    "contacted": both(BESIDE, EXTENDING, all_of(HANDLERS, "handle reply")),
    "handling": both(BESIDE, EXTENDING, all_of(HANDLERS, "reply")),
    "return-asked": both(
        BESIDE, all_of(("supervisor", "leader"), "grant-return deny-return"), {"system": "accept-tacitly"}
    ),
    "returned": both(BESIDE, all_of(DESK, "transfer")),
    "replied": both(
        BESIDE, all_of(DESK, "rate conclude"), {"caller": "rate", "leader": "sign-off"},
        all_of(("agent", "supervisor"), "visit"), all_of(("supervisor", "leader"), "redo"),
    ),
    "visited": both(
        BESIDE, all_of(DESK, "rate conclude"), {"caller": "rate"}, all_of(("supervisor", "leader"), "redo")
    ),
    "concluded": both(
        all_of(HANDLERS, "tell report"), {"leader": "report", "caller": "rate"}, all_of(DESK, "rate"),
        all_of(("agent", "supervisor"), "revisit"), all_of(("supervisor", "system"), "draw"),
        all_of(("supervisor", "leader"), "redo reopen supervise hand-over"), {"archivist": "archive"},
        {"system": "archive supervise"},
    ),
    "archived": all_of(("supervisor", "leader"), "reopen"),
    "void": {},
}  # fmt: skip

NEVER = {
    "anhui-12385": "ask-return sign-off accept-tacitly hand-over",
    "anhui-12345": "draw",
    "national-12385": "ask-return ask-extension sign-off accept-tacitly supervise draw hand-over",
    "shanghai-962200": "ask-return ask-extension sign-off accept-tacitly hand-over",
    "yanbian-12345": "sign-off accept-tacitly draw hand-over",
}
"""What a regulation does not know at all, read from its text."""
UNKNOWN = frozenset(
    ("no-return", "no-sign-off", "no-supervision", "no-tacit-acceptance", "no-sample", "no-hand-over", "no-grounds")
)


@pytest.mark.parametrize("state", State)
def test_every_role_may_in_every_state_what_the_table_by_hand_says(state: State) -> None:
    for role in Actor:
        if role is Actor.ADMIN:
            continue
        expected = set(BY_HAND[state.value].get(role.value, "").split())
        assert {move.value for move in allowed(state, role)} == expected, f"{role} while {state}"


def test_an_administrator_may_what_anybody_may() -> None:
    for state in State:
        anybody = {move for role in Actor for move in allowed(state, role)}
        assert set(allowed(state, Actor.ADMIN)) == anybody


def test_every_other_move_is_refused_and_says_what_is_allowed_instead() -> None:
    tried = refused = 0
    for state, role, move in product(State, Actor, Move):
        tried += 1
        if move in allowed(state, role):
            continue
        refused += 1
        with pytest.raises(IllegalMove) as caught:
            after(state, move, role)
        assert caught.value.allowed == allowed(state, role)
        assert all(one.value in str(caught.value) for one in allowed(state, role))
    assert tried == len(State) * len(Actor) * len(Move) and refused > tried / 2


@pytest.mark.parametrize("regulation", known())
@pytest.mark.parametrize("state", State)
def test_a_regulation_bars_what_it_does_not_know_and_nothing_else_for_good(regulation: str, state: State) -> None:
    present = present_of(load(regulation), story_in(state), CALENDAR, at("2026-09-03 10:00"))
    never = set(NEVER[regulation].split())
    for move in Move:
        codes = {bar.code for bar in bars(move, present)}
        if move.value in never:
            assert codes, f"{move} while {state}"
        else:
            assert not codes & UNKNOWN, f"{move} while {state}: {codes}"


@pytest.mark.parametrize("regulation", known())
def test_what_is_barred_is_still_shown_with_its_reason_and_never_among_what_is_allowed(regulation: str) -> None:
    for state in State:
        present = present_of(load(regulation), story_in(state), CALENDAR, at("2026-09-03 10:00"))
        for role in Actor:
            shown = {offer.move: offer.bars for offer in offers(present, role)}
            assert set(shown) == set(allowed(state, role))
            assert all(bar.text for found in shown.values() for bar in found)


def test_a_void_ticket_stays_void_and_an_archived_one_is_only_reopened() -> None:
    assert not any(allowed(State.VOID, role) for role in Actor)
    assert {move for role in Actor for move in allowed(State.ARCHIVED, role)} == {Move.REOPEN}


def test_those_who_handle_a_matter_never_decide_on_their_own_requests() -> None:
    decisions = {Move.GRANT_EXTENSION, Move.DENY_EXTENSION, Move.GRANT_RETURN, Move.DENY_RETURN, Move.SIGN_OFF}
    for move in decisions | {Move.SUPERVISE, Move.REDO, Move.REOPEN, Move.HAND_OVER, Move.DRAW}:
        assert not TABLE[move].actors & {Actor.UNIT, Actor.CITY_SEAT, Actor.AGENT, Actor.CALLER}, move


def test_every_ticket_can_come_to_rest() -> None:
    rest = {State.ARCHIVED, State.VOID}
    while True:
        more = {s for rule in TABLE.values() if rule.to in rest for s in rule.source} | rest
        if more == rest:
            break
        rest = more
    assert rest == set(State)
