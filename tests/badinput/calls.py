"""
XML-RPC: calls to both back ends of the temperature, which have to give the same kind of
answer; and the answers of a back end to our own client, which makes pages of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xmlrpc.client import Binary, dumps, loads
from xmlrpc.client import Fault as XMLFault

from lessons import step13
from tests.badinput.answers import judge, readAnswers
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.forms import post
from tests.badinput.proxied import serve
from tests.badinput.served import Served
from tests.badinput.trial import Trial
from tests.server.proxy.memory import ProxyConversation
from tests.support.process import StepProcess

BACK_ENDS = ("server.temperature.backend", "server.temperature.blocking")
NAMES = [
    "c2f",
    "f2c",
    "temperature_category",
    "temperature_ranges",
    "system.listMethods",
    "__init__",
]
#: What a program says of its own error, instead of ours: the standard library's server shows the
#: exception, Twisted's says "error".
OWN_ERRORS = (1, 8002)

#: Where our client looks for a back end.
PLACE = "127.0.0.1"
#: What XML can do that no call needs.
DOCTYPES = [
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x SYSTEM "http://zzq.example/x.dtd">',
    "<?xml version='1.0' encoding='utf-16'?>",
    "<?xml version='1.1' encoding='x'?>",
    "<?zzq ?>",
]


def makeThing(chance: Chance, depth: int = 0) -> Any:
    """
    Make up a value that XML-RPC can carry.
    """
    kinds: list[Callable[[], Any]] = [
        chance.odd,
        lambda: Binary(chance.oddBytes()),
        lambda: chance.choice([0.0, 20.5, 1e308, -1e308, float("nan"), float("inf")]),
        lambda: chance.randint(-(2**31), 2**31 - 1),
        lambda: chance.often(0.5),
        lambda: None,
    ]
    if depth < 4:
        kinds.append(lambda: [makeThing(chance, depth + 1) for _ in range(chance.randint(0, 4))])
        kinds.append(lambda: {chance.odd(): makeThing(chance, depth + 1)})
    return chance.choice(kinds)()


def write(chance: Chance, thing: Any, **how: Any) -> bytes:
    """
    Write a call or an answer in XML; often it is mangled, nested too deep, or has a
    DOCTYPE.

    @param how: for L{dumps}.
    """
    text = dumps(thing, allow_none=True, **how)
    if chance.often(0.1):
        place = text.find("<value>")
        text = text[:place] + "<value><array><data>" * 3000 + text[place:]
    if chance.often(0.1):
        text = chance.choice(DOCTYPES) + text.replace("<string>", "<string>&b;&a;")
    data = text.encode("utf-8", "surrogatepass")
    return chance.mangled(data) if chance.often(0.4) else data


class CallsTrial(Trial):
    """
    XML-RPC calls, as nobody should send them: both back ends must answer, and go on.
    """

    name = "calls"
    about = "XML-RPC calls, to both back ends"
    short = 40

    def start(self) -> None:
        """
        Start both back ends, each in a process of its own.
        """
        steps = [self.resources.enter_context(StepProcess(each)) for each in BACK_ENDS]
        self.served = [Served(step, halfCloses=False) for step in steps]

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Send the same call, or what is nearly one, to both back ends, and judge their replies.
        """
        name = chance.choice(NAMES) if chance.often(0.8) else chance.odd()
        arguments = tuple(makeThing(chance) for _ in range(chance.randint(0, 3)))
        if chance.often(0.3):
            arguments = (chance.choice(["C", "F"]), makeThing(chance))
        content = write(chance, arguments, methodname=name)
        sent = post("/", content, b"text/xml\r\nConnection: close")
        self.tried += 1
        for served in self.served:
            yield from served.attack(sent)
            yield from judgeReply(served.ask(sent))


def judgeReply(received: bytes) -> Iterator[Fault]:
    """
    What comes back is a value, or a fault that tells what is wrong with the call.
    """
    for head, content in readAnswers([b"POST"], received)[0]:
        if head.status != 200:
            continue
        try:
            loads(content)
        except XMLFault as fault:
            if fault.faultCode in OWN_ERRORS:
                yield Fault(Kind.ANSWER, f"the fault {fault.faultCode}: {fault.faultString:.200}")
        except Exception as error:
            yield Fault(Kind.ANSWER, f"no XML-RPC: {error!r}, in {content[:200]!r}")


class RepliesTrial(Trial):
    """
    Answers of a back end that are odd, mangled or of another kind, to step 13, which makes
    pages of them.
    """

    name = "replies"
    about = "answers of a back end, to step 13"
    short = 150

    def start(self) -> None:
        """
        Start step 13, in memory.
        """
        self.first = ProxyConversation(step13)
        self.first.names[PLACE] = [PLACE]

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Have it convert a temperature, and answer each of its calls.
        """
        self.tried += 1
        client = self.first.another()
        sent = b"GET /temperature/convert_temperature?temperature=20&direction=c2f HTTP/1.1\r\n"
        sent += b"Host: localhost\r\nConnection: close\r\n\r\n"
        answered = len(client.reactor.tcpClients)
        received = client.send(sent)
        for _ in range(3):
            client.reactor.advance(0)
            if len(client.reactor.tcpClients) > answered:
                answered = len(client.reactor.tcpClients)
                serve(chance, client, makeReply(chance))
        client.reactor.pump([1] * 7)
        yield from judge(sent, received + client.received())


def makeReply(chance: Chance) -> bytes:
    """
    Make up what a back end answers to a call.
    """
    right = chance.choice([68.0, "warm", [[0, "cold"], [20, "cool"]]])
    if chance.often(0.1):
        thing: Any = XMLFault(chance.choice([400, 404, 1, 8002, -1]), chance.odd())
    else:
        thing = (right if chance.often(0.6) else makeThing(chance),)
    content = write(chance, thing, methodresponse=True)
    status = chance.choice([b"200 OK", b"200 OK", b"200 OK", b"500 x", b"301 x", b"204 x"])
    head = b"HTTP/1.1 %b\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n"
    data = head % (status, len(content)) + content
    return chance.mangled(data, 1) if chance.often(0.1) else data
