"""
The exercises of step 3.
"""

from __future__ import annotations

from tests.lessons.exercises import proving
from tests.lessons.exercises.judging import Wrong

WRONG = [
    Wrong(
        "3.a",
        "thinks that the query belongs to the path",
        'b"GET /?name=Ada HTTP/1.1": 200',
        'b"GET /?name=Ada HTTP/1.1": 404',
        1,
        "You expect 404, and step 3 answers 200.",
    ),
    Wrong(
        "3.a",
        "thinks that HEAD is no method of its own",
        'b"HEAD / HTTP/1.1": 200',
        'b"HEAD / HTTP/1.1": 405',
        1,
        "You expect 405, and step 3 answers 200.",
    ),
    Wrong(
        "3.a",
        "takes a page that is not there for a wrong request",
        'b"GET /nothing HTTP/1.1": 404',
        'b"GET /nothing HTTP/1.1": 400',
        2,
        "404 says that there is no such page",
    ),
    Wrong(
        "3.a",
        "takes 404 for all that cannot be had",
        'b"GET /echo HTTP/1.1": 405',
        'b"GET /echo HTTP/1.1": 404',
        3,
        "It says: 405 Method Not Allowed: '/echo' has no 'GET'",
    ),
    Wrong(
        "3.a",
        "takes a method of no page for one of another page",
        'b"DELETE / HTTP/1.1": 501',
        'b"DELETE / HTTP/1.1": 405',
        4,
        "It says: 501 Not Implemented: the method 'DELETE' is not implemented",
    ),
    Wrong(
        "3.a",
        "thinks that the version may be left away",
        'b"GET /": 400',
        'b"GET /": 200',
        5,
        "It says: 400 Bad Request: no blank after the request target",
    ),
    Wrong(
        "3.a",
        "takes every refusal of a line for a 400",
        'b"GET / HTTP/2.0": 505',
        'b"GET / HTTP/2.0": 400',
        5,
        "You expect 400, and step 3 answers 505.",
    ),
    Wrong(
        "3.a",
        "writes text",
        'b"GET /nothing HTTP/1.1": 404',
        'b"GET /nothing HTTP/1.1": "404"',
        2,
        "You expect '404', and step 3 answers the number 404.",
    ),
    Wrong(
        "3.a",
        "leaves one away",
        '        b"GET /echo HTTP/1.1": 405,\n',
        "",
        3,
        "The status for b'GET /echo HTTP/1.1' is still to come.",
    ),
    Wrong(
        "3.b",
        "looks into the first field alone",
        'b",".join(fields.get(b"connection", []))\n',
        'fields.get(b"connection", [b""])[0]\n',
        4,
        "its values make one list, in order",
    ),
    Wrong(
        "3.b",
        "expects Connection in every request",
        'whole = b",".join(fields.get(b"connection", []))',
        'whole = b",".join(fields[b"connection"])',
        1,
        "KeyError: b'connection'",
    ),
    Wrong(
        "3.b",
        "cares for capitals",
        "word.strip().lower() for word",
        "word.strip() for word",
        2,
        "connection options are case-insensitive",
    ),
    Wrong(
        "3.b",
        "forgets the blanks",
        "word.strip().lower() for word",
        "word.lower() for word",
        3,
        "blanks or tabs may stand around them",
    ),
    Wrong(
        "3.b",
        "searches for the letters",
        'option in [word.strip().lower() for word in whole.split(b",")]',
        "option in whole.lower()",
        5,
        "an option is a whole word between two commas",
    ),
    Wrong(
        "3.b",
        "returns the option in the place of yes",
        'option in [word.strip().lower() for word in whole.split(b",")]',
        '[word for word in whole.split(b",") if word == option]',
        1,
        "[b'close']",
    ),
    Wrong(
        "3.1",
        "keeps every connection of HTTP/1.0 open",
        'return b"keep-alive" in names and b"close" not in names',
        'return b"close" not in names',
        3,
        "without that option, a connection of HTTP/1.0 closes",
    ),
    Wrong(
        "3.1",
        "does not tell the client",
        '            fields = (*fields, b"Connection: keep-alive")\n',
        "            pass\n",
        2,
        "There is no field Connection.",
    ),
    Wrong(
        "3.1",
        "expects the field in every request",
        'request.fields.get(b"connection", [])).lower()',
        'request.fields[b"connection"]).lower()',
        3,
        ".get(b'connection', []) an empty list.",
    ),
    Wrong(
        "3.1",
        "writes the field where step 3 writes its own",
        """        if not self.closing and self.request.version == b"HTTP/1.0":
            fields = (*fields, b"Connection: keep-alive")
""",
        """        fields = (*fields, b"Connection: keep-alive")
""",
        3,
        "What you call may write one of its own.",
    ),
    Wrong(
        "3.1",
        "compares with capitals",
        ".lower().split",
        ".split",
        4,
        "Keep-Alive",
    ),
    Wrong(
        "3.1",
        "looks for the word anywhere in the field",
        'return b"keep-alive" in names',
        'return b"keep-alive" in b"".join(names)',
        3,
        "not-keep-alive",
    ),
    Wrong(
        "3.1",
        "lets keep-alive win over close",
        'in names and b"close" not in names',
        "in names",
        5,
        '"close" is present',
    ),
    Wrong(
        "3.1",
        "forgets that a message that cannot be read is answered as well",
        'if not self.closing and self.request.version == b"HTTP/1.0":',
        'if self.request.version == b"HTTP/1.0" and not self.closing:',
        6,
        "has no attribute 'request'",
    ),
    Wrong(
        "3.2",
        "reads the sizes as decimal numbers",
        "length = int(size, 16)",
        "length = int(size)",
        2,
        "ValueError: invalid literal for int()",
    ),
    Wrong(
        "3.2",
        "looks for the end instead of counting",
        "        content += data[:length]\n        data = data[length + 2 :]",
        '        piece, _, data = data.partition(b"\\r\\n")\n        content += piece',
        4,
        "the bytes of a chunk are counted",
    ),
    Wrong(
        "3.2",
        "takes an extension for part of the size",
        'line.partition(b";")[0].rstrip(b" \\t")',
        "line",
        5,
        "a recipient MUST ignore chunk extensions",
    ),
    Wrong(
        "3.2",
        "leaves it to int what a number is",
        '        demand(re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size), 400, "no chunk size")\n',
        "",
        6,
        "hexadecimal digits, and nothing else",
    ),
    Wrong(
        "3.2",
        "takes $ for the end, and a line end may follow it",
        'demand(re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size), 400, "no chunk size")',
        'demand(re.match(rb"[0-9a-fA-F]+$", size), 400, "no chunk size")',
        6,
        "hexadecimal digits, and nothing else",
    ),
    Wrong(
        "3.2",
        "does not look at what stands behind a chunk",
        '        demand(data[length : length + 2] == b"\\r\\n", 400, "no CR LF behind a chunk")\n',
        "",
        7,
        "CR LF stands behind the bytes of every chunk",
    ),
    Wrong(
        "3.2",
        "takes half a chunk for a whole one",
        "        if len(data) < length + 2:\n            return None\n",
        "",
        1,
        "sent byte by byte",
    ),
    Wrong(
        "3.2",
        "forgets what is behind the content",
        "            return content, data\n",
        '            return content, b""\n',
        1,
        "2 requests were sent, and 1 answered.",
    ),
    Wrong(
        "3.2",
        "returns the content alone",
        "            return content, data\n",
        "            return content\n",
        1,
        "readChunks must return a pair, (content, rest), both bytes; or None.",
    ),
    Wrong(
        "3.2",
        "demands a blank behind the size",
        'demand(re.fullmatch(rb"[0-9A-Fa-f]{1,8}", size), 400, "no chunk size")',
        'demand(line.endswith(b" "), 400, "no blank")',
        1,
        "It says: 400 Bad Request: no blank",
    ),
    Wrong(
        "3.2",
        "never takes the next chunk",
        "        data = data[length + 2 :]\n",
        '        data = line + b"\\r\\n" + data\n',
        1,
        "The program was still busy after",
    ),
    Wrong(
        "3.3",
        "answers 100 when the content has come",
        """            self.transport.write(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
        super().headReceived(request)
""",
        """            pass
        super().headReceived(request)

    def respond(self) -> None:
        self.transport.write(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")
        super().respond()
""",
        1,
        "the connection is still open",
    ),
    Wrong(
        "3.3",
        "sends a 100 to everybody with content",
        'b"100-continue" in expectations and request.version != b"HTTP/1.0"',
        "True",
        3,
        "A 100 (Continue) came.",
    ),
    Wrong(
        "3.3",
        "sends a 100 where no content is to come",
        "if waits and readLength(request.fields) > 0:",
        "if waits:",
        3,
        "Content-Length: 0",
    ),
    Wrong(
        "3.3",
        "sends a 100 to a client of HTTP/1.0",
        ' and request.version != b"HTTP/1.0"',
        "",
        3,
        "POST /echo HTTP/1.0",
    ),
    Wrong(
        "3.3",
        "writes 100 as an ordinary answer",
        'self.transport.write(b"HTTP/1.1 100 Continue\\r\\n\\r\\n")',
        'self.answer(100, b"")',
        1,
        "a server that gets the expectation 100-continue",
    ),
    Wrong(
        "3.3",
        "forgets the empty line",
        'b"HTTP/1.1 100 Continue\\r\\n\\r\\n"',
        'b"HTTP/1.1 100 Continue\\r\\n"',
        1,
        "The answer is right so far, but it ends too early.",
    ),
    Wrong(
        "3.3",
        "compares with capitals",
        "[value.lower() for value in",
        "[value for value in",
        1,
        "Expect: 100-Continue",
    ),
    Wrong(
        "3.3",
        "welcomes content that is too long",
        "waits and readLength(request.fields) > 0:",
        'waits and request.fields.get(b"content-length", [b"0"]) != [b"0"]:',
        4,
        "a server that does not want the content sends a final status, here 413",
    ),
    Wrong(
        "3.4",
        "begins anew with every byte",
        """    def respond(self) -> None:
        self.timer.reset(self.SECONDS)
""",
        """    def dataReceived(self, data: bytes) -> None:
        if self.timer.active():
            self.timer.reset(self.SECONDS)
        super().dataReceived(data)

    def respond(self) -> None:
""",
        3,
        "one byte a second would hold a connection for hours",
    ),
    Wrong(
        "3.4",
        "never begins anew",
        "        self.timer.reset(self.SECONDS)\n",
        "",
        4,
        "each request has its own 10 seconds",
    ),
    Wrong(
        "3.4",
        "calls the method instead of naming it",
        "callLater(self.SECONDS, self.tooSlow)",
        "callLater(self.SECONDS, self.tooSlow())",
        1,
        "callLater wants the method, and not its result: self.tooSlow, without ()",
    ),
    Wrong(
        "3.4",
        "leaves the timer running",
        "        if self.timer.active():\n            self.timer.cancel()\n",
        "",
        5,
        "A timer is still running.",
    ),
    Wrong(
        "3.4",
        "cancels a timer that has fired",
        "        if self.timer.active():\n            self.timer.cancel()\n",
        "        self.timer.cancel()\n",
        1,
        "Ask first whether it still runs: timer.active().",
    ),
    Wrong(
        "3.4",
        "closes without a word",
        """            self.closing = True
            self.refuse(Refusal(408, f"no whole request in {self.SECONDS} seconds"))
""",
        "            self.transport.loseConnection()\n",
        1,
        "408 means that no whole request came",
    ),
    Wrong(
        "3.4",
        "answers, and stays open",
        "            self.closing = True\n            self.refuse(Refusal(408",
        "            self.refuse(Refusal(408",
        1,
        "The server has left the connection open",
    ),
    Wrong(
        "3.4",
        "stops the whole server while it waits",
        "self.timer = self.factory.reactor.callLater(self.SECONDS, self.tooSlow)",
        "import time; time.sleep(self.SECONDS)",
        1,
        "something that waits (sleep, recv)",
    ),
]


class Step3Proofs(proving.Proofs):
    """
    The exercises of step 3 and their checks.
    """

    step = "step3"
    wrong = WRONG
