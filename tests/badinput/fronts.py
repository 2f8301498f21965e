"""
What proxies in front of us say: headers of the PROXY protocol, and fields, to step 15.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.badinput.answers import judge
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.http1 import SHOWS
from tests.badinput.served import UNHANDLED, Served
from tests.badinput.trial import Trial
from tests.server.forwarding.proxyheaders import GOOD
from tests.support.process import StepProcess
from tests.support.raw import ANSWER_TIMEOUT

TRUSTS = ("--trust", "127.0.0.1,192.0.2.0/24,2001:db8::/32", "--proxy-protocol")

FIELDS = [
    b'Forwarded: for="[2001:db8::17]:4711";proto=https;host="localhost:1";by=_us, for=1.1.1.1',
    b'Forwarded: for=_hidden;ext="a\\"b", for=192.0.2.1',
    b"X-Forwarded-For: 1.1.1.1, 2001:db8::1, [2001:db8::2]:80, 192.0.2.9:1",
    b"X-Forwarded-Proto: https, http",
    b"X-Forwarded-Host: localhost:8000, 127.0.0.1",
]
PATHS = [b"/hello", b"/", b"/session", b"/plants/", b"/nothing", b"/color", b"*"]


def makeRequest(chance: Chance) -> bytes:
    """
    Make up a request with some of the fields.
    """
    lines = [b"GET %b HTTP/1.1" % chance.choice(PATHS), b"Host: localhost"]
    for line in chance.some(FIELDS):
        name, _, value = line.partition(b": ")
        if chance.often(0.7):
            # What breaks the line is another kind of input.
            value = b"".join(chance.mangled(value).splitlines())[:8000]
        lines.append(b"%b: %b" % (name, value))
    return b"\r\n".join([*lines, b"", b""])


class FrontsTrial(Trial):
    """
    Connections of a proxy that is trusted.
    """

    name = "fronts"
    about = "what proxies say, to step 15"
    short = 200

    def start(self) -> None:
        """
        Start step 15 behind a proxy that it trusts.
        """
        step = StepProcess("lessons.step15", *SHOWS, *TRUSTS)
        # It says so where a proxy breaks the rules.
        self.served = Served(self.resources.enter_context(step), trouble=UNHANDLED)

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Send a request after a header. Where it is no longer a header, there is no rule for the
        answer, except that there is an end to it.
        """
        self.tried += 1
        (header, _), request = chance.choice(GOOD), makeRequest(chance)
        isWhole = chance.often(0.5)
        sent = (header if isWhole else chance.mangled(header)) + request
        try:
            received = self.served.ask(sent)
        except TimeoutError:
            yield Fault(Kind.ANSWER, f"no answer within {ANSWER_TIMEOUT} s to {sent[:200]!r}")
            return
        if isWhole:
            yield from judge(request, received)
        elif b" 500 " in received:
            yield Fault(Kind.ANSWER, f"500 for {sent[:200]!r}")
        yield from self.served.said()

    def end(self) -> Iterator[Fault]:
        """
        Tell whether it still answers.
        """
        header, _ = GOOD[0]
        if b"Hello" not in self.served.ask(header + b"GET /hello HTTP/1.0\r\n\r\n"):
            yield Fault(Kind.ANSWER, "it answers nobody any more")
