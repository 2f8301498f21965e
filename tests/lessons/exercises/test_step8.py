"""
The exercises of step 8.
"""

from __future__ import annotations

from tests.lessons.exercises import proving
from tests.lessons.exercises.judging import Wrong

ESCAPED = 'escape(readField(request, "q"))'
SEE = """        request.setHeader(b"Location", b"guests")
        return makePage(request, "Signed", '<p>See <a href="guests">guests</a>.</p>', 303)
"""

WRONG = [
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
        "The status is 200, and should be 303.",
    ),
    Wrong(
        "8.2",
        "redirects with 302, and the next request may be a POST again",
        "guests</a>.</p>', 303)",
        "guests</a>.</p>', 302)",
        1,
        "The status is 302, and should be 303.",
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
        "The status is 303, and should be 400.",
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
        "The status is 403, and should be 303.",
    ),
    Wrong(
        "8.3",
        "forgets to note the vote in the session",
        "        ICounter(session).value = 1\n",
        "",
        2,
        "The status is 303, and should be 403.",
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
        "The status is 303, and should be 403.",
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
        "There is a field Set-Cookie, and should be none.",
    ),
]


class Step8Proofs(proving.Proofs):
    """
    The exercises of step 8 and their checks.
    """

    step = "step8"
    wrong = WRONG
