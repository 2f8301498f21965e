"""
The checks for the exercises of step 3: C{trial lessons.exercises.test_step3}.
"""

from __future__ import annotations

from collections.abc import Iterator

from twisted.internet.protocol import Factory

from lessons import step3
from lessons.exercises.checks import Answer, Connection, ExerciseTestCase, Response, needs
from lessons.exercises.checks.answers import PIECES, WHOLE
from lessons.exercises.checks.failures import show
from lessons.exercises.checks.responsereader import readFinal, readResponses
from lessons.field.catalog import Recording, bytesOf, readRecordings
from lessons.language import N_, _
from lessons.step3 import Refusal

AS_GET = "HEAD is answered as GET is, but for the content (RFC 9110 section 9.3.2)."
FOUND = "findPage looks for the path, and cuts the query off before it does (lessons/step3.py)."
NO_PAGE = "404 says that there is no such page (RFC 9110 section 15.5.5)."
NOT_HERE = (
    "405 says that the server knows the method, and this page does not have it (RFC 9110 section "
    "15.5.6). PAGES says which page has which (lessons/step3.py)."
)
NOWHERE = (
    "501 says that the server supports the method on no page at all (RFC 9110 section 15.6.2); "
    "that is what findPage looks at first (lessons/step3.py)."
)
NO_REQUEST = (
    "readRequestLine demands three words, and of the third that it begins with HTTP/1. "
    "(lessons/step3.py)."
)
ALONE = "Connection names options for this connection; there may be none (RFC 9110 section 7.6.1)."
ANY_CASE = "connection options are case-insensitive (RFC 9110 section 7.6.1)."
COMMAS = (
    "commas separate the items of a list, and blanks or tabs may surround them (RFC 9110 "
    "section 5.6.1)."
)
SEVERAL = (
    "where a field comes several times, its values make one list, in order (RFC 9110 section 5.3)."
)
WHOLE_WORD = "an option is a whole word between two commas (RFC 9110 section 7.6.1)."
SIZE = "the size of a chunk is written in hexadecimal digits, small or capital (RFC 9112 7.1)."
IGNORED = "a recipient MUST ignore extensions that it does not know (RFC 9112 section 7.1.1)."
NOTHING_ELSE = (
    "chunk-size = 1*HEXDIG: one hexadecimal digit or more, and nothing else; all other lines are "
    "refused with 400 (RFC 9112 section 7.1)."
)
ASKS = (
    "where an HTTP/1.0 client sends the option keep-alive and the server wishes to honour it, the "
    "connection persists (RFC 9112 section 9.3)."
)
TELLS = (
    "a server that keeps an HTTP/1.0 connection open says so: Connection: keep-alive (RFC 9112 "
    "appendix C.2.2)."
)
CLOSES = "without that option, an HTTP/1.0 connection closes (RFC 9112 section 9.3)."
CLOSE_WINS = 'if "close" is present, the connection will not persist (RFC 9112 section 9.3).'
OPTIONS = (
    "Connection is a list of options, separated by commas, and case-insensitive (RFC 9110 section "
    "7.6.1)."
)
UNCHANGED = "what step 3 did well is not part of the exercise (lessons/step3.rst)."
CHUNK = (
    "a chunk is its size in hexadecimal digits, CR LF, that many bytes, and CR LF; the "
    "last one has the size 0 (RFC 9112 section 7.1)."
)
COUNTED = "the bytes of a chunk are counted; what they are means nothing (RFC 9112 section 7.1)."
NEXT_REQUEST = (
    "after the last chunk and its trailer section, the next request begins (RFC 9112 7.1)."
)
EXTENSION = (
    "a recipient MUST ignore chunk extensions that it does not know (RFC 9112 section 7.1.1), and "
    "may discard the trailer section (section 7.1.2)."
)
RETURNED = "the docstring of readChunks says what it returns (exercise 3.2)."
DIGITS = "chunk-size = 1*HEXDIG: hexadecimal digits, and nothing else (RFC 9112 section 7.1)."
FRAME = "CR LF comes after the bytes of every chunk (RFC 9112 section 7.1)."
CONTINUE = (
    "a server that gets the expectation 100-continue MUST send 100 (Continue) when it wants the "
    "content, and then waits for it (RFC 9110 section 10.1.1)."
)
NOT_WANTED = (
    "a client that has not asked for it must not get a 100 (Continue), nor must an HTTP/1.0 "
    "client, nor one that sends no content (RFC 9110 section 10.1.1)."
)
FINAL = (
    "a server that does not want the content sends a final status, here 413, instead of the 100 "
    "(RFC 9110 section 10.1.1)."
)
TIMEOUT = "408 means that no whole request came in the time allowed (RFC 9110 section 15.5.9)."
NAMED = (
    "callLater takes the method, and not its result: self.tooSlow, without () (exercise 3.4, hint "
    "1)."
)
WHOLE_TIME = (
    "the time is for the whole request. If every byte gave the client more, one byte a second "
    "would hold a connection for hours (exercise 3.4)."
)
EACH = "each request has its own 10 seconds, counted from the previous answer (exercise 3.4)."
CANCELLED = "a timer of a connection that is gone is cancelled: there is nobody to answer."
NOT_YET = (
    "/fern.txt is answered after two seconds, and what comes after it is not answered earlier. "
    "Step 3 can keep one request at a time: do not let it read the next one (exercise 3.5)."
)
IN_ORDER = (
    "a server MUST send its responses in the order in which the requests were received (RFC 9112 "
    "section 9.3.2)."
)
GOES_ON = "after the answer, the next request is read; it may have come long ago (exercise 3.5)."
LAST = (
    'a server that receives "close" MUST NOT process any further requests (RFC 9112 section 9.6).'
)
COUNT = (
    "a message with Content-Length is incomplete when fewer bytes have come than it says (RFC "
    "9112 section 8)."
)
LAST_CHUNK = (
    "a chunked message is incomplete when the chunk of size 0 has not come (RFC 9112 section 8)."
)
CHUNKED_FIRST = "Transfer-Encoding overrides Content-Length (RFC 9112 section 6.3)."
NO_LENGTH = "without either, the content ends where the connection does (RFC 9112 section 8)."
NOTICES = (
    "a client that gets an incomplete answer MUST record that it is incomplete (RFC 9112 section "
    "8)."
)

#: The headings of what was recorded.
RAN, ENDED = N_("what was run"), N_("the status it ended with")
#: What apt has sent when it was asked for three files, as it was recorded.
APT = bytesOf("apt/parts.bin")


def head(*lines: bytes) -> bytes:
    """
    Write a head from its lines.
    """
    return b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def isPair(found: object) -> bool:
    """
    Tell whether C{readChunks} may return something.
    """
    if not isinstance(found, tuple):
        return found is None
    return len(found) == 2 and all(isinstance(one, bytes) for one in found)


def chunk(data: bytes, size: bytes = b"") -> bytes:
    """
    Write one chunk.
    """
    return (size or b"%x" % len(data)) + b"\r\n" + data + b"\r\n"


#: What follows each request line of 3.a.
REST = b"\r\nHost: localhost\r\n\r\n"


class Exercise0aPredictionTests(ExerciseTestCase):
    """
    Which status will it be?
    """

    exercise = "3.a"

    @needs()
    def test_1_found(self) -> None:
        """
        You have predicted what is answered with a page.
        """
        self.checkLines(AS_GET, b"GET / HTTP/1.1", b"HEAD / HTTP/1.1")
        self.checkLines(FOUND, b"GET /?name=Ada HTTP/1.1")

    @needs()
    def test_2_notFound(self) -> None:
        """
        You have predicted what happens where there is no page.
        """
        self.checkLines(NO_PAGE, b"GET /nothing HTTP/1.1")

    @needs()
    def test_3_notHere(self) -> None:
        """
        You have predicted what happens where the page does not have the method.
        """
        self.checkLines(NOT_HERE, b"GET /echo HTTP/1.1", b"POST / HTTP/1.1")

    @needs()
    def test_4_nowhere(self) -> None:
        """
        You have predicted what happens where no page has the method.
        """
        self.checkLines(NOWHERE, b"DELETE / HTTP/1.1")

    @needs()
    def test_5_noRequest(self) -> None:
        """
        You have predicted what happens to something that is not an HTTP/1.1 request.
        """
        self.checkLines(NO_REQUEST, b"GET /", b"GET / HTTP/2.0")

    def checkLines(self, rule: str, *lines: bytes) -> None:
        """
        Demand that a prediction comes true for some request lines.
        """
        predicted = self.call("predict")
        for line in lines:
            expected = predicted.get(line) if isinstance(predicted, dict) else None
            if not expected:
                problem = _(
                    "You have not filled in the status for {line!r} yet. Which do you expect?"
                ).format(line=line)
                self.report(problem, rule, parts=[("to be sent", show(line + REST))])
            self.checkStatus(line, expected, rule)

    def checkStatus(self, line: bytes, expected: object, rule: str) -> None:
        """
        Demand that step 3 answers with the status that is expected.
        """
        connection = self.connectTo(step3)
        connection.send(line + REST)
        response = readFinal(connection, line.partition(b" ")[0])
        if response.status != expected:
            text = _("You expect {expected!r}, but step 3 answers the number {status}.")
            if isinstance(expected, int):
                text = _("You expect {expected!r}, but step 3 answers {status}.")
            problem = text.format(expected=expected, status=response.status)
            connection.fail(f"{problem}{response.reason}", rule, len("HTTP/1.1 "))


class Exercise0bOptionTests(ExerciseTestCase):
    """
    One option among several.
    """

    exercise = "3.b"

    def test_1_alone(self) -> None:
        """
        An option on its own is found, and none where there is no Connection.
        """
        for option in b"close", b"keep-alive":
            self.check(True, option, ALONE, option)
            self.check(False, option, ALONE)
        self.mustReturn(False, "hasOption", {b"host": [b"close"]}, b"close", rule=ALONE)

    def test_2_case(self) -> None:
        """
        Capitals do not matter.
        """
        for value in b"Close", b"CLOSE":
            self.check(True, b"close", ANY_CASE, value)

    def test_3_list(self) -> None:
        """
        It may be one of several, in any place.
        """
        other = self.word().encode()
        for value in (
            b"close, " + other,
            other + b", close",
            other + b",close",
            b"close ,\t" + other,
        ):
            self.check(True, b"close", COMMAS, value)

    @needs(1, 3)
    def test_4_fields(self) -> None:
        """
        It may be in any of several fields.
        """
        other = self.word().encode()
        for values in (b"keep-alive", other), (other, b"keep-alive"):
            self.check(True, b"keep-alive", SEVERAL, *values)

    @needs(1, 3)
    def test_5_whole(self) -> None:
        """
        A longer word that contains it is another option.
        """
        for value in b"closed", b"not-close", b"close-" + self.word().encode(), b"clo, se":
            self.check(False, b"close", WHOLE_WORD, value)

    def check(self, expected: bool, option: bytes, rule: str, *values: bytes) -> None:
        """
        Demand what is found in the values of Connection.
        """
        fields = {b"connection": list(values)} if values else {}
        self.mustReturn(expected, "hasOption", fields, option, rule=rule)


class Exercise0cSizeTests(ExerciseTestCase):
    """
    The size of a chunk.
    """

    exercise = "3.c"

    def test_1_digits(self) -> None:
        """
        Hexadecimal digits are a size, in small letters or capitals.
        """
        for line in b"1a", b"0", b"FF", b"%x" % self.random.randint(16, 4000):
            self.mustRead(line, SIZE)

    def test_2_extension(self) -> None:
        """
        What follows a semicolon means nothing.
        """
        word = self.word().encode()
        for line in b"1A;any=thing", b"a;" + word, b'c;a="b;c"', b"0;":
            self.mustRead(line, IGNORED)

    def test_3_refused(self) -> None:
        """
        What is not a size is refused with 400.
        """
        for line in b"-1", b"+5", b"0x1A", b"1_0", b" 5", b"g", b"", b";a=1", b"5\n":
            found = self.read(line, NOTHING_ELSE)
            if not (isinstance(found, Refusal) and found.args[0] == 400):
                problem = "That is not a size, and should be refused with 400."
                self.report(problem, NOTHING_ELSE, parts=[self.tell(line, found)])

    def mustRead(self, line: bytes, rule: str) -> None:
        """
        Demand the size that a line begins with.
        """
        found, size = self.read(line, rule), int(line.partition(b";")[0], 16)
        if type(found) is not int or found != size:
            problem = _("The function returns something else.")
            self.report(problem, rule, [], repr(size), parts=[self.tell(line, found)])

    def read(self, line: bytes, rule: str) -> object:
        """
        Have a line read.

        @return: what was returned, or the Refusal that was raised.
        """
        self.errorRule = rule
        readSize = self.theirs("readSize")
        with self.running():
            try:
                return readSize(line)
            except Refusal as refusal:
                return refusal
        return None

    def tell(self, line: bytes, found: object) -> tuple[str, str]:
        """
        Tell what a line was read as, for a message.
        """
        call = f"readSize({line!r})"
        if isinstance(found, Refusal):
            return _("{call} refused it with").format(call=call), repr(found.args[0])
        return _("{call} returned").format(call=call), repr(found)


class Exercise1KeepAliveTests(ExerciseTestCase):
    """
    HTTP/1.0 and keep-alive.
    """

    exercise = "3.1"

    def test_1_keepAlive(self) -> None:
        """
        An HTTP/1.0 connection stays open when the client asks for it.
        """
        for answer in self.deliveries(self.get(b"HTTP/1.0", b"keep-alive")):
            for response in answer.responses():
                response.mustHaveContent(b"Hello!\n", UNCHANGED)
            answer.mustStayOpen(ASKS)

    def test_2_told(self) -> None:
        """
        The answer tells the client, whatever its status is.
        """
        for path in b"/", b"/" + self.word().encode():
            for answer in self.deliveries(self.get(b"HTTP/1.0", b"keep-alive", path)):
                for response in answer.responses():
                    response.mustHaveField("Connection", TELLS, b"keep-alive")

    def test_3_notAsked(self) -> None:
        """
        Where the HTTP/1.0 client does not ask, the connection closes.
        """
        for options in b"", self.word().encode(), b"not-keep-alive":
            for answer in self.deliveries(self.get(b"HTTP/1.0", options)):
                answer.responses(CLOSES)[0].mustHaveField("Connection", CLOSES, b"close")
                answer.mustClose(CLOSES)

    def test_4_list(self) -> None:
        """
        Connection is a list, and capitals do not matter.
        """
        for options in b"Keep-Alive", self.word().encode() + b" ,\tkeep-ALIVE":
            for answer in self.deliveries(self.get(b"HTTP/1.0", options)):
                answer.responses()
                answer.mustStayOpen(OPTIONS)

    def test_5_close(self) -> None:
        """
        "close" wins, and HTTP/1.1 is as it was.
        """
        for version in b"HTTP/1.0", b"HTTP/1.1":
            for answer in self.deliveries(self.get(version, b"keep-alive, close")):
                answer.responses(CLOSE_WINS)
                answer.mustClose(CLOSE_WINS)
        for answer in self.deliveries(self.get(b"HTTP/1.1", b"")):
            for response in answer.responses():
                response.mustHaveContent(b"Hello!\n", UNCHANGED)
            answer.mustStayOpen(UNCHANGED)

    def test_6_unreadable(self) -> None:
        """
        A message that cannot be read is still refused with 400.
        """
        for answer in self.deliveries(head(self.word().encode())):
            for response in answer.responses():
                response.mustHaveStatus(400, UNCHANGED)
                response.mustHaveField("Connection", UNCHANGED, b"close")

    def get(self, version: bytes, options: bytes, path: bytes = b"/") -> bytes:
        """
        Write a request.
        """
        connection = [b"Connection: " + options] if options else []
        return head(b"GET " + path + b" " + version, b"Host: me", *connection)


class Exercise2ChunkedTests(ExerciseTestCase):
    """
    Chunked content.
    """

    exercise = "3.2"

    def test_1_one(self) -> None:
        """
        The content of one chunk is read, and the next request after it.
        """
        word = self.word().encode()
        self.checkContent(chunk(word) + chunk(b""), word, NEXT_REQUEST)

    def test_2_several(self) -> None:
        """
        Sizes are hexadecimal, and the chunks belong together.
        """
        words = [b"0123456789", self.word().encode() * 3, b"x" * 171]
        chunks = chunk(words[0], b"A") + chunk(words[1]) + chunk(words[2], b"00aB")
        self.checkContent(chunks + chunk(b""), b"".join(words), CHUNK)

    def test_3_empty(self) -> None:
        """
        No content at all is one chunk of size 0.
        """
        self.checkContent(chunk(b""), b"", CHUNK)

    def test_4_counted(self) -> None:
        """
        Bytes that look like the end of a chunk, or of the content, are content.
        """
        data = b"\r\n0\r\n\r\n" + self.word().encode() + b"\r\n"
        self.checkContent(chunk(data) + chunk(b""), data, COUNTED)

    def test_5_extension(self) -> None:
        """
        Extensions after a size, and trailer fields, are skipped.
        """
        word = self.word().encode()
        size = b"%x;%b=1;b" % (len(word), self.word().encode())
        end = b"0;last\r\n" + head(b"Trailer: " + self.word().encode(), b"X: 0")
        self.checkContent(chunk(word, size) + end, word, EXTENSION)

    def test_6_digits(self) -> None:
        """
        A size that is not hexadecimal digits alone is refused with 400.
        """
        for size in b"-3", b"+3", b"0x3", b"1_0", b" 3", b"3\n", b"g", b";x":
            self.checkRefused(chunk(b"abc", size), DIGITS)
        self.checkRefused(b"\r\nabc\r\n", DIGITS)

    def test_7_frame(self) -> None:
        """
        A chunk that is longer or shorter than its size is refused with 400.
        """
        word = self.word().encode()
        for size in len(word) - 1, len(word) + 1:
            self.checkRefused(chunk(word, b"%x" % size) + chunk(b""), FRAME)
        self.checkRefused(chunk(word).removesuffix(b"\r\n") + b"--" + chunk(b""), FRAME)

    def makeServer(self) -> Factory:
        """
        Make a server that looks at what readChunks returns before it is used.
        """
        server = super().makeServer()
        readChunks = self.theirs("readChunks")

        def watched(data: bytes) -> object:
            found = readChunks(data)
            if not isPair(found):
                problem = "readChunks must return a pair, (content, rest), both bytes; or None."
                parts = [("readChunks was given", show(data)), ("it returned", repr(found)[:200])]
                self.report(problem, RETURNED, parts=parts)
            return found

        vars(self.subject.module)["readChunks"] = watched
        return server

    def post(self, chunks: bytes) -> bytes:
        """
        Write a request with chunked content.
        """
        return head(b"POST /echo HTTP/1.1", b"Host: me", b"Transfer-Encoding: chunked") + chunks

    def checkContent(self, chunks: bytes, content: bytes, rule: str) -> None:
        """
        Demand that content is said back.
        """
        for answer in self.deliveries(self.post(chunks)):
            for response in answer.responses(rule):
                response.mustHaveStatus(200, rule)
                response.mustHaveContent(content, rule)
            answer.mustStayOpen(rule)

    def checkRefused(self, chunks: bytes, rule: str) -> None:
        """
        Demand that content is refused.
        """
        for answer in self.deliveries(self.post(chunks), twice=False):
            for response in answer.responses(rule):
                response.mustHaveStatus(400, rule)
            answer.mustClose(UNCHANGED)


class Exercise3ContinueTests(ExerciseTestCase):
    """
    Expect: 100-continue.
    """

    exercise = "3.3"

    def test_1_continue(self) -> None:
        """
        After the head, before the content, comes "HTTP/1.1 100 Continue".
        """
        for value in b"100-continue", b"100-Continue":
            connection = self.connect()
            connection.how = "without the content"
            connection.send(self.post(5, value))
            connection.mustHaveReceived(b"HTTP/1.1 100 Continue\r\n\r\n", CONTINUE)
            connection.mustBeOpen(CONTINUE)

    def test_2_answer(self) -> None:
        """
        The answer comes after the content, and is as it always was.
        """
        word = self.word().encode()
        for answer in self.deliveries(self.post(len(word)) + word):
            for response in answer.responses(CONTINUE):
                response.mustHaveStatus(200, CONTINUE)
                response.mustHaveContent(word, CONTINUE)
            answer.mustStayOpen(CONTINUE)

    def test_3_notAsked(self) -> None:
        """
        A client that does not ask for it gets no 100, nor does an HTTP/1.0 client,
        nor one that sends no content.
        """
        word = self.word().encode()
        for request in (
            self.post(len(word), b"") + word,
            self.post(len(word)).replace(b"HTTP/1.1", b"HTTP/1.0") + word,
            self.post(0),
            self.post(0).replace(b"Content-Length: 0\r\n", b""),
        ):
            for answer in self.deliveries(request):
                self.checkNone(answer)

    def test_4_refused(self) -> None:
        """
        Where the content is too long, 413 comes at once, and no 100.
        """
        connection = self.connect()
        connection.how = "without the content"
        connection.send(self.post(100_000 + self.random.randint(1, 999)))
        response = self.checkNone(Answer(connection, b"POST", 1), FINAL)[-1]
        response.mustHaveStatus(413, FINAL)
        connection.mustBeClosed(UNCHANGED)

    def post(self, length: int, expectation: bytes = b"100-continue") -> bytes:
        """
        Write the head of a request with content.
        """
        expect = [b"Expect: " + expectation] if expectation else []
        size = b"Content-Length: %d" % length
        return head(b"POST /echo HTTP/1.1", b"Host: me", size, *expect)

    def checkNone(self, answer: Answer, rule: str = NOT_WANTED) -> list[Response]:
        """
        Demand that there is no 100.
        """
        connection = answer.connection
        responses = readResponses(connection, [b"POST"] * answer.count, rule)
        for response in responses:
            if response.status < 200:
                connection.fail("A 100 (Continue) came.", rule, response.begin)
        return responses


class Exercise4TimeTests(ExerciseTestCase):
    """
    A limit on the time.
    """

    exercise = "3.4"
    reactorName = "self.factory.reactor"
    request = head(b"GET / HTTP/1.1", b"Host: me")

    def test_1_late(self) -> None:
        """
        A client that has not sent a whole request after 10 seconds gets a 408, and
        the connection is closed.
        """
        for begun in b"", b"GET / HTTP/1.1\r\nHost: " + self.word().encode():
            self.refresh()
            connection = self.connect()
            if connection.received:
                connection.fail("An answer came before any time had passed.", NAMED, 0)
            connection.send(begun)
            connection.how = "and nothing more for 10 seconds"
            connection.advance(10)
            self.checkLate(connection)

    def test_2_inTime(self) -> None:
        """
        Not a moment earlier, and a request in time is answered.
        """
        connection = self.connect()
        connection.how = "after 9.9 seconds"
        connection.advance(9.9)
        connection.mustHaveReceived(b"", TIMEOUT)
        connection.send(self.request)
        response = readFinal(connection, b"GET", TIMEOUT)
        response.mustHaveContent(b"Hello!\n", UNCHANGED)
        connection.mustBeOpen(UNCHANGED)

    def test_3_slow(self) -> None:
        """
        A client that sends one byte now and then gets no more time than
        others.
        """
        connection = self.connect()
        connection.how = "one byte every 2 seconds"
        for byte in self.request[:5]:
            connection.send(bytes([byte]))
            connection.advance(2)
        if not connection.received:
            problem = "10 seconds are over, 5 bytes have come, and the server still waits."
            connection.fail(problem, WHOLE_TIME, 0)
        self.checkLate(connection)

    def test_4_each(self) -> None:
        """
        Each request has its own 10 seconds.
        """
        connection = self.connect()
        connection.how = "three times, 9 seconds apart"
        for _each in range(3):
            connection.advance(9)
            connection.send(self.request)
        for response in readResponses(connection, [b"GET"] * 3, EACH):
            response.mustHaveStatus(200, EACH)
        connection.advance(10)
        *_, last = readResponses(connection, [b"GET"] * 4, TIMEOUT)
        last.mustHaveStatus(408, TIMEOUT)

    def test_5_gone(self) -> None:
        """
        After the end of a connection, nothing happens any more.
        """
        for closes in False, True:
            self.refresh()
            connection = self.connect()
            connection.send(head(b"GET / HTTP/1.0") if closes else self.request)
            connection.leave()
            connection.how = "and then the client has left"
            if self.clock.getDelayedCalls():
                connection.fail("A timer is still running.", CANCELLED)

    def checkLate(self, connection: Connection) -> None:
        """
        Demand that a connection was closed with 408.
        """
        if not connection.received:
            connection.fail("10 seconds are over, and no answer came.", TIMEOUT, 0)
        response = readFinal(connection, b"GET", TIMEOUT)
        response.mustHaveStatus(408, TIMEOUT)
        connection.mustBeClosed(TIMEOUT)


class Exercise5PipelineTests(ExerciseTestCase):
    """
    Answer a pipeline in order.
    """

    exercise = "3.5"
    reactorName = "self.factory.reactor"
    fern = head(b"GET /fern.txt HTTP/1.1", b"Host: me")
    hello = head(b"GET / HTTP/1.1", b"Host: me")

    def test_1_before(self) -> None:
        """
        The first of apt's three requests is answered at once, and for two seconds no other
        is.
        """
        for connection in self.sent(APT):
            for seconds in 0.1, 1.8:
                connection.advance(seconds)
                at = connection.received.find(b"HTTP/1.1", 1)
                if at > 0:
                    connection.fail("The second answer is here already.", NOT_YET, at)
                self.checkAnswers(connection, NOT_YET, "hello")

    def test_2_order(self) -> None:
        """
        Then the others are answered, in their order.
        """
        for connection in self.sent(APT):
            connection.advance(2)
            self.checkAnswers(connection, IN_ORDER, "hello", "fern", "none")
            connection.mustBeOpen(IN_ORDER)

    def test_3_more(self) -> None:
        """
        However many there are, each gets its answer.
        """
        for connection in self.sent(self.fern + self.fern + APT + self.hello):
            for _each in range(4):
                connection.advance(2)
            kinds = "fern", "fern", "hello", "fern", "none", "hello"
            self.checkAnswers(connection, IN_ORDER, *kinds)

    def test_4_later(self) -> None:
        """
        What comes in the two seconds has to wait as well, and what comes later does
        not.
        """
        for connection in self.sent(self.fern + self.hello[:9]):
            connection.advance(1)
            connection.send(self.hello[9:])
            connection.mustHaveReceived(b"", IN_ORDER)
            connection.advance(1)
            self.checkAnswers(connection, GOES_ON, "fern", "hello")
            connection.send(self.hello)
            self.checkAnswers(connection, GOES_ON, "fern", "hello", "hello")

    def test_5_close(self) -> None:
        """
        After a request that says "Connection: close", nothing is answered.
        """
        closing = self.fern.replace(b"Host", b"Connection: close\r\nHost")
        for requests, kinds in (
            (closing + self.hello, ["fern"]),
            (self.fern + closing + self.fern, ["fern", "fern"]),
        ):
            for connection in self.sent(requests):
                connection.advance(2)
                connection.advance(2)
                self.checkAnswers(connection, LAST, *kinds)
                connection.mustBeClosed(LAST)

    def sent(self, requests: bytes) -> Iterator[Connection]:
        """
        Send requests in both ways, each time to a server that has just been started.
        """
        for how in WHOLE, PIECES:
            self.refresh()
            connection = self.connect()
            connection.how = how
            (connection.sendByteByByte if how == PIECES else connection.send)(requests)
            yield connection

    def checkAnswers(self, connection: Connection, rule: str, *kinds: str) -> None:
        """
        Demand what has been answered so far.
        """
        for kind, response in zip(
            kinds, readResponses(connection, [b"GET"] * len(kinds), rule), strict=True
        ):
            if kind == "none":
                response.mustHaveStatus(404, rule)
            else:
                content = b"Hello!\n" if kind == "hello" else b"It likes shade.\n"
                response.mustHaveContent(content, rule)


class Exercise6CompleteTests(ExerciseTestCase):
    """
    Who notices that bytes are missing?
    """

    exercise = "3.6"

    def test_1_length(self) -> None:
        """
        With Content-Length, content is complete when that many bytes have come.
        """
        word = self.word().encode()
        fields = {b"content-length": [b"%d" % len(word)]}
        for content in word, word + b"more":
            self.mustReturn(True, "isComplete", fields, content, rule=COUNT)
        for content in word[:-1], b"":
            self.mustReturn(False, "isComplete", fields, content, rule=COUNT)
        self.mustReturn(False, "isComplete", {b"content-length": [b"100"]}, b"xxxxx", rule=COUNT)
        self.mustReturn(True, "isComplete", {b"content-length": [b"0"]}, b"", rule=COUNT)

    def test_2_neither(self) -> None:
        """
        Where the head gives no length, it is always complete.
        """
        for content in b"", self.word().encode():
            fields = {b"content-type": [b"text/plain"]}
            self.mustReturn(True, "isComplete", fields, content, rule=NO_LENGTH)

    @needs()
    def test_3_chunked(self) -> None:
        """
        With chunked, it is complete when the chunk of size 0 has come.
        """
        word = self.word().encode()
        chunks = chunk(word) + chunk(b"x" * 26, b"1A;any=thing")
        self.checkChunked(True, chunks + b"0\r\n\r\n", LAST_CHUNK)
        self.checkChunked(True, chunks + b"000\r\nTrailer: 1\r\n\r\n", LAST_CHUNK)
        self.checkChunked(True, b"0\r\n\r\n", LAST_CHUNK)
        for size in len(chunks), len(chunks) - 9, len(word) + 5, len(word), 1, 0:
            self.checkChunked(False, chunks[:size], LAST_CHUNK)

    @needs(3)
    def test_4_counted(self) -> None:
        """
        What looks like that chunk inside another one is content.
        """
        data = self.word().encode() + b"\r\n0\r\n\r\n"
        self.checkChunked(False, chunk(data), COUNTED)
        self.checkChunked(False, chunk(data, b"FF").removesuffix(b"\r\n"), COUNTED)
        self.checkChunked(True, chunk(data) + b"0\r\n\r\n", COUNTED)

    @needs(1, 3)
    def test_5_both(self) -> None:
        """
        Where an answer has both fields, chunked decides.
        """
        word = self.word().encode() * 3
        length = [b"%d" % len(word)]
        self.checkChunked(False, chunk(word), CHUNKED_FIRST, length)
        self.checkChunked(True, chunk(word) + b"0\r\n\r\n", CHUNKED_FIRST, [b"1000"])

    @needs()
    def test_6_noticed(self) -> None:
        """
        You have found out which client noticed.
        """
        noticed = self.call("whoNoticed")
        for one in readRecordings():
            if one.task == "short" and one.client in ("wget", "wget2"):
                said = noticed.get(one.client) if isinstance(noticed, dict) else None
                self.checkNoticed(one, said)

    def checkChunked(
        self, expected: bool, content: bytes, rule: str, length: list[bytes] | None = None
    ) -> None:
        """
        Demand what is said of chunked content.

        @param length: what the field Content-Length says, where there is one.
        """
        fields = {b"transfer-encoding": [b"chunked"]}
        if length:
            fields[b"content-length"] = length
        self.mustReturn(expected, "isComplete", fields, content, rule=rule)

    def checkNoticed(self, recording: Recording, said: object) -> None:
        """
        Demand that what was said of a client is what was recorded.
        """
        client, ended = recording.client, [(ENDED, str(recording.status))]
        if said is None:
            problem = _("You have not said yet whether {client} noticed.").format(client=client)
            self.report(problem, NOTICES, parts=[(RAN, recording.command)])
        if said != (recording.status != 0):
            problem = _("You say {said!r} of {client}, but it was the other way round.").format(
                said=said, client=client
            )
            self.report(problem, NOTICES, parts=[(RAN, recording.command), *ended])
