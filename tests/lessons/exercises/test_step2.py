"""
The exercises of step 2.
"""

from __future__ import annotations

from tests.lessons.exercises import proving
from tests.lessons.exercises.judging import Wrong

WRONG = [
    Wrong(
        "2.1",
        "says that the content has no bytes",
        """            b"Content-Length: %d" % len(body),
            b"Connection: close",
        ]
        isHead = self.lines[:1] and self.lines[0].startswith(b"HEAD ")
""",
        """            b"Content-Length: %d" % len(body),
            b"Connection: close",
        ]
        isHead = self.lines[:1] and self.lines[0].startswith(b"HEAD ")
        head[2] = b"Content-Length: %d" % (0 if isHead else len(body))
""",
        2,
        "The field Content-Length is not as it should be.",
    ),
    Wrong(
        "2.1",
        "looks for HEAD anywhere in the request",
        'self.lines[:1] and self.lines[0].startswith(b"HEAD ")',
        'b"HEAD" in b"".join(self.lines)',
        3,
        "the method is the first word of the request line",
    ),
    Wrong(
        "2.1",
        "forgets the blank behind the method",
        'startswith(b"HEAD ")',
        'startswith(b"HEAD")',
        3,
        "HEADS /HEAD HTTP/1.1",
    ),
    Wrong(
        "2.1",
        "takes the method in small letters as well",
        'self.lines[0].startswith(b"HEAD ")',
        'self.lines[0].upper().startswith(b"HEAD ")',
        3,
        "case-sensitive (RFC 9110 section 9.1)",
    ),
    Wrong(
        "2.1",
        "returns before it closes",
        """(b"" if isHead else body))
        self.transport.loseConnection()
""",
        """(b"" if isHead else body))
        if isHead:
            return
        self.transport.loseConnection()
""",
        1,
        "The server has left the connection open, and should have closed it.",
    ),
    Wrong(
        "2.1",
        "forgets that there may be no first line",
        'self.lines[:1] and self.lines[0].startswith(b"HEAD ")',
        'self.lines[0].startswith(b"HEAD ")',
        4,
        "IndexError: list index out of range",
    ),
    Wrong(
        "2.1",
        "answers every line in the same way, without content",
        '(b"" if isHead else body)',
        'b""',
        3,
        "The Content-Length announces",
    ),
    Wrong(
        "2.1",
        "leaves away the empty line as well",
        'b"\\r\\n\\r\\n" + (b"" if isHead else body)',
        '(b"\\r\\n" if isHead else b"\\r\\n\\r\\n" + body)',
        1,
        "The head of the answer does not end.",
    ),
    Wrong(
        "2.2",
        "does not escape",
        'escape(body.decode("utf-8", "replace"))',
        'body.decode("utf-8", "replace")',
        2,
        "The content holds '<b>', and must not.",
    ),
    Wrong(
        "2.2",
        "escapes < alone",
        'escape(body.decode("utf-8", "replace"))',
        'body.decode("utf-8", "replace").replace("<", "&lt;").replace(">", "&gt;")',
        4,
        "what came from outside is text",
    ),
    Wrong(
        "2.2",
        "counts the length before the page is made",
        """b"Content-Length: %d" % len(page),
            b"Connection: close",
        ]""",
        """b"Content-Length: %d" % len(body),
            b"Connection: close",
        ]""",
        1,
        "bytes follow the empty line.",
    ),
    Wrong(
        "2.2",
        "counts characters",
        "% len(page)",
        "% len(page.decode())",
        3,
        "bytes follow the empty line (ü is one character and 2 bytes).",
    ),
    Wrong(
        "2.2",
        "expects every request to be text",
        'decode("utf-8", "replace")',
        'decode("utf-8")',
        3,
        'decode("utf-8", "replace") cannot fail.',
    ),
    Wrong(
        "2.2",
        "leaves out what is not ASCII",
        'decode("utf-8", "replace")',
        'decode("ascii", "ignore")',
        4,
        "is shown as some sign, and not left out",
    ),
    Wrong(
        "2.2",
        "escapes bytes",
        'escape(body.decode("utf-8", "replace"))',
        "escape(body)",
        1,
        ".decode() makes text of bytes, and .encode() makes bytes of text.",
    ),
    Wrong(
        "2.2",
        "leaves the type as it was",
        "text/html; charset=utf-8",
        "text/plain",
        1,
        "The type is not text/html.",
    ),
    Wrong(
        "2.3",
        "does not count the line ends",
        "len(line) + len(self.delimiter)",
        "len(line)",
        1,
        "The status is 200, and should be 431.",
    ),
    Wrong(
        "2.3",
        "refuses the longest that is allowed",
        "if self.size > self.MAX_HEAD",
        "if self.size >= self.MAX_HEAD",
        2,
        "sent in one piece (16,000 bytes):",
    ),
    Wrong(
        "2.3",
        "looks only where the head ends",
        "if self.size > self.MAX_HEAD:",
        "if not line and self.size > self.MAX_HEAD:",
        3,
        "the server goes on collecting",
    ),
    Wrong(
        "2.3",
        "answers, and passes the line on",
        'self.answer(b"431 Request Header Fields Too Large", reason)\n        else:\n',
        'self.answer(b"431 Request Header Fields Too Large", reason)\n        if True:\n',
        1,
        "More bytes follow behind the end of the answer.",
    ),
    Wrong(
        "2.3",
        "counts for all connections together",
        "self.size += len(line) + len(self.delimiter)",
        "LimitedEcho.size += len(line) + len(self.delimiter)",
        4,
        "on one more connection to the same server",
    ),
    Wrong(
        "2.4",
        "writes the method in small letters",
        'b"HEAD / HTTP/1.1',
        'b"head / HTTP/1.1',
        1,
        "The status is 501, and should be 200.",
    ),
    Wrong(
        "2.4",
        "sends a request that lacks its Host",
        'b"HEAD / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n"',
        'b"HEAD / HTTP/1.1\\r\\n\\r\\n"',
        1,
        "step 3 says: 400 Bad Request: no Host field",
    ),
    Wrong(
        "2.4",
        "asks with GET",
        'b"HEAD / HTTP/1.1',
        'b"GET / HTTP/1.1',
        1,
        "Content may be sent to this request, so step 2 is not wrong here.",
    ),
    Wrong(
        "2.4",
        "announces no length",
        "Content-Length: 5\\r\\n",
        "",
        2,
        "No Content-Length says how many bytes follow the empty line.",
    ),
    Wrong(
        "2.4",
        "announces more than it sends",
        "Content-Length: 5",
        "Content-Length: 6",
        2,
        "Content-Length says 6, and 5 bytes follow the empty line.",
    ),
    Wrong(
        "2.4",
        "counts characters",
        'hello"',
        'hell" + "ö".encode()',
        2,
        "Content-Length says 5, and 6 bytes follow the empty line (ö is one character and 2 "
        "bytes).",
    ),
    Wrong(
        "2.4",
        "forgets one line end",
        "Content-Length: 5\\r\\n\\r\\nhello",
        "Content-Length: 5\\r\\nhello",
        2,
        "it still waits for the end of the request",
    ),
    Wrong(
        "2.4",
        "sends three requests",
        'Host: localhost\\r\\n\\r\\n" * 2',
        'Host: localhost\\r\\n\\r\\n" * 3',
        3,
        "3 requests were sent, not 2.",
    ),
    Wrong(
        "2.4",
        "returns text",
        'b"POST /echo',
        '"POST /echo',
        2,
        "What goes over a connection is bytes.",
    ),
    Wrong(
        "2.4",
        "asks step 3 to close behind the first",
        'Host: localhost\\r\\n\\r\\n" * 2',
        'Host: localhost\\r\\nConnection: close\\r\\n\\r\\n" * 2',
        3,
        "2 requests were sent, and 1 answered.",
    ),
]


class Step2Proofs(proving.Proofs):
    """
    The exercises of step 2 and their checks.
    """

    step = "step2"
    wrong = WRONG
