"""
Files that are replaced as a whole: whoever reads one sees the old text or the new one, and a
full disk leaves the old one as it is.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replaceFile(path: Path, data: bytes) -> None:
    """
    Write a file; its permissions stay as they were.

    @raise OSError: when it cannot be written.
    """
    descriptor, name = tempfile.mkstemp(prefix=path.name, dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, path.stat().st_mode if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
