"""
Where a redirect leads, and with what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from twisted.web.iweb import IBodyProducer

from lessons.arguments import visible
from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from lessons.clients.urls import BadURL, resolve

#: How many redirects are followed, one after the other.
MOST_REDIRECTS = 20

#: Which of them mean the same request elsewhere (RFC 9110 section 15.4).
REDIRECTS = (301, 302, 303, 307, 308)

#: What goes to one origin and to no other.
PRIVATE = ("authorization", "cookie")


class Body(IBodyProducer):
    """
    The content of a request, which tells of its progress.

    @ivar onPiece: called whenever a piece of it has been written.
    """

    onPiece: Callable[[], object]


@dataclass(frozen=True)
class Asked:
    """
    A request, as it was or will be sent.
    """

    method: str
    url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None


def follow(asked: Asked, code: int, location: str | None) -> Asked | None:
    """
    Find out what to ask next.

    @param code: the status of the answer.
    @param location: its field Location.
    @return: L{None} where the answer is not a redirect.
    @raise ClientError: when it is one that cannot be followed.
    """
    if code not in REDIRECTS:
        return None
    url = leadsTo(asked.url, location)
    if not becomesGET(asked.method, code):
        if asked.body is not None:
            words = f"redirected ({code}) to {url}: the form was not sent there; --url can send it"
            raise ClientError(words, Exit.PROTOCOL)
        return Asked(asked.method, url, fieldsFor(asked, url))
    fields = fieldsFor(asked, url)
    # RFC 9110 section 15.4: fields that describe the content go with it.
    kept = {name: value for name, value in fields.items() if not isAboutContent(name)}
    return Asked("GET", url, kept)


def leadsTo(base: str, location: str | None) -> str:
    """
    Find the URL that Location names, absolute or relative.
    """
    if location is None:
        raise ClientError("redirected, but not told where to", Exit.PROTOCOL)
    try:
        return resolve(base, location)
    except BadURL as error:
        words = f"redirected to {visible(location)}, where we cannot go: {error}"
        raise ClientError(words, Exit.PROTOCOL) from error


# RFC 9110 sections 15.4.2 and 15.4.3: for 301 and 302, "a user agent MAY change the
# request method from POST to GET"; 15.4.4: 303 means GET or HEAD; 15.4.8 and
# 15.4.9: for 307 and 308, it "MUST NOT change the request method".
def becomesGET(method: str, code: int) -> bool:
    """
    Tell whether the next request is a GET, whatever this one is.
    """
    return (code in (301, 302) and method == "POST") or (code == 303 and method != "HEAD")


def fieldsFor(asked: Asked, url: str) -> Mapping[str, str]:
    """
    Choose the fields that may go to where a redirect leads.
    """
    if origin(asked.url) == origin(url):
        return asked.fields
    return {name: value for name, value in asked.fields.items() if name.lower() not in PRIVATE}


def origin(url: str) -> str:
    """
    Cut a URL after its server.

    @return: C{scheme://host:port}, as it was written: a default port is neither added nor
        left out.
    """
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"


def isAboutContent(name: str) -> bool:
    """
    Tell whether a field describes the content of a request.
    """
    return name.lower().startswith("content-")
