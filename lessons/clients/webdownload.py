"""
webdownload: download to a file, and show how far it is.

A file is there only when all of it is. What has come before a failure stays
beside it, in NAME.part, and --resume fetches the rest.
"""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, unquote, urlsplit

from twisted.web.iweb import UNKNOWN_LENGTH, IResponse

from lessons.arguments import visible
from lessons.clients.clientprogram import main, readURL
from lessons.clients.content import discard
from lessons.clients.errors import ClientError
from lessons.clients.partial import PartialFile, Source, readContentRange, strongValidator
from lessons.clients.progress import Progress, ProgressLine
from lessons.clients.statuses import Exit
from lessons.clients.web import Web, demandSuccess, field, statusOf


async def downloadWithProgress(
    web: Web, url: str, target: Path, line: ProgressLine, resume: bool = False
) -> None:
    """
    Download to a file.

    @param target: the file to write; one that is there is replaced.
    @param line: where to show how far it is.
    @param resume: fetch only what an earlier download has not.
    @raise ClientError: when the server answers with an error.
    """
    partial = PartialFile(target)
    response = await askForRest(web, url, partial) if resume else None
    if response is None:
        response = await web.getAsStored(url, {})
        demandSuccess(response)
    try:
        await save(web, url, response, partial, line)
    except BaseException:  # even Ctrl-C
        tellWhatIsLeft(partial)
        raise


def tellWhatIsLeft(partial: PartialFile) -> None:
    """
    Keep what has come before a failure, or say why not.
    """
    part, size = visible(partial.part), partial.size
    if partial.discardUnlessResumable():
        print(f"{part} is kept: --resume fetches the rest", file=sys.stderr)
    elif size:
        words = "nothing in the answer names this version for sure, so it could not be completed"
        print(f"{part} is deleted: {words}", file=sys.stderr)


async def askForRest(web: Web, url: str, partial: PartialFile) -> IResponse | None:
    """
    Ask for what the part lacks.

    If-Range makes it safe: if the content is no longer what the part is of,
    the server answers 200 with all of it. A server that does not know If-Range
    would send the rest of another version; so its answer is checked as well.

    @return: a response to use; L{None} where the whole file has to be asked for.
    """
    source = partial.source()
    if source is None or source.url != url:
        tellNotResumed(f"{visible(partial.part)} is not there, or not of this URL")
        return None
    fields = {"Range": f"bytes={partial.size}-", "If-Range": source.validator}
    response = await web.getAsStored(url, fields)
    if response.code == 200 or fits(response, source, partial.size):
        return response
    discard(response)
    tellNotResumed(f"the answer ({statusOf(response)}) is not the rest of this version")
    return None


def tellNotResumed(reason: str) -> None:
    """
    Say why everything is fetched, though there is a part.
    """
    print(f"not resumed: {reason}", file=sys.stderr)


def fits(response: IResponse, source: Source, size: int) -> bool:
    """
    Tell whether a response goes on where a part ends.
    """
    contentRange = readContentRange(field(response, "content-range"))
    isRest = response.code == 206 and contentRange is not None and contentRange[0] == size
    return isRest and strongValidator(response) == source.validator


async def save(
    web: Web, url: str, response: IResponse, partial: PartialFile, line: ProgressLine
) -> None:
    """
    Write the content of a response to the part, piece by piece, and give the
    part its name when it is whole.

    @raise ClientError: when it is not.
    """
    start = partial.size if response.code == 206 else 0
    progress = Progress(web.reactor, start, findTotal(response, start))
    with openPart(url, response, partial) as file:

        def take(data: bytes) -> None:
            file.write(data)
            progress.received += len(data)
            line.show(progress)

        try:
            await web.readAsStored(response, take)
        finally:
            line.end(progress)
    if progress.total not in (None, progress.received):
        words = f"cut short: {progress.received} of {progress.total} bytes"
        raise ClientError(words, Exit.PROTOCOL)
    partial.complete()


def findTotal(response: IResponse, start: int) -> int | None:
    """
    Find out how many bytes the whole file has.

    @param start: how many we have.
    @return: L{None} where the server does not say.
    """
    contentRange = readContentRange(field(response, "content-range"))
    if response.code == 206 and contentRange is not None and contentRange[2] is not None:
        return contentRange[2]
    return None if response.length == UNKNOWN_LENGTH else start + int(response.length)


def openPart(url: str, response: IResponse, partial: PartialFile) -> BinaryIO:
    """
    Open the part at the place where the response begins.
    """
    if response.code == 206:
        return partial.resume()
    validator = strongValidator(response)
    return partial.begin(Source(url, validator) if validator else None)


def chooseName(url: str) -> Path:
    """
    Name the file as the last segment of the URL's path does.
    """
    name = Path(unquote(urlsplit(url).path).rpartition("/")[2]).name
    if name in ("", "..") or "\0" in name:
        return Path("index.html")
    # What could steer a terminal stays percent-encoded.
    return Path("".join(char if char.isprintable() else quote(char) for char in name))


def addOptions(parser: ArgumentParser) -> None:
    add = parser.add_argument
    add("url", type=readURL, metavar="URL")
    add("file", nargs="?", type=Path, metavar="FILE", help="default: named after the URL")
    add("--resume", action="store_true", help="fetch only what is not in FILE.part yet")


async def program(web: Web, options: Namespace) -> None:
    target = options.file or chooseName(options.url)
    line = ProgressLine(sys.stderr, web.reactor)
    await downloadWithProgress(web, options.url, target, line, options.resume)
    if not line.silent:
        print(f"saved as {visible(target)}", file=sys.stderr)


if __name__ == "__main__":
    main(program, addOptions)
