"""
Forms: with odd fields, urlencoded and multipart, to every page that takes one; and the pages on
which their values are shown later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote_from_bytes

from tests.badinput.chance import Chance
from tests.badinput.fault import Fault
from tests.badinput.http1 import SHOWS
from tests.badinput.served import Served
from tests.badinput.trial import Trial
from tests.support.process import StepProcess

PLANT = ["plant_name", "plant_desc", "plant_rating", "from"]
#: Each page that takes a form, its fields, and where they are shown later.
FORMS: list[tuple[str, list[str], str]] = [
    ("/plants/add_plant", PLANT, "/plants/show_plants"),
    ("/plants/add_plant", PLANT, "/plants/show_plants_by_rating"),
    ("/plants/add_plant", [*PLANT, "was", "version"], "/plants/"),
    ("/plants/delete_plant", [*PLANT, "was", "version"], "/plants/get_add_form"),
    ("/temperature/convert_temperature", ["temperature", "direction"], "/temperature/"),
    ("/search/show_search_results", ["querystr", "casesensitive", "first"], "/search/"),
    ("/form", ["name", "message"], "/form"),
    ("/session", ["name"], "/session"),
    ("/shared", ["name"], "/shared"),
    ("/upload", ["plant", "picture", "comment"], "/upload"),
    ("/dispatch/table/hello", ["name"], "/dispatch/table/greeted"),
    ("/dispatch/prefix/hello", ["name"], "/dispatch/prefix/greeted"),
    ("/echo", ["text"], "/echo"),
]
#: What a field may hold so that it is read at all, and the others with it.
GOOD = {b"plant_name": b"fern", b"plant_rating": b"3", b"direction": b"c2f", b"version": b"0" * 32}
#: The token of the forms, and the cookie that it fits.
TOKEN = re.compile(rb'name="token"[^>]*value="([0-9a-f]+)"|value="([0-9a-f]+)"[^>]*name="token"')
COOKIE = re.compile(rb"\r\nSet-Cookie: ([^;\r]+)", re.IGNORECASE)

URLENCODED, MULTIPART = b"application/x-www-form-urlencoded", b"multipart/form-data"


class Key(NamedTuple):
    """
    What a form of ours has to bring.
    """

    token: bytes
    cookie: bytes


def makeValues(chance: Chance, names: list[str], token: bytes) -> list[tuple[bytes, bytes]]:
    """
    Fill in a form with odd values.
    """
    pairs = [(b"token", token)]
    for name in names:
        key = name.encode()
        isGood = chance.often(0.4)
        pairs.append((key, GOOD.get(key, b"1") if isGood else chance.oddBytes()))
    if chance.often(0.2):
        pairs.append((chance.oddBytes(), chance.oddBytes()))
    if chance.often(0.2):
        pairs.remove(chance.choice(pairs))
    return pairs


def urlencoded(chance: Chance, pairs: list[tuple[bytes, bytes]]) -> bytes:
    """
    Write a form, by default as a browser does.
    """
    return b"&".join(
        quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode()
        for name, value in pairs
    )


def multipart(chance: Chance, pairs: list[tuple[bytes, bytes]], boundary: bytes) -> bytes:
    """
    Write a form as a browser does that sends files with it; names are hardly encoded there.
    """
    parts = []
    for name, value in pairs:
        fields = [b'Content-Disposition: form-data; name="%b"' % name]
        if chance.often(0.3):
            fields[0] += b'; filename="%b"' % chance.oddBytes()
        if chance.often(0.3):
            fields.append(b"Content-Type: " + chance.oddBytes())
        if chance.often(0.1):
            fields.append(chance.oddBytes() + b": " + chance.oddBytes())
        parts.append(b"--%b\r\n%b\r\n\r\n%b\r\n" % (boundary, b"\r\n".join(fields), value))
    return b"".join([*parts, b"--%b--\r\n" % boundary])


def makeForm(chance: Chance, names: list[str], token: bytes) -> tuple[bytes, bytes]:
    """
    Make up a form.

    @return: its content, and its type.
    """
    pairs = makeValues(chance, names, token)
    if chance.often(0.5):
        content, kind = urlencoded(chance, pairs), URLENCODED
    else:
        boundary = chance.choice([b"x", b"----x", b"a b", chance.oddBytes()[:40]])
        content = multipart(chance, pairs, boundary)
        kind = MULTIPART + b'; boundary="%b"' % re.sub(rb'[\r\n"\0]', b"", boundary)
    if chance.often(0.3):
        content = chance.mangled(content)
    if chance.often(0.05):
        kind = chance.mangled(kind, 1)
    return content, re.sub(rb"[\r\n\0]", b"", kind)


def post(path: str, content: bytes, kind: bytes, cookie: bytes = b"") -> bytes:
    """
    Write the request of a form.
    """
    lines = [
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(content)}".encode(),
        b"Content-Type: " + kind,
        *([b"Cookie: " + cookie] if cookie else []),
    ]
    return b"\r\n".join([*lines, b"", content])


def get(path: str, cookie: bytes = b"") -> bytes:
    """
    Write the request of a page.
    """
    field = b"Cookie: %b\r\n" % cookie if cookie else b""
    fields = b"Host: localhost\r\nConnection: close\r\n" + field
    return b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), fields)


def cookies(received: bytes) -> Mapping[bytes, bytes]:
    """
    Read the cookies that an answer sets.
    """
    pairs = (value.partition(b"=") for value in COOKIE.findall(received))
    return {name: value for name, _, value in pairs}


class FormsTrial(Trial):
    """
    Forms, and the pages that show their values later.
    """

    name = "forms"
    about = "forms, to step 15"
    short = 150

    def start(self) -> None:
        """
        Start step 15, and take one of its forms.
        """
        self.served = Served(self.resources.enter_context(StepProcess("lessons.step15", *SHOWS)))
        self.key = takeKey(self.served)

    def attempt(self, chance: Chance) -> Iterator[Fault]:
        """
        Send a form, then look where it is shown; and at the next page, what it was answered.
        """
        self.tried += 1
        path, names, shown = chance.choice(FORMS)
        content, kind = makeForm(chance, names, self.key.token)
        sent = post(path, content, kind, self.key.cookie)
        yield from self.served.attack(sent)
        notice = b"plants_notice=" + quote_from_bytes(chance.oddBytes()).encode()
        yield from self.served.attack(get(shown, chance.choice([self.key.cookie, notice])))


def takeKey(served: Served) -> Key:
    """
    Take a form's token, and its cookie.
    """
    page = served.ask(get("/plants/get_add_form"))
    match = TOKEN.search(page)
    assert match, page
    cookie = b"; ".join(b"=".join(pair) for pair in cookies(page).items())
    return Key(match[1] or match[2], cookie)
