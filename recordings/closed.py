"""Whether anybody still writes a file: asks the kernel for a read lease, which it refuses while a writer has it open.

Asterisk keeps a recording open from the first to the last sample, so a file without a writer is complete.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from pathlib import Path

SETTLED_S = 10.0
"""Where the file system knows no leases: a file untouched for so long counts as closed."""


def is_closed(path: Path) -> bool:
    """True when no process has the file open for writing. FileNotFoundError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES) and _is_ours(handle):
            return False
        return time.time() - os.fstat(handle).st_mtime > SETTLED_S
    else:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        return True
    finally:
        os.close(handle)


def _is_ours(handle: int) -> bool:
    """Leases need the file's owner (or root); EACCES for a stranger says nothing about writers."""
    return os.geteuid() in (0, os.fstat(handle).st_uid)
