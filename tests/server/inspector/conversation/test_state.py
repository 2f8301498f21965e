"""
Tests of what is said of a connection: what is waited for, and which rule is broken.
"""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

from twisted.trial.unittest import SynchronousTestCase

from server.inspector import Inspector
from server.wire import Chunk, Direction
from tests.server.inspector.conversation.conversations import (
    ARRIVED,
    FIRST,
    LEFT,
    close,
    inspectorThatRead,
    inspectorThatSaw,
    only,
    shown,
    textOf,
    withClass,
)

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def said(seen: Inspector | Element) -> str:
    """
    @return: the sentences with which the page of a connection begins.
    """
    root = seen if isinstance(seen, Element) else shown(seen)
    return textOf(only(root, "state"))


class StateTests(SynchronousTestCase):
    """
    The sentences at the top of a connection's page: what is waited for, or what is wrong.
    """

    def test_nothing(self) -> None:
        """
        A connection without a byte is explained as such.
        """
        self.assertIn("No byte has come yet", said(inspectorThatRead()))

    def test_unfinished(self) -> None:
        """
        A server that waits for the empty line is not silent without a reason.
        """
        text = said(inspectorThatRead(b"GET / HTTP/1.1\r\n", b"Host: x\r\n"))
        self.assertIn("The server does not answer yet, because the request is not", text)
        self.assertIn("no empty line yet", text)

    def test_content(self) -> None:
        """
        Where content is waited for, it is said how much of it has come.
        """
        text = said(
            inspectorThatRead(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab")
        )
        self.assertIn("2 of 5 bytes of content have come", text)
        self.assertNotIn("is complete, and", text)

    def test_early(self) -> None:
        """
        A server may answer before it has all, and then nobody waits for that.
        """
        post = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"
        for asked in (post, GET[:9]):
            text = said(
                inspectorThatSaw([(ARRIVED, asked), (LEFT, OK.replace(b"200 OK", b"408 No"))])
            )
            self.assertIn("answered already, without waiting for the rest", text)

    def test_unanswered(self) -> None:
        """
        A request that is complete waits for the server, and for nobody else.
        """
        text = said(inspectorThatRead(GET[:9], GET[9:]))
        self.assertIn("The request GET / is complete, and the server has not answered", text)
        self.assertIn("2 requests are complete", said(inspectorThatRead(GET + GET)))

    def test_answered(self) -> None:
        """
        Where all is answered, the connection may be used again.
        """
        text = said(inspectorThatSaw([(ARRIVED, GET), (LEFT, OK)]))
        self.assertIn("Every request is answered.", text)

    def test_close(self) -> None:
        """
        Where one side has said close, nothing that follows is read.
        """
        closing = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        for sent in (
            [(ARRIVED, closing), (LEFT, OK)],
            [(ARRIVED, GET), (LEFT, OK.replace(b"OK", b"OK\r\nConnection: close"))],
        ):
            self.assertIn("no other request is read", said(inspectorThatSaw(sent)))

    def test_halfAnAnswer(self) -> None:
        """
        An answer that is not complete is waited for.
        """
        text = said(inspectorThatSaw([(ARRIVED, GET), (LEFT, OK[:-1])]))
        self.assertIn("The answer is not complete. 1 of 2 bytes", text)

    def test_wrong(self) -> None:
        """
        A byte that breaks a rule is named, with the rule.
        """
        text = said(inspectorThatRead(GET, b"GET / HTTP/1.1\nHost: x\n\n"))
        self.assertIn("Byte 41 of what the client has sent breaks a rule.", text)
        self.assertIn("RFC 9112 section 2.2", text)

    def test_over(self) -> None:
        """
        A connection that is over says who has closed it.
        """
        inspector = inspectorThatSaw([(ARRIVED, GET), (LEFT, OK)])
        close(inspector, by="client")
        self.assertIn("The connection is over. It was closed by the client.", said(inspector))


class UnexplainedTests(SynchronousTestCase):
    """
    What is not HTTP/1.1 is shown without a diagnosis.
    """

    def test_line(self) -> None:
        """
        Step 1 is not silent without a reason: it says what the line lacks, as long as it does.
        """
        for pieces, why in (
            ([], "No byte has come yet."),
            ([b"hel"], "does not answer yet. The line is not finished: its CR LF has not come."),
            ([b"one\r\n", b"two\r"], "its CR LF has not come."),
            ([b"one\r\n", b"two\n"], "LF alone does not end a line here."),
            ([b"x" * 5000, b"\r\n"], None),
            ([b"one\r\n"], None),
        ):
            text = said(inspectorThatRead(*pieces, step=1))
            self.assertIn(why or "This step does not know HTTP", text)
            self.assertEqual(bool(why), "has not come" in text or "has come yet" in text)

    def test_lineIsOver(self) -> None:
        """
        Where the connection is over, no line is waited for.
        """
        inspector = inspectorThatRead(b"hel", step=1)
        close(inspector, by="client")
        self.assertNotIn("has not come", said(inspector))

    def test_echo(self) -> None:
        """
        Step 1 has lines, and neither methods nor faults.
        """
        inspector = inspectorThatRead(b"hel", b"lo\r\nGET / HTTP/1.1\n", step=1)
        root = shown(inspector)
        text = textOf(root)
        self.assertIn("This step does not know HTTP: it says each line back.", text)
        self.assertNotIn("breaks a rule", text)
        kinds = [textOf(chip[1]) for chip in withClass(root, "chip")]
        self.assertEqual(kinds, ["line …", "… line", "line end", "line"])
        self.assertEqual(withClass(root, "refusal"), [])

    def test_noRules(self) -> None:
        """
        Step 2 looks at no rules: it says so beside what the rules say.
        """
        root = shown(inspectorThatSaw([(ARRIVED, b"HELLO\r\n\r\n"), (LEFT, OK)], step=2))
        self.assertIn(
            "By the rules, at which this step does not look, something is missing at byte 5",
            said(root),
        )
        self.assertIn("This step looks at no rules", textOf(root))
        self.assertNotIn("does not look", said(shown(inspectorThatRead(b"HELLO\r\n\r\n"))))

    def test_emptyLine(self) -> None:
        """
        Step 2 answers when an empty line has come, whatever the rules say of the lines.
        """
        for data in (b"hello\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n", b"\r\n\r\nhello\n\n"):
            self.assertIn(
                "for this step a request ends with an empty", said(inspectorThatRead(data, step=2))
            )
        answered = inspectorThatSaw([(ARRIVED, b"hello\r\n\r\n"), (LEFT, OK)], step=2)
        self.assertNotIn("for this step a request ends", said(answered))

    def test_differences(self) -> None:
        """
        What a step does otherwise is told of the newest requests.
        """
        without = b"GET / HTTP/1.1\r\n\r\n"
        text = textOf(shown(inspectorThatRead(without, step=4)))
        self.assertIn("Twisted's channel does not ask for a Host", text)
        old = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
        answered = [(ARRIVED, old), (LEFT, OK), *[(ARRIVED, GET), (LEFT, OK)] * 20]
        words = "answers in the client's version"
        self.assertIn(words, textOf(shown(inspectorThatSaw(answered[:-2], step=4))))
        self.assertNotIn(words, textOf(shown(inspectorThatSaw(answered, step=4))))

    def test_http2(self) -> None:
        """
        HTTP/2 is not a broken HTTP/1.1, where both speak it.
        """
        preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
        text = textOf(shown(inspectorThatSaw([(ARRIVED, preface), (LEFT, b"\x00\x00\x00\x04")])))
        self.assertIn("They speak HTTP/2 here", text)
        self.assertNotIn("breaks a rule", text)
        refused = inspectorThatSaw([(ARRIVED, preface), (LEFT, b"HTTP/1.1 505 No\r\n\r\n")])
        self.assertIn("breaks a rule", textOf(shown(refused)))

    def test_dropped(self) -> None:
        """
        Where the beginning is not kept any more, no message is made up.
        """
        inspector = inspectorThatRead()
        for number in range(11):
            inspector.recorder(Chunk(1, float(number), Direction.ARRIVED, b"x" * 2**20))
        text = textOf(shown(inspector))
        self.assertIn("there is no telling where a message begins", text)
        self.assertIn("3 older pieces (2,097,152 bytes) were dropped", text)
        self.assertNotIn("breaks a rule", text)

    def test_gone(self) -> None:
        """
        A connection of which nothing is kept is not an error.
        """
        self.assertIn(
            "Nothing is kept of connection 7",
            textOf(shown(inspectorThatRead(), replace(FIRST, connection=7))),
        )
