"""
What somebody looks at: the page's address says it, so that the page can be reloaded,
linked to, and used without a script.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from twisted.web.server import Request

from server.drafts import DRAFT
from server.inspector.senderform import SenderForm

#: How many digits a number may have.
DIGITS = 9
#: How a span is named: by its direction, and the offset of its first byte.
KEY = re.compile(rb"[ra]-[0-9]{1,15}")
#: How an answer is named: by its connection, and the offset of its first byte.
ANSWER = re.compile(rb"[0-9]{1,9}\.(?:[0-9]{1,15}|all)")
#: How long the words may be that are looked for.
LONGEST_SEARCH = 100

#: The fields that say which conversation is looked at, and what of it, as they are where
#: there is none.
NOWHERE: dict[str, Any] = {
    "connection": 0,
    "imported": 0,
    "talk": 0,
    "before": 0,
    "more": 0,
    "span": "",
    "message": 0,
    "byte": -1,
}


@dataclass(frozen=True)
class View:
    """
    One way to look.

    @ivar connection: the number of the connection that is shown whole; 0 for none.
    @ivar imported: the number of the import that is looked at instead; 0 for none.
    @ivar talk: the number of a conversation of that import; 0 for its first.
    @ivar secrets: C{show} where secrets are shown: otherwise a mask takes the place of
        each.
    @ivar mode: C{projector} for a class: large, and one part at a time.
    @ivar part: the name of the part that is shown alone; empty for all.
    @ivar frozen: 1 where the page stays as it is.
    @ivar peers: C{show} or C{hide} for the clients' addresses; by default, the projector
        hides them.
    @ivar older: connections before this one are listed; 0 for the newest.
    @ivar lane: the connection whose lane is asked for alone.
    @ivar method: only connections with such a request.
    @ivar path: only connections with a request whose target has this in it.
    @ivar status: only connections with an answer whose status begins like this.
    @ivar peer: only connections of clients that have this in the address or the nickname.
    @ivar student: only connections of the student with exactly this name.
    @ivar open: only connections that are open, C{yes}, or closed, C{no}.
    @ivar refused: 1 for only connections on which something was refused.
    @ivar favicon: C{hide} where requests for /favicon.ico are not shown.
    @ivar draft: the bytes in the sender's form, in base64url without padding.
    @ivar before: show the pieces of that connection before this position; 0 for the
        newest.
    @ivar more: the position of a piece that is shown longer than others.
    @ivar span: the key of the span that is explained, such as C{r-14}.
    @ivar quiz: 1 where what the bytes mean is hidden, to be guessed.
    @ivar message: the number of the request that is read byte by byte; 0 for the newest.
    @ivar byte: how many of its bytes have been read; -1 for all that have come.
    @ivar chapter: of the ready requests.
    @ivar words: the words that are looked for in the ready requests.
    @ivar one: the key of an answer that is compared.
    @ivar other: the key of the answer that it is compared with.
    @ivar filled: the sender's form, where it could not be sent; no address holds it.
    """

    connection: int = 0
    imported: int = 0
    talk: int = 0
    secrets: str = ""
    mode: str = ""
    part: str = ""
    frozen: int = 0
    peers: str = ""
    older: int = 0
    lane: int = 0
    method: str = ""
    path: str = ""
    status: str = ""
    peer: str = ""
    student: str = ""
    open: str = ""
    refused: int = 0
    favicon: str = ""
    draft: str = ""
    before: int = 0
    more: int = 0
    span: str = ""
    quiz: int = 0
    message: int = 0
    byte: int = -1
    chapter: str = ""
    words: str = ""
    one: str = ""
    other: str = ""
    filled: SenderForm | None = None

    @property
    def showsSecrets(self) -> bool:
        """
        Whether the secrets are shown. Whatever shows bytes asks this, or else puts masks in
        their places with L{server.inspector.secretmask}.
        """
        return self.secrets == "show"

    @property
    def isProjected(self) -> bool:
        """
        Whether a class looks on.
        """
        return self.mode == "projector"

    @property
    def hidesPeers(self) -> bool:
        """
        Whether clients have numbers in place of their addresses. Whatever shows an address
        asks this, or else L{server.inspector.clientnames.nameOf}.
        """
        return self.peers == "hide" or (self.isProjected and self.peers != "show")

    def withoutSender(self) -> View:
        """
        Leave out the sender's form, which may be long, for views with hundreds of links.
        """
        return replace(self, draft="", chapter="", words="", filled=None)

    def elsewhere(self, **changes: Any) -> View:
        """
        Look at another conversation: what is looked at in one means nothing in another.

        @param changes: which one, and what else differs.
        """
        return replace(self, **(NOWHERE | changes))

    def href(self, path: str = "/", **changes: Any) -> str:
        """
        Write the address of a page that shows something else.

        @param path: of the page, or of one of its parts.
        @param changes: what differs from this view.
        """
        query = urlencode(replace(self, **changes).parameters())
        return f"{path}?{query}" if query else path

    def at(self, part: str, **changes: Any) -> str:
        """
        Write the address of a part on the page. Where one part is shown alone, it is that one.

        @param changes: what differs from this view.
        """
        return self.href(part=part if self.part else "", **changes) + f"#{part}"

    def parameters(self) -> dict[str, Any]:
        """
        What the page's address has to say of this view: all that differs from the usual one.
        """
        values = vars(replace(self, filled=None)).items()
        return {name: it for name, it in values if it != getattr(View, name)}


def readView(request: Request) -> View:
    """
    Read what a request asks to look at. Where a number is wanted, anything else counts as
    none.
    """
    return View(
        connection=readNumber(request, b"connection"),
        imported=readNumber(request, b"imported"),
        talk=readNumber(request, b"talk"),
        secrets=readChoice(request, b"secrets", ("show",)),
        mode=readChoice(request, b"mode", ("projector",)),
        part=readWords(request, b"part"),
        frozen=readNumber(request, b"frozen"),
        peers=readChoice(request, b"peers", ("show", "hide")),
        older=readNumber(request, b"older"),
        lane=readNumber(request, b"lane"),
        method=readWords(request, b"method"),
        path=readWords(request, b"path"),
        status=readWords(request, b"status"),
        peer=readWords(request, b"peer"),
        student=readWords(request, b"student"),
        open=readChoice(request, b"open", ("yes", "no")),
        refused=readNumber(request, b"refused"),
        favicon=readChoice(request, b"favicon", ("hide",)),
        draft=readDraft(request, b"draft"),
        before=readNumber(request, b"before"),
        more=readNumber(request, b"more"),
        span=readKey(request, b"span"),
        quiz=readNumber(request, b"quiz"),
        message=readNumber(request, b"message"),
        byte=readNumber(request, b"byte", -1),
        chapter=readWords(request, b"chapter"),
        words=readWords(request, b"words"),
        one=readKey(request, b"one", ANSWER),
        other=readKey(request, b"other", ANSWER),
    )


def readNumber(request: Request, name: bytes, otherwise: int = 0) -> int:
    """
    Read a number from the query.

    @param otherwise: what is returned where there is none.
    """
    given: list[bytes] = request.args.get(name, [])
    isNumber = len(given) == 1 and given[0].isdigit() and len(given[0]) <= DIGITS
    return int(given[0]) if isNumber else otherwise


def readChoice(request: Request, name: bytes, choices: Collection[str]) -> str:
    """
    Read one of some words from the query; empty where there is none, or another.
    """
    given: list[bytes] = request.args.get(name, [])
    word = given[0].decode("ascii", "replace") if len(given) == 1 else ""
    return word if word in choices else ""


def readKey(request: Request, name: bytes, key: re.Pattern[bytes] = KEY) -> str:
    """
    Read the key of a span from the query, or another key; empty where there is none.
    """
    given: list[bytes] = request.args.get(name, [])
    match = key.fullmatch(given[0]) if len(given) == 1 else None
    return match[0].decode("ascii") if match else ""


def readDraft(request: Request, name: bytes) -> str:
    """
    Read bytes to be sent from the query; empty where there are none.
    """
    given: list[bytes] = request.args.get(name, [])
    match = DRAFT.fullmatch(given[0]) if len(given) == 1 else None
    return match[0].decode("ascii") if match else ""


def readWords(request: Request, name: bytes) -> str:
    """
    Read words from the query, cut where they are too long; empty where there are none.
    """
    given: list[bytes] = request.args.get(name, [])
    return given[0].decode("utf-8", "replace")[:LONGEST_SEARCH].strip() if len(given) == 1 else ""
