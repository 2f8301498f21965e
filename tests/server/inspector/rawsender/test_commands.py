"""
The copies, by running them: what curl, nc and Python send is what was meant.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as some
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.trial.unittest import SynchronousTestCase

from server.inspector.rawsender.checkedform import checkForm
from server.inspector.rawsender.commands import Copy, copies
from server.inspector.rawsender.curl import Curl, Unsayable, writeCurl
from server.inspector.rawsender.notation import Draft, writeNotation
from server.inspector.rawsender.quoting import literals, printf, word
from server.inspector.rawsender.shelf import chapters
from server.inspector.senderform import SenderForm
from tests.support.needs import need
from tests.support.raw import ANSWER_TIMEOUT

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
TRICKY = (
    b'GET / HTTP/1.1\r\nHost: a\r\nX: it\'s "$HOME" `id` \\n %s !x\r\n\r\n',
    b"GET / HTTP/1.1\r\nHost: a\r\nX: \xe9\xff\r\nY:\r\nZ: \r\n\r\n",
    b"GET / HTTP/1.1\r\nX:  two \r\nHost: a\r\naccept: b\r\nUSER-AGENT: c\r\n\r\n",
    b"GET /a/../b?it's=%20&c=! HTTP/1.1\r\nHost: a\r\n\r\n",
    b"\r\nGET / HTTP/1.1\r\nHOST: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n@/etc/x",
    b"PUT / HTTP/1.0\r\nContent-Length: 6\r\n\r\n\0\r\n-'%",
    b"get / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"X-Y / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n-",
    CHUNKED + b"5;a=b\r\nhello\r\n0\r\nT: 1\r\n\r\n",
    CHUNKED + b"5\r\nhello\r\n0\r\n\r\n",
    CHUNKED + b"0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
    b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
)

UNSAYABLE = {
    b"GET / HTTP/1.1\r\nHost: a\r\n": "no empty line yet",
    b"GET /\r\n\r\n": "The HTTP version is missing",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 2: "one request, and here is more",
    b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n": "CONNECT is not sent in this way",
    b"HEAD / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx": "HEAD is not sent in this way",
    b"GET / HTTP/1.2\r\nHost: a\r\n\r\n": "only the versions 1.0 and 1.1",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel": "3 of 5 bytes",
}


class Sink:
    """
    A server for one client, which notes what it sends.
    """

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(ANSWER_TIMEOUT)
        self.address = IPv4Address("TCP", *self.socket.getsockname())

    def hear(self, length: int) -> bytes:
        """
        Hear this many bytes, answer, and hear the rest.
        """
        connection, _ = self.socket.accept()
        with connection:
            connection.settimeout(ANSWER_TIMEOUT)
            heard = b""
            while len(heard) < length and (piece := connection.recv(65536)):
                heard += piece
            connection.sendall(ANSWER)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                heard += piece
            return heard


class CopyTestCase(SynchronousTestCase):
    """
    Runs a copied command, and hears what it sends.
    """

    def run_(self, command: Sequence[str], content: str, expected: bytes, sink: Sink) -> None:
        """
        Run a program of which the text is its input: just the bytes that are expected
        arrive.
        """
        with ThreadPoolExecutor() as pool:
            heard = pool.submit(sink.hear, len(expected))
            subprocess.run(
                command,
                input=content.encode(),
                capture_output=True,
                timeout=ANSWER_TIMEOUT,
                check=True,
            )
            self.assertEqual(heard.result(), expected, content)

    def copies(self, data: bytes, sink: Sink, **filled: str) -> dict[str, Copy]:
        """
        Make the copies of some bytes.
        """
        text = writeNotation(Draft(data))
        checked = checkForm(SenderForm(text, **filled))
        return {copy.name: copy for copy in copies(checked, sink.address)}


class RunTests(CopyTestCase):
    """
    Copies with C{curl}, C{nc} and Python, run as they are: just the same bytes arrive.
    """

    def setUp(self) -> None:
        self.sink = Sink()
        self.addCleanup(self.sink.socket.close)

    def test_curl(self) -> None:
        """
        curl sends what we say that it does, and where we note nothing, the bytes as they
        were meant: those that are tricky, and all that are on the shelf.
        """
        need("curl")
        shelf = chapters("127.0.0.1", self.sink.address.port)
        every = [*TRICKY, *(it.data for name in shelf for it in shelf[name])]
        said = [(data, curl) for data in every if (curl := self.curl(data))]
        self.assertGreater(len(said), 60)
        for data, curl in said:
            self.run_(["sh"], curl.command, curl.sends, self.sink)
            changes = [it for it in curl.notes if not it.startswith("It waits")]
            self.assertEqual(not changes, curl.sends == data, (data, curl.notes))

    def curl(self, data: bytes) -> Curl | None:
        """
        Write it for curl, where that is possible.
        """
        try:
            return writeCurl(data, "127.0.0.1", self.sink.address.port)
        except Unsayable:
            return None

    def test_nc(self) -> None:
        """
        printf and nc send the bytes, whatever they are, in one piece or several, with and
        without the end.
        """
        need("nc")
        for data in (*TRICKY, bytes(range(256)), b"-n %d\n", b"'"):
            copy = self.copies(data, self.sink)["nc"]
            self.run_(["sh"], copy.text, data, self.sink)
        for values in ({"way": "lines"}, {"way": "bytes", "delay": "1"}, {"ends": "yes"}):
            copy = self.copies(b"-a\r\n%b\r\n", self.sink, **values)["nc"]
            self.run_(["sh"], copy.text, b"-a\r\n%b\r\n", self.sink)

    def test_python(self) -> None:
        """
        The program in Python sends the bytes, whatever they are.
        """
        for data in (TRICKY[0], bytes(range(256))):
            copy = self.copies(data, self.sink, way="lines", delay="1", ends="yes")["Python"]
            self.run_([sys.executable, "-"], copy.text, data, self.sink)


class ShellTests(SynchronousTestCase):
    """
    Any bytes, in every shell that is here.
    """

    @given(some.binary(max_size=60))
    @settings(max_examples=60)  # each starts a process
    def test_printf(self, data: bytes) -> None:
        """
        The command C{printf} that is made for any bytes prints just these, in each shell.
        """
        for shell in ("sh", "bash"):
            self.assertEqual(output(need(shell), printf(data)), data)

    @given(some.binary(min_size=1, max_size=60).filter(lambda data: not set(b"\0\n") & set(data)))
    @settings(max_examples=60)
    def test_word(self, data: bytes) -> None:
        """
        A word is one word, and nothing in it is done.
        """
        script = f"printf '%s|' {word(data)}"
        self.assertEqual(output(need("sh"), script), data + b"|")

    @given(some.binary(max_size=60))
    def test_literals(self, data: bytes) -> None:
        """
        The Python literals that are made for any bytes are these bytes.
        """
        self.assertEqual(eval(" ".join(literals(data))), data)


def output(shell: str, script: str) -> bytes:
    """
    @return: what a shell prints when it runs this script.
    """
    done = subprocess.run(
        [shell], input=script.encode(), capture_output=True, timeout=ANSWER_TIMEOUT, check=True
    )
    return done.stdout


class SayTests(CopyTestCase):
    """
    What is said of the copies.
    """

    def setUp(self) -> None:
        self.sink = Sink()
        self.addCleanup(self.sink.socket.close)

    def test_unsayable(self) -> None:
        """
        What curl cannot send is said with the reason; nc and Python can.
        """
        for data, reason in UNSAYABLE.items():
            found = self.copies(data, self.sink)
            self.assertEqual(found["curl"].text, "")
            self.assertIn(reason, " ".join(found["curl"].notes))
            self.assertTrue(found["nc"].text and found["Python"].text)

    def test_notes(self) -> None:
        """
        What curl will send otherwise than the bytes have it is told, a sentence for each
        change.
        """
        notes = [writeCurl(data, "a", 1).notes for data in TRICKY[1:5]]
        self.assertEqual(
            notes,
            [
                ("It sends no white space in a field without a value.",),
                ("It sends Host first.",),
                (),
                (
                    "It sends no empty line before the request.",
                    "It writes the name Host in just this way.",
                ),
            ],
        )
        found = self.copies(TRICKY[0], self.sink, way="lines")
        self.assertIn("It sends all at once.", found["curl"].notes)

    def test_many(self) -> None:
        """
        What is too much for a command has none; of nothing there is no copy.
        """
        for data, way in ((b"a" * 8193, "whole"), (b"a" * 201, "bytes")):
            (copy,) = self.copies(data, self.sink, way=way).values()
            self.assertEqual((copy.text, len(copy.notes)), ("", 1))
        self.assertEqual(self.copies(b"", self.sink), {})

    def test_ipv6(self) -> None:
        """
        An IPv6 address is in brackets in a URL, and nowhere else.
        """
        checked = checkForm(SenderForm("GET / HTTP/1.1\nHost: a\n\n"))
        curl, nc, python = copies(checked, IPv6Address("TCP", "::1", 80))
        self.assertIn("http://[::1]:80/", curl.text)
        self.assertIn("nc ::1 80", nc.text)
        self.assertIn('("::1", 80)', python.text)
