"""What can go wrong with recordings. Each error has a stable `code` and a sentence that names place and mend."""

from __future__ import annotations

from typing import ClassVar


class RecordingError(Exception):
    """The base of every error of this folder."""

    code: ClassVar[str] = "recording-error"


class RecordingNotFound(RecordingError):
    """There is no recording of this id, or no audio of it in the archive."""

    code = "recording-not-found"


class DiskFull(RecordingError):
    """The archive's disk is full. Nothing is lost: what Asterisk wrote stays where it is until there is room."""

    code = "disk-full"


class DiskTrouble(RecordingError):
    """A file could not be read or written for another reason. It stays where it is, and is tried again."""

    code = "disk-trouble"


class ArchiveDamaged(RecordingError):
    """A file of the archive does not open: altered, cut short, or sealed by a key that is not here."""

    code = "archive-damaged"


class NotAudio(RecordingError):
    """A file that is no recording of ours."""

    code = "not-audio"
