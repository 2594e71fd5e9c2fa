"""The key file, and what is done with its keys: sealing texts (envelope AES-256-GCM), look-up hashes, signatures.

Every sealed value carries its own data key, wrapped by a key of the file; so a new file key needs only the wraps
done anew. No database here, and no path is known: the caller names the file.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.errors import KeyFileDamaged, SealBroken

_VERSION = b"\x01"
_KEY = 32
_NONCE = 12
_TAG = 16
_WRAPPED = _NONCE + _KEY + _TAG


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """A fresh key for one thing (a row, an audio file), and the wrapped form that may lie beside that thing."""

    plain: bytes
    wrapped: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The keys of one site. `wraps` maps a key number (0-255) to 32 bytes; `current` seals what is new."""

    current: int
    wraps: Mapping[int, bytes]
    lookup: bytes
    signing: bytes

    def __repr__(self) -> str:
        return f"Keys(current={self.current})"

    @classmethod
    def fresh(cls) -> Keys:
        """New random keys, kept nowhere (tests, or before `save`)."""
        return cls(
            current=0,
            wraps={0: secrets.token_bytes(_KEY)},
            lookup=secrets.token_bytes(_KEY),
            signing=secrets.token_bytes(_KEY),
        )

    @classmethod
    def load(cls, path: Path) -> Keys:
        """Read the key file; KeyFileDamaged when it is absent or not whole."""
        try:
            raw = json.loads(path.read_text(encoding="utf-8"))
            keys = cls(
                current=int(raw["current"]),
                wraps={int(number): _key(text) for number, text in raw["wraps"].items()},
                lookup=_key(raw["lookup"]),
                signing=_key(raw["signing"]),
            )
            keys.wraps[keys.current]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyFileDamaged(
                f"{path}: the key file cannot be read ({error}); restore it from its backup"
            ) from error
        return keys

    @classmethod
    def load_or_create(cls, path: Path) -> Keys:
        """Read the key file, or make it (0600). Two processes that race end with the same keys."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
            cls.fresh().save(draft)
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return cls.load(path)

    def save(self, path: Path) -> None:
        """Write a new key file, readable by its owner only. FileExistsError when there is one already."""
        text = json.dumps(
            {
                "current": self.current,
                "wraps": {str(number): base64.b64encode(key).decode() for number, key in self.wraps.items()},
                "lookup": base64.b64encode(self.lookup).decode(),
                "signing": base64.b64encode(self.signing).decode(),
            }
        )
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())

    def data_key(self, bound_to: str) -> DataKey:
        """A fresh data key; its wrapped form opens only for the same `bound_to`."""
        plain = os.urandom(_KEY)
        nonce = os.urandom(_NONCE)
        wrap = AESGCM(self.wraps[self.current]).encrypt(nonce, plain, bound_to.encode())
        return DataKey(plain=plain, wrapped=_VERSION + bytes((self.current,)) + nonce + wrap)

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """The plain data key; SealBroken when it was altered, moved, or the file key is not here."""
        if len(wrapped) != WRAPPED_LENGTH or wrapped[:1] != _VERSION or wrapped[1] not in self.wraps:
            raise SealBroken(f"{bound_to}: sealed by a key that is not in the key file, or damaged")
        try:
            return AESGCM(self.wraps[wrapped[1]]).decrypt(
                wrapped[2 : 2 + _NONCE], wrapped[2 + _NONCE :], bound_to.encode()
            )
        except InvalidTag:
            raise SealBroken(f"{bound_to}: the sealed value was altered or moved") from None

    def seal(self, text: str, bound_to: str) -> bytes:
        """Encrypt a text for one place, e.g. `call:1700000000.1:caller`; it opens nowhere else."""
        key = self.data_key(bound_to)
        nonce = os.urandom(_NONCE)
        return key.wrapped + nonce + AESGCM(key.plain).encrypt(nonce, text.encode(), bound_to.encode())

    def open(self, sealed: bytes, bound_to: str) -> str:
        """The reverse of `seal`; SealBroken for anything that `seal` did not write for this place."""
        plain = self.unwrap(sealed[:WRAPPED_LENGTH], bound_to)
        nonce = sealed[WRAPPED_LENGTH : WRAPPED_LENGTH + _NONCE]
        try:
            body = AESGCM(plain).decrypt(nonce, sealed[WRAPPED_LENGTH + _NONCE :], bound_to.encode())
        except (InvalidTag, ValueError):
            raise SealBroken(f"{bound_to}: the sealed value was altered or cut short") from None
        return body.decode()

    def lookup_hash(self, kind: str, text: str) -> str:
        """A keyed hash (HMAC-SHA-256, hex) by which an encrypted value can be looked up for equality."""
        return hmac.new(self.lookup, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()

    def sign(self, text: str) -> str:
        """A signature (HMAC-SHA-256, hex) that only a holder of the key file can make, e.g. of the audit head."""
        return hmac.new(self.signing, text.encode(), hashlib.sha256).hexdigest()


WRAPPED_LENGTH = 2 + _WRAPPED
"""Bytes of `DataKey.wrapped`."""


def _key(text: str) -> bytes:
    key = base64.b64decode(text, validate=True)
    if len(key) != _KEY:
        raise ValueError(f"a key has {len(key)} bytes instead of {_KEY}")
    return key
