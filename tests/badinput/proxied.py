"""
Both sides of the proxy of step 14, in memory: what its client sends, and what the servers
behind it answer. What it prints and its page of counts are looked at as well.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from io import StringIO
from typing import Any, cast

from twisted.internet.error import ConnectionDone
from twisted.web.server import Site

from lessons import step14
from tests.badinput.answers import judge, methodsOf, readAnswers
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.odd import MARKUP
from tests.badinput.requests import makeFields, seeds, written
from tests.badinput.terminal import steering
from tests.badinput.trial import Trial
from tests.server.proxy.memory import NAME, ProxyConversation, Wire, taken
from tests.support.answers import answers
from tests.support.memory import Conversation

CONTENTS = [
    b"<!DOCTYPE html><title>x</title><p>Some words, some more",
    b"<p>" + "".join(MARKUP).encode(),
    b"\x1f\x8b\x08\x00",
    b"",
]
TYPES = [b"text/html", b"text/html; charset=utf-8", b"text/html; charset=utf-16", b"text/plain"]
START = re.compile(rb"(?:\A|(?<=\n))(?:GET|POST|HEAD) /")


@cache
def answerSeeds() -> list[bytes]:
    """
    Answers that were given, well and badly.
    """
    return [each.data[:20_000] for each in answers()]


def makeAsked(chance: Chance) -> bytes:
    """
    Make up what a client of a proxy sends.
    """
    if chance.often(0.3):  # as to a server, with the name of a server put in
        return START.sub(lambda it: it[0] + NAME.encode(), chance.choice(seeds()))
    target = b"http://%b/" % NAME.encode()
    if chance.often(0.6):
        target += written(chance, chance.oddBytes())
    if chance.often(0.1):
        target = chance.mangled(target)
    method = chance.choice([b"GET", b"GET", b"GET", b"POST", b"HEAD", b"CONNECT", b"OPTIONS"])
    content = chance.oddBytes() if method == b"POST" else b""
    lines = [b"%b %b HTTP/1.1" % (method, target), *makeFields(chance)]
    if content:
        lines.append(b"Content-Length: %d" % len(content))
    data = b"\r\n".join([*lines, b"", content])
    return chance.mangled(data) if chance.often(0.3) else data


def makeAnswer(chance: Chance) -> bytes:
    """
    Make up what a server answers.
    """
    if chance.often(0.4):
        return chance.mangled(chance.choice(answerSeeds()))
    content = chance.choice(CONTENTS) + chance.oddBytes()
    lines = [
        b"HTTP/1.1 %d %b" % (chance.choice([200, 200, 200, 301, 404, 206]), chance.oddBytes()),
        b"Content-Type: " + (chance.choice(TYPES) if chance.often(0.8) else chance.oddBytes()),
        b"Content-Length: %d" % len(content),
        b"Content-Encoding: " + chance.choice([b"identity", b"gzip", b"deflate", b"x"]),
        *list(makeFields(chance))[1:],
    ]
    lines = [re.sub(rb"[\r\n]+", b" ", line) for line in lines]
    data = b"\r\n".join([*lines, b"", content])
    return chance.mangled(data) if chance.often(0.5) else data


class ProxyTrial(Trial):
    """
    Exchanges through the proxy, looked at from both sides.
    """

    name = "proxy"
    about = "both sides of the proxy of step 14"
    short = 300

    def start(self) -> None:
        """
        Start the proxy, with all that it prints kept.
        """
        self.out, before = StringIO(), sys.stdout
        self.resources.callback(setattr, sys, "stdout", before)
        sys.stdout = self.out
        self.first = ProxyConversation(step14)
        sys.stdout = before
        self.counts = self.makeCounts()

    def makeCounts(self) -> Site:
        """
        @return: the site with the counts of the proxy that is tried.
        """
        from argparse import Namespace

        options = Namespace(counts_port=0)
        return cast(Site, step14.makeBeside(cast(Any, self.first.factory), options)[0].factory)

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Ask, answer, and look at what the client gets, at the terminal, and at the counts.
        """
        self.tried += 1
        sent, answered = makeAsked(chance), makeAnswer(chance)
        client = self.first.another()
        before = len(client.reactor.tcpClients)
        received = client.send(sent)
        client.reactor.advance(0)
        for _ in client.reactor.tcpClients[before:]:
            serve(chance, client, answered)
        client.reactor.pump([1] * 3)
        received += client.received()
        yield from self.judge(sent, answered, received)
        if not client.hasHungUp:
            client.transport.lose(ConnectionDone())
        client.reactor.pump([100] * 4)
        yield from self.look(client)

    def judge(self, sent: bytes, answered: bytes, received: bytes) -> Iterator[Fault]:
        """
        What a server says in an answer goes on: only our own pages are looked at, and those
        have no status of 200. An answer that breaks off, breaks off for the client as well.
        """
        got, _ = readAnswers(methodsOf(sent), received)
        for head, content in got:
            if head.status in (400, 403, 502, 504):
                yield from judgeOwn(head, content, answered)
            elif head.status == 500 and b" 500" not in answered:
                yield Fault(Kind.ANSWER, f"500: {content[:200]!r}")

    def look(self, client: ProxyConversation) -> Iterator[Fault]:
        """
        Look at the terminal and at the counts.
        """
        for found in steering(self.out.getvalue()):
            yield Fault(Kind.TERMINAL, found)
        self.out.seek(0)
        self.out.truncate()
        asked = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
        page = Conversation.__new__(Conversation)
        page.clock = client.reactor
        page.connect(self.counts)
        yield from judge(asked, page.send(asked))
        page.hangUp()


def judgeOwn(head: Any, content: bytes, answered: bytes) -> Iterator[Fault]:
    """
    Look at a page that the proxy has made itself, not one that a server has sent.
    """
    from tests.badinput.answers import judgeAnswer

    if content and content not in answered:
        yield from judgeAnswer(head, content)


def serve(chance: Chance, client: ProxyConversation, answered: bytes) -> None:
    """
    As the server, take the connection, answer, and leave: in one piece or two.
    """
    wire = client.accept()
    client.reactor.advance(0)
    taken(wire)
    cut = chance.place(answered)
    for piece in (answered[:cut], answered[cut:]):
        if piece and not wire.isGone and not wire.isClosed:
            wire.protocol.dataReceived(piece)
            client.reactor.advance(0.1)
    leave(chance, wire)


def leave(chance: Chance, wire: Wire) -> None:
    """
    End the connection of a server: send no more, or be gone.
    """
    if not wire.isGone:
        wire.end() if chance.often(0.5) else wire.lose(ConnectionDone())
