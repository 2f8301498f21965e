"""
webcat2: fetch a page into a temporary file, print that, delete it.

What webcat prints may be half a page, if the rest never comes. Here nothing is
printed until all has come.
"""

import os
import sys
import tempfile
from argparse import Namespace
from shutil import copyfileobj

from lessons.clients.clientprogram import main
from lessons.clients.web import Web
from lessons.clients.webcat import addOptions, webcat


async def downloadToTempFile(web: Web, url: str) -> str:
    """
    Fetch a page into a new temporary file. However large the page is, only a
    piece of it is in memory at a time.

    @return: the file's name. Whoever called deletes it.
    @raise ClientError: when the server answers with an error.
    """
    with tempfile.NamedTemporaryFile(prefix="webcat2-", delete=False) as file:
        try:
            await webcat(web, url, file.write)
        except BaseException:  # even Ctrl-C
            os.remove(file.name)
            raise
    return file.name


def printFile(filename: str) -> None:
    """
    Print a file, as it is.
    """
    with open(filename, "rb") as file:
        copyfileobj(file, sys.stdout.buffer)


async def program(web: Web, options: Namespace) -> None:
    filename = await downloadToTempFile(web, options.url)
    try:
        printFile(filename)
    finally:
        os.remove(filename)


if __name__ == "__main__":
    main(program, addOptions)
