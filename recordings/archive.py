"""The archive on disk: sealed files under archive/YYYY/MM/DD, written whole or not at all. No database here."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO

from recordings.errors import ArchiveDamaged, DiskFull, RecordingNotFound
from recordings.names import archive_path
from recordings.sealed import HEAD, SealedAudio, seal_into
from store.keys import Keys

Opener = Callable[[Path], BinaryIO]
"""Opens a new file for writing: the port through which tests fill the disk."""


def new_file(path: Path) -> BinaryIO:
    """The real opener."""
    return path.open("wb")


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Sealed audio under `root`. `after` hears the name of each step done (tests kill the process there)."""

    root: Path
    keys: Keys
    opener: Opener = new_file
    after: Callable[[str], None] = lambda step: None

    def write(self, recording: str, day: date, content: bytes) -> Path:
        """Seal and write, durably; the path relative to `root`. DiskFull. Nothing half-written stays."""
        relative = archive_path(recording, day)
        final = self.root / relative
        draft = final.with_name(f".{final.name}.part")
        try:
            final.parent.mkdir(parents=True, exist_ok=True)
            with self.opener(draft) as file:
                seal_into(file, content, keys=self.keys, bound_to=_bound(recording))
                file.flush()
                self.after("sealed")
                os.fsync(file.fileno())
            draft.replace(final)
            self.after("renamed")
            _sync_folder(final.parent)
        except OSError as error:
            draft.unlink(missing_ok=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(f"{self.root}: the disk is full, free some space; the original stays") from error
            raise
        return relative

    def open(self, recording: str, relative: str) -> SealedAudio:
        """A reader by ranges; close it. RecordingNotFound, ArchiveDamaged."""
        path = self._inside(recording, relative)
        try:
            file = path.open("rb")
        except FileNotFoundError:
            raise RecordingNotFound(f"{recording}: its file {relative} is not in the archive") from None
        try:
            return SealedAudio(file, keys=self.keys, bound_to=_bound(recording))
        except ArchiveDamaged:
            file.close()
            raise

    def destroy(self, recording: str, relative: str) -> None:
        """Take a file away for good, durably. Its key stands in its head: that is overwritten before the name goes.

        A file that is gone already (a crash came between) is no error. ArchiveDamaged for a path that leads outside.
        """
        path = self._inside(recording, relative)
        try:
            with path.open("r+b") as file:
                file.write(bytes(HEAD))
                file.flush()
                os.fsync(file.fileno())
            self.after("blotted")
            path.unlink()
            self.after("unlinked")
        except FileNotFoundError:
            return
        _sync_folder(path.parent)

    def _inside(self, recording: str, relative: str) -> Path:
        path = self.root / relative
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise ArchiveDamaged(f"{recording}: its path leads out of the archive")
        return path

    def content(self, recording: str, relative: str, *, sha256: str) -> bytes:
        """The whole content, proven to be what was archived. RecordingNotFound, ArchiveDamaged."""
        with self.open(recording, relative) as audio:
            content = audio.read()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveDamaged(f"{recording}: the audio is not the one that was archived")
        return content


def _bound(recording: str) -> str:
    return f"recording:{recording}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
