"""
webcat: fetch a page and print it, as "cat" prints a file.
"""

import sys
from argparse import ArgumentParser, Namespace

from lessons.clients.clientprogram import main, readURL
from lessons.clients.content import Collector
from lessons.clients.web import Web, demandSuccess


def printPage(data: bytes) -> None:
    """
    Print a piece of a page, as it is.
    """
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


async def webcat(web: Web, url: str, collector: Collector = printPage) -> None:
    """
    Fetch a page.

    @param collector: called with each piece of it, as it arrives.
    @raise ClientError: when the server answers with an error.
    """
    response = await web.request("GET", url)
    demandSuccess(response)
    await web.read(response, collector)


def addOptions(parser: ArgumentParser) -> None:
    parser.add_argument("url", type=readURL, metavar="URL")


async def program(web: Web, options: Namespace) -> None:
    await webcat(web, options.url)


if __name__ == "__main__":
    main(program, addOptions)
