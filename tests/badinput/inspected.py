"""
The inspector: its own pages, what is typed into its sender, files that it is given, and what
it shows of a wire on which anything may have gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote_from_bytes, urlencode

from server.drafts import encodeDraft
from server.inspector.parts import INNER, TITLES
from server.inspector.view import View
from tests.badinput.answers import readAnswers
from tests.badinput.chance import Chance
from tests.badinput.fault import Fault, Kind
from tests.badinput.forms import multipart, post
from tests.badinput.requests import makeRequests, seeds
from tests.badinput.served import Served
from tests.badinput.terminal import steering
from tests.badinput.trial import Trial
from tests.support.inspected import ANNOUNCEMENT
from tests.support.process import ROOT, StepProcess, poll

VIEW = [name for name in vars(View()) if name != "filled"]
NUMBERS = {"connection", "imported", "talk", "message", "byte", "before", "more", "older", "lane"}
PARTS = [*TITLES, *INNER]
ENDINGS = ["txt", "svg", "html", "har"]
SEND = ["text", "way", "delay", "on", "ends", "button", "corrects"]
#: The buttons and the ways of sending, by their names there.
CHOICES = ["send", "look", "replay", "close", "whole", "bytes", "lines", "cuts", "yes", "1", "0"]
BOUNDARY = b"----x"


@cache
def transcripts() -> list[bytes]:
    """
    What is a transcript in the walkthroughs, or much like one.
    """
    texts = [path.read_bytes() for path in sorted((ROOT / "lessons").glob("step*.rst"))]
    blocks = [each for text in texts for each in text.split(b"::\n\n")[1:]]
    return [each for each in blocks if b"#1 " in each or b"$ " in each]


def archive(chance: Chance) -> bytes:
    """
    Make up an HTTP archive.
    """
    entries = [makeEntry(chance) for _ in range(chance.randint(0, 4))]
    whole = {"log": {"version": "1.2", "creator": {"name": chance.odd()}, "entries": entries}}
    return json.dumps(whole).encode()


def makeEntry(chance: Chance) -> dict[str, object]:
    """
    Make up a request and its response, as an archive has them.
    """
    content: dict[str, object] = {"size": 3, "mimeType": chance.odd(), "text": chance.odd()}
    if chance.often(0.3):
        content["encoding"] = chance.choice(["base64", chance.odd()])
    message: dict[str, object] = {
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "X", "value": chance.odd()}],
    }
    request: dict[str, object] = {
        "method": "GET",
        "url": "http://localhost/" + chance.odd(),
        **message,
    }
    if chance.often(0.3):
        request["postData"] = {"mimeType": chance.odd(), "text": chance.odd()}
    response = {"status": chance.choice([200, 0, -1, "200", None, 10**30]), "content": content}
    entry: dict[str, object] = {
        "startedDateTime": chance.choice(["2026-03-01T12:30:15.250Z", chance.odd()]),
        "time": chance.choice([1, -1, 1e308, None, "x"]),
        "request": request,
        "response": {**response, "statusText": chance.odd(), **message},
        "connection": chance.choice(["1", 1, None, chance.odd()]),
    }
    if chance.often(0.3):
        entry[chance.choice(list(entry))] = chance.choice([None, [], {}, 0, "x", [[[]]]])
    return entry


class InspectorTrial(Trial):
    """
    All that the inspector takes: what is recorded, what is typed, what is imported, and its
    own addresses.
    """

    name = "inspector"
    about = "the inspector of step 3"
    short = 80

    def start(self) -> None:
        """
        Start the step, and use the link; ask for some of its exports, to import them.
        """
        step = self.resources.enter_context(StepProcess("lessons.step3", "--inspect", "0"))
        poll(lambda: ANNOUNCEMENT.search(step.out))
        match = ANNOUNCEMENT.search(step.out)
        assert match
        self.served, self.inspector = Served(step), Served(step)
        self.inspector.port = int(match[1].rpartition(":")[2])
        token = match[2].partition("token=")[2]
        place = f"localhost:{self.inspector.port}"
        self.cookie = f"inspector-{self.inspector.port}={token}".encode()
        self.fields = f"Host: {place}\r\nConnection: close\r\n".encode()
        self.fields += b"Cookie: %b\r\n" % self.cookie
        self.served.ask(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /<b> HTTP/1.1\r\nHost: a\r\n\r\n")
        self.exports = [self.fetch(f"/export/1.{ending}") for ending in ENDINGS]

    def fetch(self, path: str) -> bytes:
        """
        Ask for a page that is there, and take its content.
        """
        ((_, content),), _ = readAnswers([b"GET"], self.inspector.ask(self.get(path)))
        return content

    def get(self, path: str) -> bytes:
        """
        Write a request for a page.
        """
        return f"GET {path} HTTP/1.1\r\n".encode() + self.fields + b"\r\n"

    def post(self, path: str, content: bytes, kind: bytes) -> bytes:
        """
        Write the request of a form.
        """
        return post(path, content, kind).replace(b"Host: localhost\r\n", self.fields, 1)

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Send something to the step, which is recorded; or to the inspector itself. Then look at
        what is shown.
        """
        self.tried += 1
        make = chance.choice([self.recorded, self.asked, self.typed, self.imported, self.imported])
        yield from make(chance)
        yield from self.look(chance, "/part/" + chance.choice(PARTS))
        if chance.often(0.3):
            number, ending = chance.randint(1, 60), chance.choice(ENDINGS)
            yield from self.look(chance, f"/export/{number}.{ending}")

    def recorded(self, chance: Chance) -> Iterator[Fault]:
        """
        Send anything to the step, so that the inspector has to show it.
        """
        self.served.ask(makeRequests(chance, ["/"]))
        yield from self.served.said()

    def asked(self, chance: Chance) -> Iterator[Fault]:
        """
        Ask for a page with an odd query.
        """
        yield from self.look(chance, chance.choice(["/", "/part/", "/course/", "/import", "/x"]))

    def typed(self, chance: Chance) -> Iterator[Fault]:
        """
        Post the sender's form, with any of its fields odd or missing.
        """
        values = {name: chance.choice(CHOICES) for name in SEND if chance.often(0.7)}
        values["text"] = chance.mangledText("GET / HTTP/1.1\nHost: a\n\n")
        if chance.often(0.3):
            values[chance.choice(SEND)] = chance.odd()
        content = urlencode(values, errors="surrogatepass").encode()
        path = chance.choice(["/send", "/send/preview"]) + "?" + makeView(chance)
        kind = b"application/x-www-form-urlencoded"
        yield from self.answered(self.post(path, content, kind))

    def imported(self, chance: Chance) -> Iterator[Fault]:
        """
        Give it a file, and look at what it has found.
        """
        data = chance.choice([*self.exports, archive(chance), chance.choice(transcripts())])
        data = chance.mangled(data) if chance.often(0.8) else data
        content = multipart(chance, [(b"file", data)], BOUNDARY)
        kind = b"multipart/form-data; boundary=" + BOUNDARY
        sent = self.post("/import", content, kind)
        yield from self.answered(sent)
        yield from self.answered(self.get(f"/?imported={chance.randint(1, 2000)}&secrets=show"))

    def look(self, chance: Chance, path: str) -> Iterator[Fault]:
        """
        Look at a page, or at a part of one.
        """
        yield from self.answered(self.get(f"{path}?{makeView(chance)}"))

    def answered(self, sent: bytes) -> Iterator[Fault]:
        """
        Send a request to the inspector, and look at the answer, whatever it is.
        """
        yield from self.inspector.attack(sent)
        received = self.inspector.ask(sent) if sent.startswith(b"GET /export") else b""
        for head, content in readAnswers([b"GET"], received)[0]:
            kind = dict(head.fields).get(b"Content-Type", b"")
            if kind.startswith(b"text/plain"):
                for found in steering(content.decode("utf-8", "replace")):
                    yield Fault(Kind.TERMINAL, f"in a transcript: {found}")
            if kind == b"application/json":
                json.loads(content)


def makeView(chance: Chance) -> str:
    """
    Make up the query of a page.
    """
    pairs = []
    for name in chance.some(VIEW, 5):
        value = chance.choice([str(chance.randint(0, 60)), "show", "projector", "r-14", "a-0"])
        if name == "draft" and chance.often(0.7):
            value = encodeDraft(chance.mangled(chance.choice(seeds()))[:3000])
        elif chance.often(0.2 if name in NUMBERS else 0.6):
            value = quote_from_bytes(chance.oddBytes()[:300])
        pairs.append(f"{name}={value}")
    return "&".join(pairs)
