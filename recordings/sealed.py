"""The sealed audio file: AES-256-GCM in frames, so that any part can be read alone and a cut or swap is noticed.

    magic 8 | wrapped data key 62 | nonce prefix 7 | frame size u32 | plain size u64 | frames, each with its tag of 16

Frame i has the nonce prefix | i | last?; the header is authenticated with each frame. No path and no database here.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from recordings.errors import ArchiveDamaged
from store.errors import SealBroken
from store.keys import WRAPPED_LENGTH, Keys

MAGIC = b"H12385A\x01"
FRAME = 64 << 10
"""Plain bytes a frame."""
_TAG = 16
_FORM = struct.Struct(f">8s{WRAPPED_LENGTH}s7sIQ")
HEAD = _FORM.size
"""Bytes before the frames; without them, and the key in them, nothing opens."""


@dataclass(frozen=True, slots=True)
class _Header:
    raw: bytes
    key: bytes
    prefix: bytes
    frame: int
    size: int

    @property
    def frames(self) -> int:
        return max(1, -(-self.size // self.frame))

    def nonce(self, index: int) -> bytes:
        return self.prefix + struct.pack(">IB", index, index == self.frames - 1)


def seal_into(file: BinaryIO, content: bytes, *, keys: Keys, bound_to: str) -> None:
    """Write the sealed form of `content`. `bound_to` names the recording: the file opens for no other."""
    key = keys.data_key(bound_to)
    prefix = secrets.token_bytes(7)
    raw = _FORM.pack(MAGIC, key.wrapped, prefix, FRAME, len(content))
    header = _Header(raw=raw, key=key.plain, prefix=prefix, frame=FRAME, size=len(content))
    cipher = AESGCM(key.plain)
    file.write(raw)
    for index in range(header.frames):
        plain = content[index * FRAME : (index + 1) * FRAME]
        file.write(cipher.encrypt(header.nonce(index), plain, raw))


class SealedAudio:
    """Reads a sealed file by ranges. Not for two threads at once. ArchiveDamaged from every verb."""

    def __init__(self, file: BinaryIO, *, keys: Keys, bound_to: str) -> None:
        self._file = file
        self._name = bound_to
        self._header = _read_header(file, keys, bound_to)
        self._cipher = AESGCM(self._header.key)

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return self._header.size

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The content from `start` up to (not including) `end`; only the frames in between are opened."""
        end = self.size if end is None else min(end, self.size)
        if start >= end:
            return b""
        size = self._header.frame
        first, last = start // size, (end - 1) // size
        plain = b"".join(self._frame(index) for index in range(first, last + 1))
        return plain[start - first * size : end - first * size]

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> SealedAudio:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _frame(self, index: int) -> bytes:
        stride = self._header.frame + _TAG
        self._file.seek(_FORM.size + index * stride)
        try:
            return self._cipher.decrypt(self._header.nonce(index), self._file.read(stride), self._header.raw)
        except (InvalidTag, ValueError):
            raise ArchiveDamaged(f"{self._name}: frame {index} was altered or is missing") from None


def _read_header(file: BinaryIO, keys: Keys, bound_to: str) -> _Header:
    raw = file.read(_FORM.size)
    if len(raw) != _FORM.size:
        raise ArchiveDamaged(f"{bound_to}: the archived file is cut short")
    magic, wrapped, prefix, frame, size = _FORM.unpack(raw)
    if magic != MAGIC or not 0 < frame <= 16 << 20:
        raise ArchiveDamaged(f"{bound_to}: this is not a sealed recording")
    try:
        key = keys.unwrap(wrapped, bound_to)
    except SealBroken as error:
        raise ArchiveDamaged(str(error)) from error
    return _Header(raw=raw, key=key, prefix=prefix, frame=frame, size=size)
