"""Sealing: what is sealed opens only here, only whole, only with the keys."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.errors import KeyFileDamaged, SealBroken
from store.keys import Keys

KEYS = Keys.fresh()


@given(st.text())
def test_what_is_sealed_opens_again(text: str) -> None:
    assert KEYS.open(KEYS.seal(text, "place"), "place") == text


def test_a_value_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(SealBroken):
        KEYS.open(KEYS.seal("王芳", "person:1"), "person:2")


@given(st.integers(min_value=0, max_value=300), st.integers(min_value=1, max_value=255))
def test_an_altered_value_does_not_open(place: int, flip: int) -> None:
    sealed = bytearray(KEYS.seal("13855112345", "place"))
    sealed[place % len(sealed)] ^= flip
    with pytest.raises(SealBroken):
        KEYS.open(bytes(sealed), "place")


@given(st.integers(min_value=0, max_value=80))
def test_a_value_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        KEYS.open(KEYS.seal("13855112345", "place")[:length], "place")


def test_other_keys_do_not_open_it() -> None:
    with pytest.raises(SealBroken):
        Keys.fresh().open(KEYS.seal("x", "place"), "place")


def test_a_new_file_key_still_opens_what_the_old_one_sealed() -> None:
    old = Keys.fresh()
    new = Keys(current=1, wraps={**old.wraps, 1: Keys.fresh().wraps[0]}, lookup=old.lookup, signing=old.signing)
    assert new.open(old.seal("x", "place"), "place") == "x"
    assert new.seal("x", "place")[1] == 1


def test_equal_numbers_have_equal_hashes_and_kinds_do_not_mix() -> None:
    assert KEYS.lookup_hash("number", "1") == KEYS.lookup_hash("number", "1")
    assert KEYS.lookup_hash("number", "1") != KEYS.lookup_hash("name", "1")
    assert KEYS.lookup_hash("number", "1") != Keys.fresh().lookup_hash("number", "1")


def test_the_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "keys.json"
    found: list[Keys] = []
    threads = [threading.Thread(target=lambda: found.append(Keys.load_or_create(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert len(found) == 8
    assert all(keys == found[0] for keys in found)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["keys.json"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"current":0,"wraps":{},"lookup":"","signing":""}', "\x00"])
def test_a_damaged_key_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content)
    with pytest.raises(KeyFileDamaged, match=r"keys\.json"):
        Keys.load(path)


def test_keys_do_not_show_themselves() -> None:
    assert repr(KEYS) == "Keys(current=0)"
