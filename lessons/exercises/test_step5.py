"""
The checks for the exercises of step 5: C{trial lessons.exercises.test_step5}.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_plus

from lessons.exercises.checks import ExerciseTestCase, Response, needs
from lessons.exercises.checks.failures import show
from lessons.exercises.checks.htmlpage import HTMLPage
from lessons.language import _
from lessons.step5 import FormChannel, FormFactory, FormHandler

ONE_LIST = "a name has one list, with a value for each time that it came (lessons/step5.rst)."
EACH_NAME = (
    "each name is a key of its own, and its value is a list, even of one item (lessons/step5.rst)."
)
ENCODED = (
    "in an encoded form + is a blank, and % begins a byte in hexadecimal (lessons/step5.rst, "
    '"Type this").'
)
STILL_BYTES = "what % encodes is bytes; nobody has made text of them (lessons/step5.rst)."
EMPTY = "a field that nothing was typed into is sent as well, with an empty value (exercise 5.a)."
ASCII = (
    "a link is ASCII, and has no blanks (RFC 3986 section 2); any other character is written as % "
    "and two hexadecimal digits for each of its bytes (section 2.1)."
)
MEANING = (
    "in a query & begins the next field, + is a blank and % a byte, and # ends it: where they "
    "mean themselves, they are encoded (RFC 3986 section 2.2)."
)
IN_UTF8 = "the bytes that are encoded are those of UTF-8, as in a browser (lessons/step5.rst)."
AS_IT_IS = (
    "the characters of the link itself stay as they are; the name is encoded (exercise 5.b)."
)
ENCODED_ONCE = (
    "a % that is encoded again is just a character, and no longer encodes anything (exercise 5.b)."
)
GREETING = "the page greets by the name, and the form has it as its value (exercise 5.1)."
TEXT = (
    'in a page, "<" begins an element. Where it is only text, it is written as &lt; '
    '(lessons/step5.rst, "Why").'
)
QUOTE = (
    "the value of an attribute ends at its quotation mark. One within it is written as &quot; or "
    "&#34; (exercise 5.1)."
)
ONCE = (
    "what the client has sent is shown as it was: &amp; for each &, once, before anything else "
    "(exercise 5.1)."
)
ORDER = "the page has the number of scoops and all flavours in it (exercise 5.2)."
LIST = "request.args has a list of values for each name (lessons/step5.rst)."
NONE = "a name that was not sent is not in request.args at all (lessons/step5.rst)."
BOTH = "fields of a query and of a form that came by POST are in request.args (lessons/step5.rst)."
LIMIT = "content that is larger than the server is willing to take gets 413 (RFC 9110 15.5.14)."
UP_TO = "1000 bytes are not more than 1000: the limit itself is allowed (exercise 5.3)."
BYTES = "the limit counts bytes, and a character may have several of them (exercise 5.3)."
CHUNKS = "content in chunks has no Content-Length (RFC 9112 section 6.3): count what came."
SHOWN = "content up to the limit is shown, all of it (exercise 5.3)."


class ArgsTestCase(ExerciseTestCase):
    """
    What the exercises about queries have in common.
    """

    def argsOf(self, target: bytes) -> dict[bytes, list[bytes]]:
        """
        Find out what step 5 has in C{request.args} when it is asked for something.
        """
        found: list[dict[bytes, list[bytes]]] = []

        class Listening(FormHandler):
            def process(self) -> None:
                found.append(dict(self.args))
                super().process()

        class ListeningChannel(FormChannel):
            requestFactory = Listening

        server: Any = FormFactory(reactor=self.clock)
        server.protocol = ListeningChannel
        self.connect(server).send(b"GET " + target + b" HTTP/1.1\r\nHost: me\r\n\r\n")
        return found[0] if found else {}


class Exercise0aArgsTests(ArgsTestCase):
    """
    What is in request.args.
    """

    exercise = "5.a"

    @needs()
    def test_1_twice(self) -> None:
        """
        You have predicted what becomes of a field that comes twice.
        """
        self.checkQueries(ONE_LIST, b"name=Ada", b"flavour=vanilla&flavour=coffee")

    @needs()
    def test_2_names(self) -> None:
        """
        And of two fields with different names.
        """
        self.checkQueries(EACH_NAME, b"name=Ada&flavour=coffee")

    @needs()
    def test_3_encoded(self) -> None:
        """
        And of what is encoded.
        """
        self.checkQueries(ENCODED, b"sum=1+1", b"sum=1%2B1")

    @needs()
    def test_4_bytes(self) -> None:
        """
        And of a letter that is not ASCII.
        """
        self.checkQueries(STILL_BYTES, b"name=%C3%85sa")

    @needs()
    def test_5_empty(self) -> None:
        """
        And of a field that is empty.
        """
        self.checkQueries(EMPTY, b"name=")

    def checkQueries(self, rule: str, *queries: bytes) -> None:
        """
        Demand that a prediction comes true for some queries.
        """
        predicted = self.call("predict")
        for query in queries:
            expected = predicted.get(query) if isinstance(predicted, dict) else None
            if not expected:
                problem = _(
                    "You have not filled in yet what is in request.args for {query!r}."
                ).format(query=query)
                self.report(problem, rule, parts=[("asked for", show(b"/?" + query))])
            found = self.argsOf(b"/?" + query)
            if found != expected:
                told = [("asked for", show(b"/?" + query)), ("you expect", repr(expected))]
                told.append(("request.args is", repr(found)))
                self.report("It turns out differently.", rule, parts=told)


class Exercise0bLinkTests(ArgsTestCase):
    """
    A link with any name in it.
    """

    exercise = "5.b"

    def test_1_plain(self) -> None:
        """
        The link leads to the greeting of a name of plain letters.
        """
        self.checkName(self.word().title(), AS_IT_IS)

    def test_2_blank(self) -> None:
        """
        A name may have blanks in it.
        """
        self.checkName(f"{self.word()} {self.word()}", ASCII)

    def test_3_signs(self) -> None:
        """
        Characters that mean something in a link stand only for themselves in a
        name.
        """
        for name in "Tom&Jerry", "C++", "100%", "C#", "50%25", "a=b", "what?", "a;b":
            self.checkName(name, MEANING)

    def test_4_utf8(self) -> None:
        """
        Other letters are sent as UTF-8.
        """
        for name in "Åsa", f"{self.word()}€", "李":
            self.checkName(name, IN_UTF8)

    def checkName(self, name: str, rule: str) -> None:
        """
        Demand that a link brings a name, and nothing else.
        """
        link = self.call("linkTo", name)
        told = [(_("{call} returned").format(call=f"linkTo({name!r})"), repr(link))]
        if not isinstance(link, str):
            self.report("What goes into a page is text: a str.", rule, parts=told)
        if not link.isascii() or link != "".join(link.split()):
            self.report("This is not a link.", ASCII, parts=told)
        target = link.partition("#")[0]  # a client does not send what follows
        found = self.argsOf(target.encode())
        expected = {b"name": [name.encode()]}
        if found != expected:
            told += [("a client asks for", target), ("request.args is then", repr(found))]
            rule = ENCODED_ONCE if "%25" in link and "%" not in name else rule
            self.report("It brings something else.", rule, [], repr(expected), parts=told)


class Exercise1GreetingTests(ExerciseTestCase):
    """
    A page that a stranger can write.
    """

    exercise = "5.1"

    def test_1_plain(self) -> None:
        """
        A plain name is greeted, and is in the form.
        """
        self.checkName(self.word().title(), GREETING, GREETING)
        self.checkName("Åsa Ünal", GREETING, GREETING)

    def test_2_element(self) -> None:
        """
        A name makes no element.
        """
        word = self.word()
        for name in f"<b>{word}</b>", f"<script>alert('{word}')</script>", f"<i>{word}":
            self.checkName(name, TEXT, begin=name[:3])

    @needs(1, 2)
    def test_3_attribute(self) -> None:
        """
        Nor an attribute.
        """
        word = self.word()
        for name in f'" autofocus onfocus="{word}', f'{word}">':
            self.checkName(name, QUOTE)

    @needs(1, 2)
    def test_4_ampersand(self) -> None:
        """
        It is shown as it was typed, even when "&" is in it.
        """
        for name in f"{self.word()} & Co", "&lt;", "&amp;lt;&copy;":
            self.checkName(name, ONCE)

    def checkName(self, name: str, rule: str, shown: str = ONCE, begin: str = "") -> None:
        """
        Demand that a name is text.

        @param rule: the rule that is broken where the name is more than text.
        @param shown: the rule that is broken where it is another text.
        @param begin: how the harm begins.
        """
        target = b"/?name=" + quote_plus(name).encode()
        for answer in self.deliveries(b"GET " + target + b" HTTP/1.1\r\nHost: me\r\n\r\n"):
            for response in answer.responses():
                if begin:
                    response.mustNotSay(b"Hello, " + begin.encode(), rule)
                    response.mustNotSay(b'value="' + begin.encode(), rule)
                page = HTMLPage(response.content)
                self.checkElements(response, page, rule)
                self.checkShown(response, page, name, shown)

    def checkElements(self, response: Response, page: HTMLPage, rule: str) -> None:
        """
        Demand that a browser finds the elements in the page that are ours.
        """
        ours = ["html lang", "meta charset", "meta name content", "title", "body style"]
        ours += ["h1", "p", "form", "input name value"]
        found = [" ".join([element, *attributes]) for element, attributes in page.elements]
        if [sorted(one.split()) for one in found] != [sorted(one.split()) for one in ours]:
            strange = [one for one in found if one not in ours] or ["fewer elements"]
            problem = _(
                "For a browser, this is what the name has made of the page: {elements}."
            ).format(elements=", ".join(strange))
            self.point(response, b'value="', problem, rule)

    def checkShown(self, response: Response, page: HTMLPage, name: str, rule: str) -> None:
        """
        Demand that a browser shows the name.
        """
        if f"Hello, {name}!" not in page.text:
            problem = _("A browser does not show {name!r} after Hello.").format(name=name)
            self.point(response, b"Hello, ", problem, rule)
        value = page.values("name")[:1]
        if value != [name]:
            problem = _("The form has the value {value!r}, and not {name!r}.").format(
                value=value[0] if value else "", name=name
            )
            self.point(response, b'value="', problem, rule)

    def point(self, response: Response, text: bytes, problem: str, rule: str) -> None:
        """
        Fail, and point after a text of the page.
        """
        at = max(response.content.find(text), 0)
        response.connection.fail(problem, rule, response.contentAt + at + len(text))


class Exercise2OrderTests(ExerciseTestCase):
    """
    All values of a field.
    """

    exercise = "5.2"

    def test_1_several(self) -> None:
        """
        All flavours are there, in the order in which they came.
        """
        flavours = [self.word() for _each in range(self.random.randint(2, 6))]
        told = f"<p>{len(flavours)} scoops: {', '.join(flavours)}."
        self.checkQuery(self.encode(*flavours), told, LIST)

    def test_2_twice(self) -> None:
        """
        The same flavour twice is two scoops.
        """
        one = self.word()
        self.checkQuery(self.encode(one, one), f"<p>2 scoops: {one}, {one}.", LIST)

    @needs()
    def test_3_one(self) -> None:
        """
        One flavour is one scoop.
        """
        one = self.word()
        self.checkQuery(self.encode(one), f"<p>1 scoop: {one}.", ORDER)

    @needs(1, 3)
    def test_4_none(self) -> None:
        """
        Without a flavour, the page says "No scoops.".
        """
        for query in "", f"{self.word()}=vanilla":
            self.checkQuery(query, "<p>No scoops.", NONE)

    @needs(1, 3)
    def test_5_post(self) -> None:
        """
        It is the same for a form that comes by POST.
        """
        first, second = self.word(), self.word()
        form = self.encode(first, second).encode()
        head = (
            b"POST / HTTP/1.1\r\nHost: me\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: %d\r\n\r\n" % len(form)
        )
        self.checkOrder(head + form, f"<p>2 scoops: {first}, {second}.", BOTH)

    @needs(1, 3)
    def test_6_text(self) -> None:
        """
        What the client has sent is text in the page.
        """
        one, two = self.word(), self.word()
        told = f"<p>2 scoops: &lt;b&gt;{one}, {two}."
        self.checkQuery(self.encode(f"<b>{one}", two), told, TEXT)

    def encode(self, *flavours: str) -> str:
        """
        Write flavours as a form is sent.
        """
        return "&".join(f"flavour={quote_plus(one)}" for one in flavours)

    def checkQuery(self, query: str, told: str, rule: str) -> None:
        """
        Demand what is said to a query.
        """
        request = f"GET /?{query} HTTP/1.1\r\nHost: me\r\n\r\n"
        self.checkOrder(request.encode(), told, rule)

    def checkOrder(self, request: bytes, told: str, rule: str) -> None:
        """
        Demand what is said to a request.
        """
        for answer in self.deliveries(request):
            for response in answer.responses():
                response.mustHaveStatus(200, rule)
                if told.encode() not in response.content:
                    at = response.contentAt + max(response.content.find(b"<p>"), 0)
                    problem = "The page does not say what was ordered."
                    response.connection.fail(problem, rule, at, told)


class Exercise3LimitTests(ExerciseTestCase):
    """
    Content over a limit.
    """

    exercise = "5.3"

    def test_1_tooLarge(self) -> None:
        """
        Content of more than 1000 bytes is answered with 413, and not shown.
        """
        for length in 1001, self.random.randint(1002, 3000):
            for response in self.post(b"x" * length):
                response.mustHaveStatus(413, LIMIT)
                response.mustNotSay(b"xxxxx", LIMIT)

    @needs()
    def test_2_shown(self) -> None:
        """
        Short content is shown.
        """
        content = self.word().encode()
        for response in self.post(content):
            response.mustHaveStatus(200, SHOWN)
            response.mustSay(b"<pre>" + content + b"</pre>", SHOWN)

    def test_3_limit(self) -> None:
        """
        1000 bytes are shown, all of them.
        """
        word = self.word().encode()
        content = b"x" * (1000 - len(word)) + word
        for response in self.post(content):
            response.mustHaveStatus(200, UP_TO)
            response.mustSay(b"<pre>" + content + b"</pre>", SHOWN)

    def test_4_bytes(self) -> None:
        """
        Bytes are counted, not characters.
        """
        for response in self.post("ü".encode() * 501):
            response.mustHaveStatus(413, BYTES)

    def test_5_chunks(self) -> None:
        """
        Content that comes in chunks is counted, too.
        """
        head = b"POST / HTTP/1.1\r\nHost: me\r\nTransfer-Encoding: chunked\r\n\r\n"
        chunk = b"190\r\n" + b"x" * 400 + b"\r\n"
        for chunks, status in (2, 200), (3, 413):
            for answer in self.deliveries(head + chunk * chunks + b"0\r\n\r\n"):
                for response in answer.responses():
                    response.mustHaveStatus(status, CHUNKS)

    def post(self, content: bytes) -> list[Response]:
        """
        Send content with its length.

        @return: the answers, however it was delivered.
        """
        head = b"POST / HTTP/1.1\r\nHost: me\r\nContent-Length: %d\r\n\r\n" % len(content)
        return [one for answer in self.deliveries(head + content) for one in answer.responses()]
