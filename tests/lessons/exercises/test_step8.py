"""
The exercises of step 8.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

ESCAPED = 'escape(readField(request, "q"))'
SEE = """        request.setHeader(b"Location", b"guests")
        return makePage(request, "Signed", '<p>See <a href="guests">guests</a>.</p>', 303)
"""

WRONG = [
    Wrong(
        "8.a",
        "lets GET switch it as well",
        """    def render_GET(self, request: Request) -> bytes:
        return self.show(request)
""",
        """    def render_GET(self, request: Request) -> bytes:
        return self.render_POST(request)
""",
        1,
        "whoever looks changes nothing",
    ),
    Wrong(
        "8.a",
        "has no method for POST",
        """    def render_POST(self, request: Request) -> bytes:
        self.isOn = not self.isOn
""",
        """    def render_PUSH(self, request: Request) -> bytes:
        self.isOn = not self.isOn
""",
        2,
        "The status is 405, but should be 200.",
    ),
    Wrong(
        "8.a",
        "has no method for GET",
        """    def render_GET(self, request: Request) -> bytes:
        return self.show(request)

    def render_POST""",
        """    def render_POST""",
        1,
        "The status is 405, but should be 200.",
    ),
    Wrong(
        "8.a",
        "only switches it on",
        "        self.isOn = not self.isOn\n",
        "        self.isOn = True\n",
        2,
        "What should be in the content is not there.",
    ),
    Wrong(
        "8.a",
        "shows it, and switches it then",
        """        self.isOn = not self.isOn
        return self.show(request)
""",
        """        page = self.show(request)
        self.isOn = not self.isOn
        return page
""",
        2,
        "<p>It is on.</p>",
    ),
    Wrong(
        "8.a",
        "switches it for HEAD",
        """    def render_POST(self, request: Request) -> bytes:
        self.isOn = not self.isOn
""",
        """    def render_HEAD(self, request: Request) -> bytes:
        return self.render_POST(request)

    def render_POST(self, request: Request) -> bytes:
        self.isOn = not self.isOn
""",
        4,
        "GET and HEAD are safe",
    ),
    Wrong(
        "8.a",
        "keeps the state in the class",
        """    def __init__(self) -> None:
        super().__init__()
        self.isOn = False

    def render_GET(self, request: Request) -> bytes:
        return self.show(request)

    def render_POST(self, request: Request) -> bytes:
        self.isOn = not self.isOn
""",
        """    isOn = False

    def render_GET(self, request: Request) -> bytes:
        return self.show(request)

    def render_POST(self, request: Request) -> bytes:
        Lamp.isOn = not self.isOn
""",
        5,
        "two servers have two lamps",
    ),
    Wrong(
        "8.a",
        "shows nothing after the switch",
        "        self.isOn = not self.isOn\n        return self.show(request)\n",
        "        self.isOn = not self.isOn\n        self.show(request)\n",
        2,
        "rendered None",
    ),
    Wrong(
        "8.b",
        "believes every cookie",
        "if language not in GREETINGS:",
        "if not language:",
        4,
        "KeyError",
    ),
    Wrong(
        "8.b",
        "expects everybody to have one",
        """        language = readCookie(request, b"lang")
        if language not in GREETINGS:
            language = b"en"
""",
        """        language = readCookie(request, b"lang")
""",
        1,
        "KeyError: None",
    ),
    Wrong(
        "8.b",
        "compares the whole field",
        'readCookie(request, b"lang")',
        '(request.getHeader(b"cookie") or b"").removeprefix(b"lang=")',
        3,
        "one field Cookie has all cookies",
    ),
    Wrong(
        "8.b",
        "searches the whole field",
        """        language = readCookie(request, b"lang")
        if language not in GREETINGS:
            language = b"en"
""",
        """        field = request.getHeader(b"cookie") or b""
        found = [one for one in GREETINGS if b"lang=" + one in field]
        language = found[0] if found else b"en"
""",
        3,
        "ask for one by its name",
    ),
    Wrong(
        "8.b",
        "asks for it with a name that is text",
        'readCookie(request, b"lang")',
        'readCookie(request, "lang")',
        2,
        "readCookie takes a name, as bytes",
    ),
    Wrong(
        "8.b",
        "looks into the query",
        'readCookie(request, b"lang")',
        'request.args.get(b"lang", [b"en"])[0]',
        2,
        "readCookie takes a name, as bytes",
    ),
    Wrong(
        "8.1",
        "leaves the quotation marks as they are",
        ESCAPED,
        'escape(readField(request, "q"), quote=False)',
        2,
        "the element input has an attribute onfocus now",
    ),
    Wrong(
        "8.1",
        "escapes twice",
        ESCAPED,
        'escape(escape(readField(request, "q")))',
        1,
        "A browser does not show",
    ),
    Wrong(
        "8.1",
        "takes the marks away instead of escaping them",
        ESCAPED,
        'readField(request, "q").replace("<", "").replace(">", "")',
        1,
        "it is escaped",
    ),
    Wrong(
        "8.1",
        "escapes twice in the attribute",
        "value='{query}'",
        "value='{escape(query)}'",
        3,
        "text is escaped once",
    ),
    Wrong(
        "8.2",
        "answers with the page itself",
        SEE,
        "        return self.render_GET(request)\n",
        1,
        "The status is 200, but should be 303.",
    ),
    Wrong(
        "8.2",
        "redirects with 302, and the next request may be a POST again",
        "guests</a>.</p>', 303)",
        "guests</a>.</p>', 302)",
        1,
        "The status is 302, but should be 303.",
    ),
    Wrong(
        "8.2",
        "does not say where to go",
        '        request.setHeader(b"Location", b"guests")\n',
        "",
        2,
        "There is no field Location.",
    ),
    Wrong(
        "8.2",
        "names the host that the server listens on",
        'b"Location", b"guests"',
        'b"Location", b"http://127.0.0.1:8000/guests"',
        2,
        "Location leads to another host, 127.0.0.1:8000; the client asked me:8000.",
    ),
    Wrong(
        "8.2",
        "goes to a page below",
        'b"Location", b"guests"',
        'b"Location", b"guests/"',
        2,
        "Location does not lead to /guests.",
    ),
    Wrong(
        "8.2",
        "keeps the guests in the class",
        "        self.guests: list[str] = []\n",
        "        self.guests = GuestBook.everybody\n\n    everybody: list[str] = []\n",
        5,
        "two servers of one process have two guest books",
    ),
    Wrong(
        "8.2",
        "redirects after a form that is wrong as well",
        'return makePage(request, "Bad request", f"<p>The field {error}.</p>", 400)',
        "pass",
        4,
        "The status is 303, but should be 400.",
    ),
    Wrong(
        "8.2",
        "adds a guest without a name",
        'self.guests.append(readField(request, "name"))',
        'self.guests.append(request.args.get(b"name", [b""])[0].decode())',
        4,
        "a form that lacks a field is a 400",
    ),
    Wrong(
        "8.3",
        "remembers in the page who has voted",
        "        if ICounter(session).value:\n",
        "        if self.votes:\n",
        4,
        "The status is 403, but should be 303.",
    ),
    Wrong(
        "8.3",
        "forgets to note the vote in the session",
        "        ICounter(session).value = 1\n",
        "",
        2,
        "The status is 303, but should be 403.",
    ),
    Wrong(
        "8.3",
        "counts first and looks then",
        "        session = findSession(request) or openSession(request)\n",
        "        self.votes += 1\n        session = findSession(request) or openSession(request)\n"
        "        self.votes -= ICounter(session).value == 0\n",
        3,
        "a vote that is refused does not count",
    ),
    Wrong(
        "8.3",
        "opens a new session each time",
        "findSession(request) or openSession(request)",
        "openSession(request)",
        2,
        "The status is 303, but should be 403.",
    ),
    Wrong(
        "8.3",
        "never opens one",
        "findSession(request) or openSession(request)",
        "findSession(request)",
        1,
        "Your program raised an exception.",
    ),
    Wrong(
        "8.3",
        "opens a session for who only looks",
        "        button = '<form",
        "        findSession(request) or openSession(request)\n        button = '<form",
        5,
        "There is a field Set-Cookie, but there should be none.",
    ),
]


class Step8Proofs(solutionproofs.Proofs):
    """
    The exercises of step 8 and their checks.
    """

    step = "step8"
    wrong = WRONG
