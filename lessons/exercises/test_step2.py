"""
The checks for the exercises of step 2: C{trial lessons.exercises.test_step2}.
"""

from __future__ import annotations

import re
from html import escape
from types import ModuleType

from lessons import step2, step3
from lessons.exercises.checks import Answer, Connection, ExerciseTestCase, Response, needs
from lessons.exercises.checks.failures import show
from lessons.exercises.checks.quotation import QUOTED, isQuoted
from lessons.exercises.checks.responsereader import readFinal, readResponses
from lessons.exercises.checks.sentences import describeLength, readReason
from lessons.language import _

EMPTY_LINE = "an empty line, CR LF alone, ends the head of a message (RFC 9112 section 2.1)."
STRICT = (
    "each line of the head ends in CR LF (RFC 9112 section 2.1), and a request of HTTP/1.1 has a "
    "Host (section 3.2); step 3 says what it does not like."
)
NO_MORE = (
    "a GET has no content, unless it announces some: nothing follows the empty line (exercise "
    "2.a)."
)
TARGET = "the second word of the request line says what is asked for (RFC 9112 section 3)."
COUNTED = (
    "Content-Length counts bytes (RFC 9110 section 8.6); in UTF-8 each letter of ASCII is one "
    "byte, ü is two, € is three, and 🐍 is four (RFC 3629 section 3)."
)
FORM = "a field line is a name, a colon and a value (RFC 9112 section 5), here without its end."
NOT_LEFT_OUT = "blanks and line ends are content as well, CR LF two bytes (exercise 2.b)."
HEAD = 'to HEAD, "the server MUST NOT send content" (RFC 9110 section 9.3.2).'
AS_GET = (
    "to HEAD a server SHOULD send the same fields as to GET, and a Content-Length is the one that "
    "GET would get (RFC 9110 sections 9.3.2 and 8.6)."
)
METHOD = (
    "the method is the first word of the request line, and case-sensitive (RFC 9110 section 9.1)."
)
ECHO = "the text is what step 2 says back: You said:, an empty line, the head (lessons/step2.rst)."
TYPE = "Content-Type tells the recipient what the content is (RFC 9110 section 8.3)."
ESCAPED = (
    "what came from outside is text, and appears in a page as text: < as &lt;, > as &gt;, & as "
    "&amp;. Otherwise a request could put its own elements into the page (exercise 2.2)."
)
TOO_LONG = (
    "a line of more than 8000 bytes is a 400, and there may be no first line then: answer is "
    "called by lineLengthExceeded as well (lessons/step2.py)."
)
LETTERS = (
    "what was sent is shown, all of it: a byte that cannot be read as text is shown as some "
    "character, and not left out (exercise 2.2)."
)
CLOSE = "step 2 closes after its answer, and says so: Connection: close (lessons/step2.rst)."
LIMIT = (
    "a server MUST answer fields that are larger than it wishes to process with a 4xx status (RFC "
    "9110 section 5.4), and 431 is made for that (RFC 6585 section 5)."
)
UP_TO = (
    "16,000 bytes are not more than 16,000: a head of exactly that many is answered with 200 "
    "(exercise 2.3)."
)
EARLY = (
    "what is too long is refused as soon as it is, not when it ends: it may never end (exercise "
    "2.3)."
)
LENGTH = "Content-Length is the number of bytes of the content (RFC 9110 section 8.6)."
WELL = "it must be a correct request, so that only the server is to blame (exercise 2.4)."
BROKEN = "the request must show this fault of step 2 (exercise 2.4; lessons/step2.rst)."

LENGTH_LINE = re.compile(rb"^Content-Length:[ \t]*([0-9]{1,9})[ \t]*\r?$", re.M | re.I)
REQUEST_LINE = re.compile(rb"^(\S+) \S+ HTTP/1\.\d\r$", re.M)


def request(*lines: bytes) -> bytes:
    """
    Write a head from its lines.
    """
    return b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def said(head: bytes) -> bytes:
    """
    What step 2 says back.
    """
    return b"You said:\r\n\r\n" + head


class RequestTestCase(ExerciseTestCase):
    """
    What the exercises have in common in which the student is the client.
    """

    def theirBytes(self, name: str, *arguments: object) -> bytes:
        """
        Take the bytes that a function returns.
        """
        sent = self.call(name, *arguments)
        if not isinstance(sent, bytes):
            shown = ", ".join(map(repr, arguments))
            parts = [(_("{call} returned").format(call=f"{name}({shown})"), repr(sent))]
            self.report("What goes over a connection is bytes.", parts=parts)
        return sent

    def speak(self, step: ModuleType, data: bytes) -> Connection:
        """
        Send bytes to one of the steps.
        """
        connection = self.connectTo(step)
        connection.send(data)
        return connection


class Exercise0aSilentTests(RequestTestCase):
    """
    A request without an answer.
    """

    exercise = "2.a"

    def test_1_answered(self) -> None:
        """
        Step 2 answers the request.
        """
        connection = self.speak(step2, self.theirQuestion(b"/"))
        if not connection.received:
            problem = "Step 2 has not answered: the empty line has not come, and it still waits."
            connection.fail(problem, EMPTY_LINE, 0)

    def test_2_strict(self) -> None:
        """
        Step 3, which demands more, answers it with 200.
        """
        connection = self.speak(step3, self.theirQuestion(b"/"))
        readResponses(connection, [b"GET"], NO_MORE)[0].mustHaveStatus(200, STRICT)

    @needs(1, 2)
    def test_3_end(self) -> None:
        """
        Nothing follows the empty line.
        """
        sent = self.theirQuestion(b"/")
        rest = sent.partition(b"\r\n\r\n")[2]
        if rest:
            parts = [("ask(b'/') returned", show(sent)), ("after the empty line", show(rest))]
            self.report("The request goes on where it should have ended.", NO_MORE, parts=parts)

    @needs(1, 2)
    def test_4_path(self) -> None:
        """
        It asks for the path that was given.
        """
        path = b"/" + self.word().encode()
        connection = self.speak(step2, self.theirQuestion(path))
        response = readFinal(connection, b"GET")
        response.mustSay(b"GET " + path + b" HTTP/1.1\r\n", TARGET)

    def theirQuestion(self, path: bytes) -> bytes:
        """
        Take the request for a path.
        """
        sent = self.theirBytes("ask", path)
        if isQuoted(sent, path):
            heading = _("{call} returned").format(call=f"ask({path!r})")
            self.report(_(QUOTED), TARGET, parts=[(heading, show(sent))])
        return sent


class Exercise0bCountTests(RequestTestCase):
    """
    Count the bytes.
    """

    exercise = "2.b"

    def test_1_ascii(self) -> None:
        """
        Where a text is ASCII, it has as many bytes as characters.
        """
        for text in "Hello", self.word(), "":
            self.checkText(text, FORM)

    def test_2_utf8(self) -> None:
        """
        Where it is not, it has more.
        """
        for text in "Tür", f"{self.word()}ü", "5 €", "🐍":
            self.checkText(text, COUNTED)

    def test_3_whole(self) -> None:
        """
        Blanks and line ends count as well.
        """
        for text in f" {self.word()} ", "ü\r\n\r\n":
            self.checkText(text, NOT_LEFT_OUT)

    def checkText(self, text: str, rule: str) -> None:
        """
        Demand the field line for a text.
        """
        self.theirBytes("writeLength", text)
        length = len(text.encode("utf-8"))
        self.mustReturn(b"Content-Length: %d" % length, "writeLength", text, rule=rule)


class Exercise1HeadTests(ExerciseTestCase):
    """
    Answer HEAD.
    """

    exercise = "2.1"

    def test_1_noContent(self) -> None:
        """
        The answer to HEAD has no content.
        """
        for answer in self.deliveries(self.request(b"HEAD")):
            response = answer.lastResponse(CLOSE, HEAD)
            response.mustHaveStatus(200, AS_GET)

    def test_2_sameHead(self) -> None:
        """
        Its fields are those that GET would get, Content-Length included.
        """
        head = self.request(b"HEAD")
        for answer in self.deliveries(head):
            response = answer.lastResponse(CLOSE, HEAD)
            length = b"%d" % len(said(head))
            response.mustHaveField("Content-Length", AS_GET, length)
            response.mustHaveField("Content-Type", AS_GET, b"text/plain")

    def test_3_others(self) -> None:
        """
        Every other request is answered with content, as before.
        """
        for method in b"GET", b"POST", b"HEADS", b"head":
            head = self.request(method, b"/HEAD")
            for answer in self.deliveries(head):
                response = answer.lastResponse(CLOSE, METHOD)
                response.mustHaveContent(said(head), METHOD)

    def test_4_tooLong(self) -> None:
        """
        A line that is too long is still refused with 400.
        """
        for answer in self.deliveries(b"x" * 9_000 + b"\r\n"):
            answer.lastResponse(CLOSE).mustHaveStatus(400, TOO_LONG)

    def request(self, method: bytes, path: bytes = b"/") -> bytes:
        """
        Write a request that nobody can know beforehand.
        """
        return request(method + b" " + path + b" HTTP/1.1", b"Host: " + self.word().encode())


class Exercise2PageTests(ExerciseTestCase):
    """
    A page instead of text.
    """

    exercise = "2.2"

    def test_1_page(self) -> None:
        """
        The answer is an HTML page: its type is text/html, and the text is between "<pre>" and
        "</pre>".
        """
        head = request(b"GET / HTTP/1.1", b"Host: " + self.word().encode())
        for answer in self.deliveries(head):
            self.checkPage(answer, head.decode())

    def test_2_escaped(self) -> None:
        """
        What the client sent cannot become an element of the page.
        """
        word = self.word()
        head = f"GET /?<b>{word} HTTP/1.1\r\nX: <script>alert(1)</script>\r\n\r\n"
        for answer in self.deliveries(head.encode()):
            response = answer.lastResponse(CLOSE)
            response.mustNotSay(b"<b>", ESCAPED)
            response.mustNotSay(b"<script>", ESCAPED)
            self.checkPage(answer, head)

    @needs(1, 2)
    def test_3_length(self) -> None:
        """
        Content-Length counts the bytes of the page, even where they are not ASCII, or not even
        text.
        """
        for strange in "ü€".encode(), b"\xff\xfe":
            head = request(b"GET / HTTP/1.1", b"X: " + strange)
            for answer in self.deliveries(head):
                answer.lastResponse(CLOSE)

    @needs(1, 2, 3)
    def test_4_exactly(self) -> None:
        """
        A reader sees all that was sent, exactly as it was sent: what looks like an
        escape, and letters that are not ASCII.
        """
        head = f"GET /?a=1&lt={self.word()} HTTP/1.1\r\nX: &amp; &lt;\r\n\r\n"
        for answer in self.deliveries(head.encode()):
            self.checkPage(answer, head)
        before, after = self.word(), self.word()
        head = f"GET / HTTP/1.1\r\nX: {before}ü€{after}\r\n\r\n"
        for answer in self.deliveries(head.encode()):
            response = answer.lastResponse(CLOSE)
            response.mustSay(before.encode(), ECHO)
            response.mustSay(after.encode(), ECHO)
            at = response.content.find(f"{before}{after}".encode())
            if at >= 0:
                at += response.contentAt + len(before)
                answer.connection.fail("The letters ü and € are gone.", LETTERS, at, "ü€")

    def checkPage(self, answer: Answer, head: str) -> None:
        """
        Demand that an answer is the page for a request.
        """
        response = answer.lastResponse(CLOSE)
        response.mustHaveStatus(200, TYPE)
        value = response.mustHaveField("Content-Type", TYPE)
        if value.partition(b";")[0].strip().lower() != b"text/html":
            at = response.values("Content-Type")[0].at
            answer.connection.fail("The type is not text/html.", TYPE, at)
        text = escape("You said:\r\n\r\n" + head, quote=False)
        got = response.content.replace(b"&quot;", b'"').replace(b"&#x27;", b"'")
        if got != f"<pre>{text}</pre>".encode():
            rule = ESCAPED if "&lt;" in text or "&amp;" in text else ECHO
            response.mustHaveContent(f"<pre>{text}</pre>".encode(), rule)


class Exercise3LimitTests(ExerciseTestCase):
    """
    A limit on the whole head.
    """

    exercise = "2.3"

    def test_1_long(self) -> None:
        """
        A head of more than 16,000 bytes is answered with 431, and the connection
        closed.
        """
        for answer in self.deliveries(self.head(16_001)):
            for response in answer.responses(EARLY):
                response.mustHaveStatus(431, LIMIT)
            answer.mustClose(LIMIT)

    def test_2_longest(self) -> None:
        """
        A head of 16,000 bytes, line ends and the empty line included, is
        answered as before.
        """
        head = self.head(16_000)
        for answer in self.deliveries(head):
            response = answer.lastResponse(CLOSE, UP_TO)
            response.mustHaveStatus(200, UP_TO)
            response.mustHaveContent(said(head), ECHO)

    @needs(1, 2)
    def test_3_early(self) -> None:
        """
        A head that never ends is refused as soon as it is too long.
        """
        endless = self.head(16_001).removesuffix(b"\r\n\r\n") + b"\r\n"
        connection = self.connect()
        connection.how = "without the empty line at the end"
        connection.send(endless + b"X: " + b"y" * 40 + b"\r\n")
        if not connection.received:
            problem = "16,042 bytes have come, and the server goes on collecting."
            connection.fail(problem, EARLY, 0)
        connection.mustBeClosed(EARLY)

    def test_4_ordinary(self) -> None:
        """
        An ordinary request is answered as before, on every connection.
        """
        server = self.makeServer()
        head = request(b"GET / HTTP/1.1", b"Host: " + self.word().encode())
        for _each in range(self.random.randint(3, 5)):
            self.connect(server).send(self.head(8_000))
        answer = Answer(self.connect(server), head, 1)
        answer.connection.how = "on one more connection to the same server"
        answer.connection.send(head)
        answer.lastResponse(CLOSE).mustHaveContent(said(head), ECHO)

    def head(self, size: int) -> bytes:
        """
        Write a head of an exact size, of lines that are not too long.
        """
        lines = [b"GET / HTTP/1.1", b"Host: " + self.word().encode()]
        while (missing := size - len(request(*lines))) > 6_000:
            lines.append(b"X: " + b"x" * 4_995)
        if missing:
            lines.append(b"X: " + b"x" * (missing - 5))
        return request(*lines)


class Exercise4BreakTests(RequestTestCase):
    """
    The client that breaks step 2.
    """

    exercise = "2.4"

    def test_1_head(self) -> None:
        """
        showHead returns a request to which step 2 sends content where none is
        allowed; step 3 answers it well.
        """
        sent = self.theirBytes("showHead")
        self.checkWell(sent, 1)
        if not sent.startswith(b"HEAD "):
            problem = "Content may be sent to this request, so step 2 is not wrong here."
            self.speak(step2, sent).fail(problem, BROKEN)

    @needs()
    def test_2_content(self) -> None:
        """
        showContent returns a request with content: step 3 says the content back,
        and step 2 does not.
        """
        sent = self.theirBytes("showContent")
        content = sent.partition(b"\r\n\r\n")[2]
        self.checkLength(sent)
        response = self.checkWell(sent, 1)[0]
        if not content:
            response.connection.fail("The request has no content.", BROKEN)
        response.mustHaveContent(content, WELL)

    @needs()
    def test_3_second(self) -> None:
        """
        showSecond returns two requests: step 3 answers both, and step 2 the
        first.
        """
        self.checkWell(self.theirBytes("showSecond"), 2)

    def checkLength(self, sent: bytes) -> None:
        """
        Demand a Content-Length that is right, where there is content.
        """
        head, emptyLine, content = sent.partition(b"\r\n\r\n")
        if not emptyLine:
            return  # step 3 waits for it
        match = LENGTH_LINE.search(head)
        if match is None and content:
            problem = "No Content-Length says how many bytes follow the empty line."
            self.report(problem, LENGTH, parts=[("showContent returned", show(sent))])
        if match is not None and int(match[1]) != len(content):
            problem = describeLength(int(match[1]), content)
            self.report(problem, LENGTH, parts=[("showContent returned", show(sent))])

    def explainRefusal(self, sent: bytes, response: Response) -> None:
        """
        Where HEAD is refused, and so no words come, fail with those that GET would get.
        """
        if response.status >= 400 and not response.content and sent.startswith(b"HEAD "):
            get = self.speak(step3, sent.replace(b"HEAD ", b"GET ", 1))
            reason = readReason(readFinal(get, b"GET").content)
            problem = _("The status is {status}, but should be {wanted}.").format(
                status=response.status, wanted=200
            )
            said = _("To the same request with GET, step 3 says: {reason}").format(reason=reason)
            response.connection.fail(f"{problem}\n{said}", WELL, response.begin + 9)

    def checkWell(self, sent: bytes, count: int) -> list[Response]:
        """
        Demand that step 3 reads this many requests, and accepts each.
        """
        connection = self.speak(step3, sent)
        methods = REQUEST_LINE.findall(sent)
        if not connection.received:
            problem = "Step 3 has not answered: it still waits for the end of the request."
            connection.fail(problem, WELL, 0)
        if connection.received.count(b"HTTP/1.1 ") > count and len(methods) > count:
            problem = _("{number} requests were sent, not {wanted}.")
            connection.fail(problem.format(number=len(methods), wanted=count), BROKEN)
        responses = readResponses(connection, methods[:count] or [b""], WELL)
        for response in responses:
            self.explainRefusal(sent, response)
            response.mustHaveStatus(200, WELL)
        if len(responses) != count:
            problem = _("{number} request was sent, not {wanted}.")
            connection.fail(problem.format(number=len(responses), wanted=count), BROKEN)
        return responses
