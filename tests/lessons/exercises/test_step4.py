"""
The exercises of step 4.
"""

from __future__ import annotations

from tests.lessons.exercises import solutionproofs
from tests.lessons.exercises.judging import Wrong

WRONG = [
    Wrong(
        "4.a",
        "compares with path and query",
        'self.path == b"/news"',
        'self.uri == b"/news"',
        2,
        "self.path is the path alone",
    ),
    Wrong(
        "4.a",
        "looks at the beginning",
        'self.path == b"/news"',
        'self.uri.startswith(b"/news")',
        3,
        "the whole path is compared",
    ),
    Wrong(
        "4.a",
        "looks at the end",
        'self.path == b"/news"',
        'self.path.endswith(b"/news")',
        3,
        "GET /old/news HTTP/1.1",
    ),
    Wrong(
        "4.a",
        "knows one query",
        'self.path == b"/news"',
        'self.uri in (b"/news", b"/news?page=2")',
        2,
        "self.uri has the query as well",
    ),
    Wrong(
        "4.a",
        "cuts at the last question mark",
        'self.path == b"/news"',
        'self.uri.rpartition(b"?")[0] == b"/news" or self.uri == b"/news"',
        2,
        "GET /news?a=/about?b HTTP/1.1",
    ),
    Wrong(
        "4.a",
        "compares bytes with text",
        'self.path == b"/news"',
        'self.path == "/news"',
        1,
        "The status is 404, but should be 200.",
    ),
    Wrong(
        "4.a",
        "answers, and then goes on",
        """            self.answer(200, NEWS)
        else:
            super().process()
""",
        """            self.answer(200, NEWS)
        super().process()
""",
        1,
        "This request has been answered already",
    ),
    Wrong(
        "4.b",
        "sets the type when the head has gone",
        """        self.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
        self.setHeader(b"Content-Length", b"%d" % len(MOTTO))
        self.write(MOTTO)
""",
        """        self.setHeader(b"Content-Length", b"%d" % len(MOTTO))
        self.write(MOTTO)
        self.setHeader(b"Content-Type", b"text/plain; charset=utf-8")
""",
        2,
        "There is no field Content-Type.",
    ),
    Wrong(
        "4.b",
        "sets the length when the head has gone",
        """        self.setHeader(b"Content-Length", b"%d" % len(MOTTO))
        self.write(MOTTO)
""",
        """        self.write(MOTTO)
        self.setHeader(b"Content-Length", b"%d" % len(MOTTO))
""",
        3,
        "There is no field Content-Length.",
    ),
    Wrong(
        "4.b",
        "finishes before it writes",
        "        self.write(MOTTO)\n        self.finish()\n",
        "        self.finish()\n        self.write(MOTTO)\n",
        1,
        "This request has been answered already",
    ),
    Wrong(
        "4.b",
        "never finishes",
        "        self.write(MOTTO)\n        self.finish()\n",
        "        self.write(MOTTO)\n",
        1,
        "finish ends the answer, and the next request may come",
    ),
    Wrong(
        "4.b",
        "leaves charset away",
        'b"text/plain; charset=utf-8"',
        'b"text/plain"',
        2,
        "charset says in which encoding the text is",
    ),
    Wrong(
        "4.b",
        "counts characters",
        "len(MOTTO)",
        "len(MOTTO.decode())",
        1,
        "Content-Length says",
    ),
    Wrong(
        "4.1",
        "refuses one word only",
        "if self.method in self.KNOWN:",
        'if self.method != b"BREW":',
        1,
        "The status is 405, but should be 501.",
    ),
    Wrong(
        "4.1",
        "takes what no page has for unknown",
        'b"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE".split()',
        'b"GET HEAD".split()',
        2,
        "405 means that the method is known to the server",
    ),
    Wrong(
        "4.1",
        "looks at the path first",
        "if self.method in self.KNOWN:",
        'if self.method in self.KNOWN or self.path not in (b"/", b"/about", b"/test"):',
        3,
        "The status is 404, but should be 501.",
    ),
    Wrong(
        "4.1",
        "changes the capitals",
        "if self.method in self.KNOWN:",
        "if self.method.upper() in self.KNOWN:",
        4,
        "the method token is case-sensitive",
    ),
    Wrong(
        "4.1",
        "answers, and then goes on",
        """        if self.method in self.KNOWN:
            super().process()
        else:
            self.answer(501, NOT_IMPLEMENTED)
""",
        """        if self.method not in self.KNOWN:
            self.answer(501, NOT_IMPLEMENTED)
        super().process()
""",
        1,
        "This request has been answered already",
    ),
    Wrong(
        "4.1",
        "compares bytes with text",
        'b"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE".split()',
        '"GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE".split()',
        2,
        "The status is 501, but should be 405.",
    ),
    Wrong(
        "4.2",
        "counts in the request",
        "            factory = self.channel.factory\n",
        "            factory = self\n            self.visits = 0\n",
        2,
        "Twisted makes one request object for each request",
    ),
    Wrong(
        "4.2",
        "counts in the connection",
        "            factory = self.channel.factory\n",
        "            factory = self.channel\n"
        "            factory.visits = getattr(factory, 'visits', 0)\n",
        3,
        "What belongs to the whole server is an attribute of the factory",
    ),
    Wrong(
        "4.2",
        "counts for all servers of the process",
        "            factory = self.channel.factory\n",
        "            factory = VisitFactory\n",
        4,
        "a second server is another factory",
    ),
    Wrong(
        "4.2",
        "counts HEAD",
        '            if self.method == b"GET":\n                factory.visits += 1\n',
        "            factory.visits += 1\n",
        5,
        "here it is not a visit",
    ),
    Wrong(
        "4.2",
        "answers GET alone",
        'elif self.method not in (b"GET", b"HEAD"):',
        'elif self.method != b"GET":',
        5,
        "The status is 405, but should be 200.",
    ),
    Wrong(
        "4.2",
        "forgets Allow",
        '            self.setHeader(b"Allow", b"GET, HEAD")\n',
        "",
        6,
        "There is no field Allow.",
    ),
    Wrong(
        "4.2",
        "takes every path that begins so, and more",
        'if self.path != b"/visits":',
        'if not b"/visits".startswith(self.path[:1]):',
        7,
        "<h1>About</h1>",
    ),
]


class Step4Proofs(solutionproofs.Proofs):
    """
    The exercises of step 4 and their checks.
    """

    step = "step4"
    wrong = WRONG
