"""
How many descriptors a server may have. Each connection takes one, and so does each open
file; the system allows a program 1,024 by default, and more if the program asks.
"""

from __future__ import annotations

import resource
from contextlib import suppress

#: With fewer, none of our servers could work for more than a few clients.
FEWEST = 64
#: We never ask for more than this.
MOST_DESCRIPTORS = 65_536


def raiseLimit() -> str | None:
    """
    Have the system allow as many as it is willing to.

    @return: where these are too few, a sentence that says so.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # some systems allow fewer than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    if soft == resource.RLIM_INFINITY or soft >= FEWEST:
        return None
    return (
        f"the system allows this program {soft} descriptors, for files and connections; "
        f"a server needs {FEWEST}. See ulimit -n."
    )
