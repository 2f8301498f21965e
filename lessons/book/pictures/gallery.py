"""
The names of the pictures.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.book.pictures.picture import Picture

#: What each of them shows. Each is a module of that name, with a function C{draw}. It is
#: imported when it is asked for: most who read a walkthrough need none of the programs.
PICTURES = {
    "stream": "a stream becomes lines, in step 1",
    "message": "a request and its answer as boxes, in step 2",
    "modes": "line mode and raw mode, in step 3",
    "pipelining": "keep-alive and pipelining, in step 3",
    "multipart": "a form as multipart, in step 5",
    "cookie": "a cookie's way, in step 8",
    "blocking": "blocking against not blocking, in step 9",
    "rails": "the two rails of a Deferred, in step 9",
    "threads": "the thread pool, in step 11",
    "glimpse": "the programs of Glimpse, in step 12",
    "processes": "three processes, in step 13",
    "ports": "boxes and ports, in step 14",
    "proxy": "client, proxy, server and tunnel, in step 14",
    "engine": "one request through the engine's files, in step 15",
    "states": "the states of a connection, in the page on them",
    "house": "which parts stand on which, in the page on the house",
}


@cache
def pictureOf(name: str) -> Picture:
    """
    Draw a picture.

    @raise KeyError: when there is none of that name.
    """
    if name not in PICTURES:
        raise KeyError(name)
    picture: Picture = import_module(f"lessons.book.pictures.{name}").draw()
    return picture
