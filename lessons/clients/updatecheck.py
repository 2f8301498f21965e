"""
updatecheck: has a page changed? Asks in a way that costs nothing if it has not.

Without --state, it asks twice in one run: once for the page, once whether that
is still the page. With --state FILE, it remembers what it has seen in FILE.
"""

import json
import os
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from lessons.arguments import visible
from lessons.clients.clientprogram import main, readURL
from lessons.clients.content import discard
from lessons.clients.errors import ClientError
from lessons.clients.partial import demandRegular
from lessons.clients.statuses import Exit
from lessons.clients.web import Web, demandSuccess, field, statusOf
from lessons.plain import oneLine


@dataclass(frozen=True)
class Seen:
    """
    What to remember of a page, to ask for it again.

    @ivar etag: the validator in the field ETag: a name for this very version.
    @ivar lastModified: the validator in Last-Modified, as the server wrote it.
    @ivar digest: SHA-256 of the content, for a server that sends neither.
    """

    etag: str | None = None
    lastModified: str | None = None
    digest: str = ""

    def conditions(self) -> dict[str, str]:
        """
        The fields that say: only if it is another one than this.
        """
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.lastModified}
        return {name: value for name, value in pairs.items() if value}

    def __str__(self) -> str:
        pairs = {"ETag": self.etag, "Last-Modified": self.lastModified}
        words = [oneLine(f"{name}: {value}") for name, value in pairs.items() if value]
        return "; ".join(words) or "no validator: neither ETag nor Last-Modified"


NOTHING = Seen()


async def checkStatus(web: Web, url: str, seen: Seen = NOTHING) -> tuple[str, Seen]:
    """
    Ask for a page, on condition that it is another one than we have seen.

    @return: the status, and what to remember now.
    @raise ClientError: when the server answers with an error.
    """
    response = await web.request("GET", url, seen.conditions())
    if response.code == 304 and seen.conditions():
        discard(response)
        return statusOf(response), seen
    demandSuccess(response)
    digest = sha256()
    await web.read(response, digest.update)
    validators = field(response, "etag"), field(response, "last-modified")
    return statusOf(response), Seen(*validators, digest.hexdigest())


def compare(before: Seen, now: Seen) -> str:
    """
    Say what the answer means, in the words that are printed.

    @param before: what was seen the last time; L{NOTHING} the first time.
    @param now: C{before} itself, where the answer was a 304.
    """
    if before == NOTHING:
        return "seen for the first time"
    if now is before:
        return "not changed, and not sent again"
    return "not changed, but sent again" if now.digest == before.digest else "changed"


async def check(web: Web, url: str, before: Seen) -> Seen:
    """
    Ask once, print what the answer means, and return what to remember.
    """
    status, now = await checkStatus(web, url, before)
    print(f"{status}: {compare(before, now)} ({now})", flush=True)
    return now


def readState(path: Path) -> dict[str, Any]:
    """
    Read what earlier runs remembered.

    @return: what was seen, by URL.
    @raise ClientError: when the file holds something else.
    """
    demandRegular(path)
    try:
        state = json.loads(path.read_text("utf-8"))
        return {url: Seen(**seen) for url, seen in state.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError) as error:
        raise ClientError(f"{visible(path)} was not written by updatecheck", Exit.FILE) from error


def writeState(path: Path, state: dict[str, Seen]) -> None:
    """
    Write the file beside its place, then put it there: it is never half written.
    """
    text = json.dumps({url: asdict(seen) for url, seen in state.items()}, indent=1)
    if path.is_symlink():  # the link stays
        path = Path(os.path.realpath(path))
    beside = path.with_name(path.name + ".new")
    beside.write_text(text + "\n", "utf-8")
    os.replace(beside, path)


def addOptions(parser: ArgumentParser) -> None:
    parser.add_argument("url", type=readURL, metavar="URL")
    parser.add_argument("--state", type=Path, metavar="FILE", help="remember in this file")


async def program(web: Web, options: Namespace) -> None:
    if options.state is None:
        await check(web, options.url, await check(web, options.url, NOTHING))
        return
    state = readState(options.state)
    state[options.url] = await check(web, options.url, state.get(options.url, NOTHING))
    writeState(options.state, state)


if __name__ == "__main__":
    main(program, addOptions)
