"""
Asking a server for a page, in one line.
"""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection

from tests.support.process import PROGRAM_PATIENCE


def fetch(port: int, path: str) -> tuple[int, str]:
    """
    Ask a server on this machine.

    @return: the status, and the content.
    """
    with closing(HTTPConnection("127.0.0.1", port, timeout=PROGRAM_PATIENCE)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
