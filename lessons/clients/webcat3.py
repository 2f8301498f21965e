"""
webcat3: fetch a page and print it; where the server asks who you are, ask you.
"""

import signal
import sys
from argparse import Namespace
from base64 import b64encode
from getpass import getpass

from hyperlink import URL
from twisted.web.iweb import IResponse

from lessons.arguments import toBytes
from lessons.clients.challenges import readChallenges
from lessons.clients.clientprogram import main
from lessons.clients.content import discard
from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from lessons.clients.web import Web, demandSuccess
from lessons.clients.webcat import addOptions, printPage
from lessons.plain import oneLine
from server.ownaddress import isLoopback


def findRealm(response: IResponse) -> str:
    """
    Find out for what a server wants a user and a password.

    @return: the realm, in the server's words; empty where it names none, as
        RFC 7617 section 2 wants it to.
    @raise ClientError: when it wants another kind of login than HTTP Basic.
    """
    values = response.headers.getRawHeaders(b"www-authenticate", [])
    texts = [value.decode("utf-8", "replace") for value in values]
    for challenge in readChallenges(texts):
        if challenge.scheme == "basic":
            return oneLine(challenge.parameters.get("realm", ""))
    wanted = ", ".join(texts) or "nothing that it names"
    raise ClientError(f"cannot log in: the server wants {wanted}, not Basic", Exit.LOGIN)


def askUser(realm: str) -> tuple[str, str]:
    """
    Ask the person at the terminal for a user and a password.

    @raise ClientError: when there is no terminal, or nobody answers.
    """
    if not sys.stdin.isatty():
        purpose = f" for {realm!r}" if realm else ""
        words = f"a user and a password are needed{purpose}: run this in a terminal"
        raise ClientError(words, Exit.LOGIN)
    # While we wait for the keyboard the reactor cannot run, and has nothing to
    # do. But its handler of Ctrl-C would wait for it: take Python's own.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        print("user: ", end="", file=sys.stderr, flush=True)
        user = sys.stdin.readline().strip()
        return user, getpass("password: ", sys.stderr)
    except (KeyboardInterrupt, EOFError) as error:
        print(file=sys.stderr)
        raise ClientError("nobody has logged in", Exit.INTERRUPTED) from error
    finally:
        signal.signal(signal.SIGINT, before)


# RFC 7617 section 2: user ":" password, in base64. That hides nothing: anybody
# can turn it back.
def encodeCredentials(user: str, password: str) -> str:
    """
    Write the value of Authorization.

    @raise ClientError: when the user's name ends where it should not.
    """
    if ":" in user:
        raise ClientError("a user name with a colon in it cannot be sent", Exit.LOGIN)
    return "Basic " + b64encode(toBytes(f"{user}:{password}")).decode("ascii")


def warnIfReadable(url: URL) -> None:
    """
    Basic sends the password itself, only written in base64: over http, whoever
    carries the bytes can read it.
    """
    if url.scheme == "http" and not isLoopback(url.host):
        print(f"warning: the password goes to {url.host} unencrypted", file=sys.stderr)


async def logIn(web: Web, refusal: IResponse) -> IResponse:
    """
    Ask the user, and fetch the page again.

    @param refusal: the response with status 401. A redirect may have led to
        it, so it also tells who asks.
    """
    discard(refusal)
    realm = findRealm(refusal)
    url = URL.from_text(refusal.request.absoluteURI.decode("ascii"))
    purpose = f", for: {realm}" if realm else ""
    print(f"{url.host} wants to know who you are{purpose}", file=sys.stderr)
    warnIfReadable(url)
    credentials = encodeCredentials(*askUser(realm))
    return await web.request("GET", url.to_text(), {"Authorization": credentials})


async def webcat3(web: Web, url: str) -> None:
    """
    Fetch a page, with a login if that is wanted, and print it.

    @raise ClientError: when the server answers with an error.
    """
    response = await web.request("GET", url)
    if response.code == 401:
        response = await logIn(web, response)
    demandSuccess(response)
    await web.read(response, printPage)


async def program(web: Web, options: Namespace) -> None:
    await webcat3(web, options.url)


if __name__ == "__main__":
    main(program, addOptions)
