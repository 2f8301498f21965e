"""
Python's garbage collector, where hundreds of modules of tests are loaded.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: Held while anybody spares.
SPARED = Lock()


@contextmanager
def sparing() -> Iterator[None]:
    """
    Have the collector leave alone what is there already: to look through all of that takes
    half a second each time. Within another such block, this does nothing.
    """
    if not SPARED.acquire(blocking=False):
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        SPARED.release()
