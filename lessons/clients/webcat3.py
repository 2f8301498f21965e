"""
webcat3: fetch a page and print it; where the server asks who you are, ask you.
"""

import re
import signal
import sys
from argparse import Namespace
from base64 import b64encode
from getpass import getpass
from ipaddress import ip_address

from hyperlink import URL
from twisted.web.iweb import IResponse

from lessons.clients.command import main
from lessons.clients.content import discard
from lessons.clients.statuses import Exit
from lessons.clients.web import ClientError, Web, demandSuccess
from lessons.clients.webcat import addOptions, printPage
from lessons.plain import oneLine

# RFC 7617 section 2: a challenge is  Basic realm="the name of what is guarded"
QUOTED = r'"((?:[^"\\]|\\.)*)"'
CHALLENGE = re.compile(rf'(?:^|,)\s*basic\s+(?:charset="[^"]*",\s*)?realm={QUOTED}', re.I)


def findRealm(response: IResponse) -> str:
    """
    Find out for what a server wants a user and a password.

    @return: the realm, in the server's words.
    @raise ClientError: when it wants another kind of login than HTTP Basic.
    """
    challenges = response.headers.getRawHeaders("www-authenticate", [])
    match = CHALLENGE.search(", ".join(challenges))
    if match is None:
        wanted = ", ".join(challenges) or "nothing that it names"
        raise ClientError(f"cannot log in: the server wants {wanted}, not Basic", Exit.LOGIN)
    return oneLine(re.sub(r"\\(.)", r"\1", match[1]))


def askUser(realm: str) -> tuple[str, str]:
    """
    Ask the person at the terminal for a user and a password.

    @raise ClientError: when there is no terminal, or nobody answers.
    """
    if not sys.stdin.isatty():
        words = f"a user and a password are wanted for {realm!r}: run this in a terminal"
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
        raise ClientError("nobody logged in", Exit.INTERRUPTED) from error
    finally:
        signal.signal(signal.SIGINT, before)


# RFC 7617 section 2: user ":" password, in base64. That hides nothing: anybody
# can turn it back.
def encodeCredentials(user: str, password: str) -> str:
    """
    Write the value of Authorization.
    """
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")


def warnIfReadable(url: URL) -> None:
    """
    Basic sends the password itself, only written in base64: over http, whoever
    carries the bytes can read it.
    """
    if url.scheme == "http" and not isThisMachine(url.host):
        print(f"warning: the password goes to {url.host} unencrypted", file=sys.stderr)


def isThisMachine(host: str) -> bool:
    """
    Tell whether bytes to a host stay on this machine.
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def logIn(web: Web, refusal: IResponse) -> IResponse:
    """
    Ask the user, and fetch the page again.

    @param refusal: the response with status 401. A redirect may have led to
        it, so it also tells who asks.
    """
    discard(refusal)
    realm = findRealm(refusal)
    url = URL.from_text(refusal.request.absoluteURI.decode("ascii"))
    print(f"{url.host} wants to know who you are, for: {realm}", file=sys.stderr)
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
