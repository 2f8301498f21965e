"""
Programs beyond Python that a test needs.

On a user's machine a test whose program is missing is skipped, and says which
Debian package brings it. Where the environment sets C{SKIP_NOTHING}, as
continuous integration does, a missing program is a failure.
"""

from __future__ import annotations

import os
import shutil
from typing import NoReturn
from unittest import SkipTest

PACKAGES = {
    "wrk": "wrk",
    "telnet": "telnet",
    "curl": "curl",
    "nc": "netcat-openbsd",
    "less": "less",
    "glimpse": "glimpse",
    "chromium": "chromium",
    "nghttp": "nghttp2-client",
    "setpriv": "util-linux",
    "ip": "iproute2",
    "faketime": "faketime",
    "h2load": "nghttp2-client",
    "haproxy": "haproxy",
    "nginx": "nginx-light",
    "bwrap": "bubblewrap",
    "systemd-analyze": "systemd",
}


def need(program: str) -> str:
    """
    Find a program, or skip the test.

    @return: the program's path.
    @raise SkipTest: when it is missing; names the Debian package.
    @raise AssertionError: when it is missing and nothing may be skipped.
    """
    path = shutil.which(program)
    if path is not None:
        return path
    missing(program, f"apt-get install {PACKAGES[program]}")


def missing(what: str, remedy: str) -> NoReturn:
    """
    Skip the test because of something that is not installed.

    @param remedy: the command that brings it.
    @raise SkipTest: names both.
    @raise AssertionError: when nothing may be skipped.
    """
    reason = f"needs {what}: {remedy}"
    if os.environ.get("SKIP_NOTHING"):
        raise AssertionError(reason)
    raise SkipTest(reason)
