"""
Failures in plain words: what a client's user reads in place of an exception's name.
"""

from __future__ import annotations

from OpenSSL import SSL
from service_identity import VerificationError
from twisted.internet import defer, error
from twisted.python.failure import Failure
from twisted.python.reflect import namedAny
from twisted.trial.unittest import SynchronousTestCase
from twisted.web._newclient import ParseError
from twisted.web.client import ResponseFailed, ResponseNeverReceived
from twisted.web.http import PotentialDataLoss, _DataLoss

from lessons.plain import MAX_WORDS, SENTENCES, TLS_ERROR, causesOf, describeFailure

TIMEOUT = "timeout: no answer in time"
DNS = "no such host: the name cannot be looked up (DNS)"
LOST = "connection lost: it broke off"
CLOSED = "connection closed: by the other side, too early"
CUT_SHORT = "cut short: the connection ended before the answer did"
OTHER_HOST = "certificate refused: it is made out for another host"
UNTRUSTED = "certificate refused: nobody whom we trust has signed it"

SIMPLE: list[tuple[BaseException, str]] = [
    (error.ConnectionRefusedError(111, "x"), "connection refused: nothing listens there"),
    (error.DNSLookupError("x"), DNS),
    (error.UnknownHostError(-2, "x"), DNS),
    (error.TimeoutError(), TIMEOUT),
    (error.TCPTimedOutError(110, "x"), TIMEOUT),
    (defer.TimeoutError(3, "x"), TIMEOUT),
    (TimeoutError(), TIMEOUT),
    (defer.CancelledError(), TIMEOUT),
    (error.NoRouteError(101, "x"), "no route: that host cannot be reached from here"),
    (error.ConnectionLost(), LOST),
    (error.ConnectionAborted(), LOST),
    (error.ConnectionDone(), CLOSED),
    (ParseError("x", b"x"), "not understood: the answer is not HTTP"),
    (_DataLoss(), CUT_SHORT),
    (PotentialDataLoss(), CUT_SHORT),
    (VerificationError(errors=[]), OTHER_HOST),
    (SSL.Error([("SSL routines", "", "certificate verify failed")]), UNTRUSTED),
    (SSL.Error([("SSL routines", "", "wrong version number")]), "no TLS: wrong version number"),
    (SSL.Error(), "no TLS: the handshake broke off"),
    (SSL.SysCallError(-1, "Unexpected EOF"), "no TLS: the handshake broke off"),
]

WRAPPED: list[tuple[list[BaseException], str]] = [
    ([error.ConnectionDone(), _DataLoss()], CUT_SHORT),
    ([error.ConnectionLost()], LOST),
    ([defer.CancelledError()], TIMEOUT),
    ([error.ConnectionDone()], CLOSED),
    ([error.ConnectionDone(), VerificationError(errors=[])], OTHER_HOST),
    ([error.ConnectionLost(), SSL.Error([("", "", "certificate verify failed")])], UNTRUSTED),
]


class DescribeTests(SynchronousTestCase):
    """
    One line for each failure, without names of exceptions and of modules.
    """

    def test_simple(self) -> None:
        """
        Every error that is foreseen has its sentence.
        """
        for cause, sentence in SIMPLE:
            self.assertEqual(describeFailure(Failure(cause)), sentence, repr(cause))

    def test_wrapped(self) -> None:
        """
        Of several causes that a client wraps, the most telling one is told.
        """
        for causes, sentence in WRAPPED:
            for wrapper in (ResponseFailed, ResponseNeverReceived):
                failure = Failure(wrapper([Failure(cause) for cause in causes]))
                self.assertEqual(describeFailure(failure), sentence, repr(causes))

    def test_twiceWrapped(self) -> None:
        """
        A wrapper within a wrapper is looked through.
        """
        inner = Failure(ResponseFailed([Failure(error.ConnectionLost())]))
        outer = Failure(defer.FirstError(inner, 0))
        self.assertEqual(describeFailure(outer), LOST)
        self.assertEqual([cause.type for cause in causesOf(outer)], [error.ConnectionLost])

    def test_emptyWrapper(self) -> None:
        """
        A wrapper around nothing is told by its own name.
        """
        self.assertIn("ResponseFailed", describeFailure(Failure(ResponseFailed([]))))

    def test_unforeseen(self) -> None:
        """
        Any other error is told by its type and its own words.
        """
        self.assertEqual(describeFailure(Failure(ValueError("no good."))), "ValueError: no good")
        self.assertEqual(describeFailure(Failure(KeyError())), "KeyError")

    def test_connectError(self) -> None:
        """
        An error of the system keeps the system's words.
        """
        failure = Failure(error.ConnectError(113, "No route to host"))
        self.assertEqual(describeFailure(failure), "cannot connect: No route to host")

    def test_hostileWords(self) -> None:
        """
        A server's words cannot steer the terminal, nor fill it.
        """
        told = describeFailure(Failure(ValueError("a\x1b[2J\r\nb\u202e" + "x" * 100_000)))
        self.assertTrue(told.isprintable())
        self.assertLess(len(told), MAX_WORDS + 10)
        self.assertTrue(told.startswith("ValueError: a [2J b x"))

    def test_names(self) -> None:
        """
        Each error that is named exists under that name.
        """
        for name in [*SENTENCES, TLS_ERROR]:
            found = namedAny(name)
            self.assertTrue(issubclass(found, BaseException))
            self.assertEqual(f"{found.__module__}.{found.__qualname__}", name)
