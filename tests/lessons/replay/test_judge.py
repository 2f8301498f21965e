"""
Who has understood it, and who answers alike.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.replay import Answer, ClientStream, Judge, gather
from lessons.replay.answer import MOST_READ
from lessons.replay.groups import ranges

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
HEAD = b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
NO_HOST = b"GET / HTTP/1.1\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
BAD_CHUNK = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def answer(status: int, content: bytes = b"", *lines: bytes) -> bytes:
    """
    Write an answer with a status, field lines and content.
    """
    fields = b"".join(line + b"\r\n" for line in lines)
    length = b"Content-Length: %d\r\n" % len(content)
    return b"HTTP/1.1 %d OK\r\n" % status + fields + length + b"\r\n" + content


class VerdictTests(SynchronousTestCase):
    """
    One answer, beside what the rules say.
    """

    def check(self, sent: bytes, data: bytes, closed: bool, isRight: bool, how: str) -> None:
        """
        Judge one answer, and compare the verdict.
        """
        verdict = Judge(ClientStream(sent)).judge(Answer(1, data, closed))
        self.assertEqual((verdict.isRight, verdict.how), (isRight, how), (sent, data))

    def test_right(self) -> None:
        """
        What is right is answered, what is wrong refused, and what is not complete waited for.
        """
        for sent, data, closed, how in [
            (GET, answer(200, b"hi"), False, "understands it: 200 OK"),
            (GET, answer(404, b"hi"), True, "understands it: 404 Not Found"),
            (GET, b"HTTP/1.1 200 OK\r\n\r\nall", True, "understands it: 200 OK"),
            (
                HEAD,
                b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
                False,
                "understands it: 200 OK",
            ),
            (GET * 2, answer(200) + answer(404), False, "understands it: 200, 404"),
            (POST + b"hello", CONTINUE + answer(200), False, "understands it: 200 OK"),
            (NO_HOST, answer(400), True, "sees what is wrong: 400 Bad Request"),
            (GET + NO_HOST, answer(200) + answer(400), True, "sees what is wrong: 200, 400"),
            (BAD_CHUNK, answer(400), True, "sees what is wrong: 400 Bad Request"),
            (GET[:-2], b"", False, "waits for the rest"),
            (POST + b"hell", b"", False, "waits for the rest"),
        ]:
            self.check(sent, data, closed, True, how)

    def test_wrong(self) -> None:
        """
        Whatever else a step does is not understanding, and is called what it is.
        """
        for sent, data, closed, how in [
            (GET, b"You said: GET / HTTP/1.1\r\n", False, "says back what it is sent"),
            (
                GET,
                answer(200, b"You said:\r\n\r\n" + GET),
                True,
                "says back what it is sent: 200 OK",
            ),
            (GET, b"", False, "does not answer"),
            (GET, b"", True, "closes without a word"),
            (GET[:-2], b"", True, "closes without a word"),
            (GET, answer(400), True, "refuses what is right: 400 Bad Request"),
            (GET, answer(501), True, "refuses what is right: 501 Not Implemented"),
            (GET, answer(500), True, "fails: 500 Internal Server Error"),
            (NO_HOST, answer(500), True, "fails: 500 Internal Server Error"),
            (NO_HOST, answer(200), False, "does not see what is wrong: 200 OK"),
            (BAD_CHUNK, answer(200), False, "does not see what is wrong: 200 OK"),
            (POST, answer(200), True, "answers before all has come: 200 OK"),
            (GET, answer(200) * 2, False, "answers too often: 200, 200"),
            (GET * 2, answer(200), True, "answers 1 of 2 requests: 200 OK"),
            (GET, CONTINUE, False, "answers 0 of 1 requests"),
            (GET, answer(200, b"hi")[:-1], True, "breaks off in the middle of an answer"),
            (GET, answer(200, b"hi")[:-1], False, "does not finish its answer"),
            (GET, b"SSH-2.0-x\r\n", False, "the greeting of an SSH server came: 'SSH-2.0-x'"),
        ]:
            self.check(sent, data, closed, False, how)

    def test_endless(self) -> None:
        """
        An answer of which only a part was heard is not judged as if it were all.
        """
        verdict = Judge(ClientStream(GET)).judge(
            Answer(1, answer(200, bytes(MOST_READ))[:MOST_READ])
        )
        self.assertFalse(verdict.isRight)
        self.assertTrue(verdict.how.startswith("answers on and on; here are 1,048,576 bytes"))

    def test_problem(self) -> None:
        """
        A step that could not be asked has not understood it, and it is said why.
        """
        verdict = Judge(ClientStream(GET)).judge(Answer(1, problem="it did not start"))
        self.assertEqual((verdict.isRight, verdict.how), (False, "it did not start"))

    def test_hangsUp(self) -> None:
        """
        Where the client says that no more will come, nobody waits for the rest; to close without
        a word is right then, and so is an error.
        """
        judge = Judge(ClientStream(GET[:-2], hangsUp=True))
        for data, closed, isRight in (
            (b"", False, False),
            (b"", True, True),
            (answer(400), True, True),
        ):
            verdict = judge.judge(Answer(1, data, closed))
            self.assertEqual(verdict.isRight, isRight, data)
        self.assertEqual(
            judge.conclusion(1), "It breaks off: whoever closes the connection is right."
        )
        whole = Judge(ClientStream(GET, hangsUp=True)).judge(Answer(1, b"", True))
        self.assertEqual((whole.isRight, whole.how), (False, "closes without a word"))

    def test_many(self) -> None:
        """
        Of a great many answers, the first are listed.
        """
        verdict = Judge(ClientStream(GET * 50)).judge(Answer(1, answer(200) * 50))
        self.assertEqual(verdict.how, f"understands it: {', '.join(['200'] * 10)} …")
        self.assertEqual(len(verdict.statuses), 50)

    def test_settled(self) -> None:
        """
        Nothing more is due once every request is answered, whole; nor from what is not HTTP. But
        an end of the connection that is announced is due.
        """
        for sent, data, expected in [
            (GET, b"", False),
            (GET, answer(200, b"hi"), True),
            (GET, answer(200, b"hi")[:-1], False),
            (GET, CONTINUE, False),
            (GET * 2, answer(200), False),
            (NO_HOST, answer(400), True),
            (GET, b"You said: GET / HTTP/1.1\r\n", True),
            (GET[:-2], b"", False),
            (GET, answer(200, b"hi", b"Connection: close"), False),
        ]:
            self.assertEqual(Judge(ClientStream(sent)).isSettled(data), expected, (sent, data))

    def test_conclusion(self) -> None:
        """
        It is said who was the first, for what is right, wrong and not complete.
        """
        for sent, first, expected in [
            (GET, 3, "The first to understand it: step 3."),
            (NO_HOST, 3, "The first to see what is wrong: step 3."),
            (GET[:-2], 2, "The first to wait for the rest: step 2."),
            (GET, None, "None of them was able to understand it."),
        ]:
            self.assertEqual(Judge(ClientStream(sent)).conclusion(first), expected)

    def test_differences(self) -> None:
        """
        What a step is known to do otherwise is told.
        """
        names = [each.name for each in Judge(ClientStream(NO_HOST)).differences(4)]
        self.assertEqual(names, ["No Host"])


class GroupTests(SynchronousTestCase):
    """
    Which steps answer alike: what differs from moment to moment does not count.
    """

    def gather(self, *answers: bytes, closed: int = 0) -> list[list[int]]:
        """
        Group answers to the same request.

        @param closed: the number of one after which the connection is closed.
        @return: the steps of each group, from 1.
        """
        whole = [Answer(number, data, number == closed) for number, data in enumerate(answers, 1)]
        return [list(group.steps) for group in gather(whole, Judge(ClientStream(GET)))]

    def test_varying(self) -> None:
        """
        The second, the program's name, a session and the content make no difference, nor does
        the order of fields.
        """
        self.assertEqual(
            self.gather(
                answer(200, b"a", b"Server: x", b"Date: Sun", b"Set-Cookie: a=1", b"X: 1"),
                answer(200, b"bb", b"X: 1", b"date: Mon", b"Set-Cookie: a=2"),
            ),
            [[1, 2]],
        )

    def test_different(self) -> None:
        """
        The status, a field more, and the end of the connection make one.
        """
        data = answer(200)
        more = answer(200, b"", b"X: 1")
        self.assertEqual(
            self.gather(data, answer(404), more, data, data, closed=4), [[1, 5], [2], [3], [4]]
        )

    def test_bare(self) -> None:
        """
        What is not HTTP is the same only where every byte is.
        """
        self.assertEqual(
            self.gather(b"You said: a", b"You said: b", b"You said: a"), [[1, 3], [2]]
        )

    def test_content(self) -> None:
        """
        It is known whether the content of a group is the same.
        """
        groups = gather(
            [Answer(1, answer(200, b"a")), Answer(2, answer(200, b"b"))], Judge(ClientStream(GET))
        )
        self.assertEqual([group.isSame for group in groups], [False])

    def test_ranges(self) -> None:
        """
        Steps in a row are named by the first and the last of them, and others one by one.
        """
        for steps, expected in [
            ([3], "step 3"),
            ([4, 5, 6], "steps 4-6"),
            ([1, 3, 4, 15], "steps 1, 3-4, 15"),
        ]:
            self.assertEqual(ranges(steps), expected)
