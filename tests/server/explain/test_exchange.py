"""
Both directions of a connection.
"""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st
from twisted.trial.unittest import SynchronousTestCase

from server.explain import Direction, Exchange, innermost
from server.explain.exchange import PAIRS, UNANSWERED
from server.explain.explainer import HELD
from tests.server.explain.explaining import ANSWERS, REQUESTS, said, single, tiles

HOST = b" / HTTP/1.1\r\nHost: a\r\n"
GET, HEAD = b"GET" + HOST + b"\r\n", b"HEAD" + HOST + b"\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
UPGRADE = b"GET" + HOST + b"Connection: Upgrade\r\nUpgrade: x\r\n\r\n"
SWITCH = b"HTTP/1.1 101 \r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
CONNECT = b"CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n"

INTERIM = b"HTTP/1.1 100 \r\n\r\n"
CLOSED = b"HTTP/1.1 200 \r\nConnection: close\r\n\r\nto the end"
#: What one side says before the other has its turn.
TURNS = st.one_of(
    st.tuples(
        st.just(REQUESTS), st.sampled_from((GET, HEAD, UPGRADE, CONNECT, GET + HEAD, b"\x00\r\n"))
    ),
    st.tuples(
        st.just(ANSWERS), st.sampled_from((OK, OK + b"hi", SWITCH, INTERIM, CLOSED, b"\x01"))
    ),
)


class FragmentationTests(SynchronousTestCase):
    """
    How the bytes are cut within each turn changes nothing.
    """

    @given(st.lists(TURNS, max_size=8))
    @settings(max_examples=200)
    def test_turns(self, turns: list[tuple[Direction, bytes]]) -> None:
        """
        The pairs and the spans of both directions come out the same, and fill the bytes.
        """
        whole = self.talk(turns)
        bytewise = self.talk((side, piece) for side, data in turns for piece in single(data))
        self.assertEqual(list(bytewise.pairs), list(whole.pairs))
        for side in Direction:
            self.assertEqual(said(bytewise.of(side)), said(whole.of(side)))
            length = sum(len(data) for each, data in turns if each is side)
            self.assertTrue(tiles(whole.of(side).spans(), 0, length), turns)

    def talk(self, turns: Iterable[tuple[Direction, bytes]]) -> Exchange:
        """
        Explain what both sides say in turn.
        """
        exchange = Exchange()
        for side, data in turns:
            exchange.feed(side, data)
        return exchange


class PairTests(SynchronousTestCase):
    """
    Which answer belongs to which request.
    """

    def setUp(self) -> None:
        self.exchange = Exchange()

    def talk(self, *turns: bytes) -> None:
        """
        Say something in turn: the client first.
        """
        for number, data in enumerate(turns):
            self.exchange.feed(ANSWERS if number % 2 else REQUESTS, data)

    def pairs(self) -> list[tuple[bytes, list[int], int]]:
        """
        The pairs: method, interim statuses, status; 0 where an answer is missing.
        """
        return [
            (
                pair.request.method if pair.request else b"",
                [answer.status for answer in pair.interim],
                pair.response.status if pair.response else 0,
            )
            for pair in self.exchange.pairs
        ]

    def last(self, isRequests: bool = True) -> str:
        """
        The kind of the last span.
        """
        explainer = self.exchange.requests if isRequests else self.exchange.answers
        return list(innermost(explainer.spans()))[-1].kind

    def test_pipelined(self) -> None:
        """
        Answers come in the order of the requests, and HEAD has no content.
        """
        self.talk(GET + HEAD + GET, OK + b"hi" + OK + OK.replace(b"200", b"404") + b"no")
        self.assertEqual(self.pairs(), [(b"GET", [], 200), (b"HEAD", [], 200), (b"GET", [], 404)])
        self.assertIsNone(self.exchange.answers.diagnosis())
        self.assertIsNone(self.exchange.answers.waiting())

    def test_byteByByte(self) -> None:
        """
        How the bytes are cut changes no pair.
        """
        for byte in GET + HEAD:
            self.exchange.feed(REQUESTS, bytes([byte]))
        for byte in OK + b"hi" + OK:
            self.exchange.feed(ANSWERS, bytes([byte]))
        self.assertEqual(self.pairs(), [(b"GET", [], 200), (b"HEAD", [], 200)])

    def test_interim(self) -> None:
        """
        1xx comes before the answer, and is not an answer.
        """
        head = b"POST" + HOST + b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        self.talk(head, b"HTTP/1.1 100 Continue\r\n\r\n")
        self.assertEqual(self.pairs(), [(b"POST", [100], 0)])
        self.assertEqual(len(self.exchange.unanswered()), 1)
        self.talk(b"hi", OK + b"hi")
        self.assertEqual(self.pairs(), [(b"POST", [100], 200)])
        self.assertEqual(self.exchange.unanswered(), ())

    def test_notModified(self) -> None:
        """
        There is no content after 304, whatever its fields say.
        """
        self.talk(GET + GET, OK.replace(b"200 OK", b"304 ") + OK + b"hi")
        self.assertEqual(self.pairs(), [(b"GET", [], 304), (b"GET", [], 200)])

    def test_earlyAnswer(self) -> None:
        """
        An answer may come before the content has.
        """
        self.talk(
            b"POST" + HOST + b"Content-Length: 2\r\n\r\n", OK + b"hi", b"hi" + GET, OK + b"hi"
        )
        self.assertEqual(self.pairs(), [(b"POST", [], 200), (b"GET", [], 200)])

    def test_unasked(self) -> None:
        """
        A refusal of what is not a request has a pair of its own.
        """
        self.talk(b"\x00", OK.replace(b"200", b"400") + b"no")
        self.assertEqual(self.pairs(), [(b"", [], 400)])
        self.talk(b"", INTERIM * 2 + OK)
        self.assertEqual(self.pairs(), [(b"", [], 400), (b"", [100, 100], 200)])

    def test_upgrade(self) -> None:
        """
        After 101 both directions are another protocol; even what the client sent too early.
        """
        self.talk(UPGRADE + b"\x01\x02")
        self.assertEqual(self.last(), "undecided")
        self.assertIn("The answer", self.exchange.requests.waiting() or "")
        self.talk(b"", SWITCH + b"\x03", b"\x04", b"\x05")
        self.assertEqual((self.last(), self.last(False)), ("other protocol",) * 2)
        self.assertIsNone(self.exchange.requests.diagnosis())
        self.assertEqual(self.pairs(), [(b"GET", [], 101)])

    def test_earlyUpgrade(self) -> None:
        """
        Where 101 comes before the content has, the content is still content.
        """
        head = UPGRADE[:-2].replace(b"GET", b"POST") + b"Content-Length: 2\r\n\r\n"
        self.talk(head + b"h", SWITCH, b"i\x01")
        kinds = [span.kind for span in innermost(self.exchange.requests.spans())]
        self.assertEqual(kinds[-3:], ["end of head", "content", "other protocol"])

    def test_upgradeDeclined(self) -> None:
        """
        Where the server goes on with HTTP, so does the client.
        """
        self.talk(UPGRADE + HEAD)
        self.assertEqual(len(self.exchange.pairs), 1)
        self.talk(b"", OK + b"hi")
        self.assertEqual(self.pairs(), [(b"GET", [], 200), (b"HEAD", [], 0)])
        self.talk(b"", OK + OK)
        self.assertEqual(self.pairs()[1:], [(b"HEAD", [], 200), (b"", [], 200)])

    def test_tunnel(self) -> None:
        """
        A CONNECT that succeeds makes a tunnel of the connection, and one that fails does not.
        """
        self.talk(
            CONNECT, OK.replace(b"200", b"403") + b"no", CONNECT, b"HTTP/1.1 200 \r\n\r\n\x16"
        )
        self.talk(b"\x16\x03")
        self.assertEqual((self.last(), self.last(False)), ("other protocol",) * 2)
        self.assertEqual(self.pairs(), [(b"CONNECT", [], 403), (b"CONNECT", [], 200)])

    def test_upgradeMemory(self) -> None:
        """
        What waits for an answer is not kept without end.
        """
        self.talk(UPGRADE)
        for _ in range(100):
            self.exchange.feed(REQUESTS, b"x" * 10_000)
        self.assertLess(len(self.exchange.requests._layout.final.window), HELD + 10_000)
        self.assertEqual(self.last(), "undecided")

    def test_unansweredMemory(self) -> None:
        """
        Of requests that nobody answers, as many are read as may wait, and no more.
        """
        self.exchange.feed(REQUESTS, GET * (UNANSWERED + 50))
        self.assertEqual(len(self.exchange.pairs), UNANSWERED)
        for _ in range(UNANSWERED + 50):
            self.exchange.feed(ANSWERS, OK + b"hi")
        self.assertEqual(len(self.exchange.pairs), UNANSWERED + 50)
        self.assertEqual(self.exchange.unanswered(), ())

    def test_longMemory(self) -> None:
        """
        Of a connection that never ends, the newest pairs are kept.
        """
        for _ in range(PAIRS + 10):
            self.talk(GET, OK + b"hi")
        self.assertEqual(len(self.exchange.pairs), PAIRS)

    def test_end(self) -> None:
        """
        Content without a length ends with the server's direction, and so do the pairs.
        """
        self.talk(GET, b"HTTP/1.0 200 OK\r\n\r\nhi")
        self.assertIn("until the connection ends", self.exchange.answers.waiting() or "")
        self.exchange.end(ANSWERS)
        self.assertIsNone(self.exchange.answers.waiting())
        self.assertIsNone(self.exchange.answers.diagnosis())
