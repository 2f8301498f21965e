"""
Tests of the list of requests.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from server.inspector import Inspector
from tests.server.inspector.conversation.conversations import (
    ARRIVED,
    LEFT,
    close,
    inspectorThatRead,
    inspectorThatSaw,
    only,
    shown,
    textOf,
)

GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class ExchangeTests(SynchronousTestCase):
    """
    The list of a connection's requests, a row each, with what was answered.
    """

    def rows(self, inspector: Inspector) -> list[list[str]]:
        """
        Read the table, without its last column: that tells nothing new, but offers to send again.
        """
        rows = list(shown(inspector).iter("tr"))[1:]
        return [[textOf(cell).strip() for cell in row[:-1]] for row in rows]

    def test_pieces(self) -> None:
        """
        Of each request it says in how many pieces it came.
        """
        sent = [(ARRIVED, GET[:5]), (ARRIVED, GET[5:]), (LEFT, OK), (ARRIVED, GET[:7])]
        self.assertEqual(
            self.rows(inspectorThatSaw(sent)),
            [
                ["GET /", "2 pieces: #1 #2", "200 OK", "1 piece: #3"],
                ["not complete", "1 piece: #4", "none yet", ""],
            ],
        )

    def test_refused(self) -> None:
        """
        What is refused has an answer as well.
        """
        sent = [(ARRIVED, b"GET / HTTP/1.1\n"), (LEFT, OK.replace(b"200 OK", b"400 No"))]
        self.assertEqual(
            self.rows(inspectorThatSaw(sent)),
            [["breaks a rule", "1 piece: #1", "400 No", "1 piece: #2"]],
        )

    def test_ignored(self) -> None:
        """
        What follows the last request has no answer to come.
        """
        closing = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        rows = self.rows(inspectorThatSaw([(ARRIVED, closing), (LEFT, OK), (ARRIVED, b"more")]))
        self.assertEqual(rows[1][:3], ["not read", "1 piece: #3", ""])

    def test_pipelined(self) -> None:
        """
        Two requests may share a piece.
        """
        self.assertEqual(
            [row[1] for row in self.rows(inspectorThatRead(GET + GET[:3], GET[3:]))],
            ["1 piece: #1", "2 pieces: #1 #2"],
        )

    def test_content(self) -> None:
        """
        The content of a request belongs to it, however its end is found.
        """
        head = b"POST / HTTP/1.1\r\nHost: x\r\n"
        chunked = (b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\nab\r\n", b"0\r\n\r\n")
        sized = (b"Content-Length: 3\r\n\r\n", b"a", b"bc")
        inspector = inspectorThatRead(head, *chunked, head, *sized)
        self.assertEqual(
            [row[1] for row in self.rows(inspector)],
            ["4 pieces: #1 #2 #3 #4", "4 pieces: #5 #6 #7 #8"],
        )

    def test_reused(self) -> None:
        """
        Which connection was used again is said.
        """
        use = textOf(only(shown(inspectorThatRead(GET, GET)), "use"))
        self.assertEqual(use, "This one connection was used again: 2 requests have come on it.")

    def use(self, *pieces: bytes, isOver: bool = True) -> str:
        """
        Read what a connection was used for.
        """
        inspector = inspectorThatRead(*pieces)
        if isOver:
            close(inspector, "client")
        return textOf(only(shown(inspector), "use"))

    def test_open(self) -> None:
        """
        While it is open, more may come; unless what came breaks a rule.
        """
        self.assertEqual(
            self.use(GET[:-2], isOver=False), "No request on this connection is complete yet."
        )
        self.assertEqual(
            self.use(GET, isOver=False), "So far this connection has been used for one request."
        )
        broken = "No request on this connection was read: what came breaks a rule."
        for isOver in (False, True):
            self.assertEqual(self.use(GET.replace(b"\r", b""), isOver=isOver), broken)

    def test_closed(self) -> None:
        """
        Once it is closed, it is said what was missing, if anything was.
        """
        none = "No request on this connection was complete. When it closed, "
        self.assertEqual(
            self.use(GET[:-2]), f"{none}the empty line that ends the header fields was missing."
        )
        self.assertEqual(self.use(b"GE"), f"{none}the end of the first line, CR LF was missing.")
        used = "This connection was used for one request."
        self.assertEqual(self.use(GET), used)
        post = b"POST / HTTP/1.1\r\nHost: x\r\n"
        for rest, missing in (
            (b"Content-Length: 3\r\n\r\nab", "the rest of the content"),
            (b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", "the rest of the chunk"),
            (
                b"Transfer-Encoding: chunked\r\n\r\n",
                "the line with the size of the next chunk",
            ),
        ):
            self.assertEqual(
                self.use(post + rest), f"{used} When it closed, {missing} was missing."
            )
        self.assertEqual(
            self.use(GET, GET, b"G"),
            "This one connection was used again: 2 requests have come on it."
            " When it closed, the end of the first line, CR LF was missing.",
        )
