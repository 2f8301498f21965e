"""
The greenhouse's own part of the command line.
"""

from __future__ import annotations

import select
from argparse import ArgumentParser
from pathlib import Path

from server.commandline import portNumber
from server.draining import addDrainOption
from server.greenhouse.accesslog import NOWHERE, TERMINAL


def addGreenhouseOptions(parser: ArgumentParser) -> None:
    """
    Add the options that are about the site as a whole.
    """
    add = parser.add_argument
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="NAME",
        help="answer to this name as well, * for any; localhost and addresses are always accepted",
    )
    add(
        "--access-log",
        default=NOWHERE,
        metavar="FILE",
        help=f"log requests in combined format, {TERMINAL} for the terminal; SIGHUP opens the "
        f"file again; default {NOWHERE}",
    )
    add("--tls", type=portNumber, metavar="PORT", help="listen with TLS as well, on this port")
    add(
        "--endpoint",
        metavar="TEXT",
        help="listen on this Twisted endpoint, instead of --port and --interface",
    )
    add(
        "--reactor",
        choices=("lean", "twisted"),
        default="lean" if hasattr(select, "epoll") else "twisted",
        help="twisted: Twisted's own; lean, with a shorter way to a socket, where there is epoll",
    )
    addDrainOption(parser)
    add(
        "--book",
        type=Path,
        metavar="DIR",
        help="serve the book that python -m lessons.book.sphinx DIR has made; default build/book",
    )
    add("--channel", choices=("own", "stock"), default="own", help="default own")
