"""The sealed file: any range reads alone, and nothing that is done to it goes unnoticed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.errors import ArchiveDamaged
from recordings.sealed import FRAME, SealedAudio, seal_into
from store.keys import Keys

KEYS = Keys.fresh()
CONTENT = bytes(range(256)) * 800  # a little over three frames


def sealed(content: bytes = CONTENT, name: str = "recording:1") -> bytearray:
    file = io.BytesIO()
    seal_into(file, content, keys=KEYS, bound_to=name)
    return bytearray(file.getvalue())


def opened(blob: bytes | bytearray, name: str = "recording:1", keys: Keys = KEYS) -> SealedAudio:
    return SealedAudio(io.BytesIO(bytes(blob)), keys=keys, bound_to=name)


@given(st.integers(0, len(CONTENT) + 10), st.integers(0, len(CONTENT) + 10))
def test_any_range_reads_as_a_slice_would(start: int, end: int) -> None:
    assert opened(sealed()).read(start, end) == CONTENT[start:end]


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME])
def test_every_size_comes_back(size: int) -> None:
    audio = opened(sealed(b"x" * size))
    assert audio.size == size
    assert audio.read() == b"x" * size


@given(st.integers(0, len(sealed()) - 1), st.integers(1, 255))
def test_any_altered_byte_is_noticed(place: int, flip: int) -> None:
    blob = sealed()
    blob[place] ^= flip
    with pytest.raises(ArchiveDamaged):
        opened(blob).read()


@given(st.integers(0, len(sealed()) - 1))
def test_any_cut_is_noticed(length: int) -> None:
    with pytest.raises(ArchiveDamaged):
        opened(sealed()[:length]).read()


def test_frames_that_changed_places_are_noticed() -> None:
    blob = sealed()
    head, stride = len(blob) - len(CONTENT) - 4 * 16, FRAME + 16
    first, second = blob[head : head + stride], blob[head + stride : head + 2 * stride]
    with pytest.raises(ArchiveDamaged, match="frame 0"):
        opened(blob[:head] + second + first + blob[head + 2 * stride :]).read()


def test_a_file_put_in_anothers_place_does_not_open() -> None:
    with pytest.raises(ArchiveDamaged, match="recording:2"):
        opened(sealed(), name="recording:2")


def test_without_the_keys_it_does_not_open() -> None:
    with pytest.raises(ArchiveDamaged):
        opened(sealed(), keys=Keys.fresh())


def test_a_file_that_was_never_sealed_is_told() -> None:
    with pytest.raises(ArchiveDamaged, match="not a sealed recording"):
        opened(b"fLaC" + bytes(200))


def test_a_range_opens_only_the_frames_it_needs() -> None:
    blob = sealed()
    blob[-1] ^= 1
    assert opened(blob).read(0, FRAME) == CONTENT[:FRAME]
