"""
What real programs send: telnet, nc and curl, to a socket that only listens.
"""

from __future__ import annotations

import socket
import subprocess

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.server.explain.explaining import diagnosed, explained
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE


class ProgramTests(SynchronousTestCase):
    """
    What a real program sends is explained, and where it is wrong, diagnosed.
    """

    def setUp(self) -> None:
        """
        Listen on a free port, as a server that reads but never answers.
        """
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        listener.settimeout(PROGRAM_PATIENCE)
        self.listener, self.port = listener, str(listener.getsockname()[1])

    def accept(self) -> socket.socket:
        """
        @return: the next connection; it is closed when the test ends.
        """
        connection, _ = self.listener.accept()
        self.addCleanup(connection.close)
        connection.settimeout(PROGRAM_PATIENCE)
        return connection

    def receive(self, connection: socket.socket, end: bytes) -> bytes:
        """
        Read until some bytes have come.
        """
        data = b""
        while end not in data:
            more = connection.recv(1000)
            if not more:
                self.fail(f"the program has ended the connection behind {data!r}")
            data += more
        return data

    def test_interruptedTelnet(self) -> None:
        """
        Ctrl-C in telnet arrives as five bytes, and is recognised.
        """
        child = pexpect.spawn(need("telnet"), ["127.0.0.1", self.port], timeout=PROGRAM_PATIENCE)
        self.addCleanup(child.close, force=True)
        child.expect_exact("Escape character")
        connection = self.accept()
        child.sendline("GET / HTTP/1.1")
        data = self.receive(connection, b"\r\n")  # telnet drops what it has not sent
        child.sendintr()
        data += self.receive(connection, b"\x06")
        self.assertIn("Ctrl-C in telnet (at byte 16)", explained([data]).waiting() or "")
        found = diagnosed(data + b"\r\n")
        self.assertIn("ff f4 ff fd 06: Ctrl-C in telnet (at byte 16)", found.sentence)

    def test_nc(self) -> None:
        """
        Lines that are typed into nc end with LF alone.
        """
        child = subprocess.Popen([need("nc"), "127.0.0.1", self.port], stdin=subprocess.PIPE)
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        assert child.stdin is not None
        self.addCleanup(child.stdin.close)
        child.stdin.write(b"GET / HTTP/1.1\n\n")
        child.stdin.flush()
        found = diagnosed(self.receive(self.accept(), b"\n\n"))
        self.assertIn("Byte 14 is LF without CR.", found.sentence)
        self.assertEqual(found.correction, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def test_https(self) -> None:
        """
        Whoever asks for https on a plain port begins with a TLS greeting.
        """
        child = subprocess.Popen(
            [need("curl"), "--silent", f"https://127.0.0.1:{self.port}/"],
            stdout=subprocess.DEVNULL,
        )
        self.addCleanup(child.wait)
        self.addCleanup(child.kill)
        sentence = diagnosed(self.receive(self.accept(), b"\x16\x03")).sentence
        self.assertRegex(sentence, "^16 03 0[0-4]: a TLS greeting on a plain port[.]")
