"""
The greenhouse over TLS: which protocol is spoken, what the options change, how it stops.
"""

from __future__ import annotations

import re
import signal
import socket
import ssl
import subprocess
import time

from h2.connection import H2Connection
from twisted.trial.unittest import SynchronousTestCase

from tests.server.greenhouse.tls import HouseTestCase, curl, openHouse, secured
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, poll
from tests.support.raw import HOST, connect, exchange, readToEnd
from tests.support.responses import only

#: RFC 9113 section 6.8: a frame of eight bytes on stream 0, which says that stream 1 was
#: the last, and no error.
GOAWAY = bytes((0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0))


class AgreementTests(HouseTestCase):
    """
    Which protocol is agreed on by ALPN, with clients that offer one, several or none.
    """

    def test_curl(self) -> None:
        """
        curl gets what it asks for, HTTP/1.0 as well.
        """
        for option, version in (("--http1.0", "1.1"), ("--http1.1", "1.1"), ("--http2", "2")):
            command = [
                need("curl"),
                "-sk",
                "-w",
                "%{http_code} %{http_version}",
                "-o",
                "/dev/null",
            ]
            url = f"https://{HOST}:{self.port}/hello"
            self.assertEqual(
                subprocess.check_output([*command, option, url], text=True), f"200 {version}"
            )

    def test_protocols(self) -> None:
        """
        The best of those that the client offers is taken; a client need not offer any.
        """
        for offered, agreed in (
            (["http/1.0"], "http/1.0"),
            (["http/1.0", "http/1.1"], "http/1.1"),
            (["http/1.1", "other", "h2"], "h2"),
            ([], None),
        ):
            with secured(self.port, offered) as tls:
                self.assertEqual(tls.selected_alpn_protocol(), agreed)
                if agreed != "h2":
                    tls.sendall(b"GET /hello HTTP/1.0\r\n\r\n")
                    self.assertTrue(readToEnd(tls).endswith(b"Hello, world!\n"))

    def test_nothingInCommon(self) -> None:
        """
        Where there is none, the client is told so: RFC 7301 section 3.2.
        """
        with self.assertRaises(ssl.SSLError) as caught, secured(self.port, ["smtp"]):
            pass
        said = str(caught.exception).lower().replace("_", " ")
        self.assertIn("no application protocol", said)

    def test_plain(self) -> None:
        """
        Whoever speaks plain http is told so, in plain http, whatever the method, however much
        it sends.
        """
        for method, content in ((b"GET", b""), (b"HEAD", b""), (b"POST", bytes(500_000))):
            with connect(self.port) as connection:
                connection.sendall(method + b" / HTTP/1.1\r\nHost: a\r\n\r\n" + content)
                answer = only(readToEnd(connection), toHead=method == b"HEAD")
            self.assertEqual(answer.status, 400)
            if method != b"HEAD":
                self.assertIn("begins with https:", answer.text)

    def test_pieces(self) -> None:
        """
        A handshake may come byte by byte.
        """
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = context.wrap_bio(incoming, outgoing)
        with connect(self.port) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                try:
                    tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    for byte in outgoing.read():
                        connection.sendall(bytes((byte,)))
                    incoming.write(connection.recv(65536))


class OptionTests(SynchronousTestCase):
    """
    The greenhouse over TLS with options that change what is spoken.
    """

    def test_stock(self) -> None:
        """
        Twisted's channel offers no HTTP/2, and is asked by HTTP/1.1.
        """
        with openHouse("--channel", "stock") as (house, port):
            answer = curl(port, "/hello", "--http2")
            self.assertEqual((answer.status, answer.text), (200, "Hello, world!\n"))
            with secured(port, ["h2", "http/1.1"]) as tls:
                self.assertEqual(tls.selected_alpn_protocol(), "http/1.1")
            self.assertEqual(house.err, "")

    def test_wire(self) -> None:
        """
        C{--wire} shows what is said over TLS, decrypted, and says so; connections of both
        ports are counted together.
        """
        with openHouse("--wire") as (house, port):
            exchange(house.port, b"GET /healthz HTTP/1.0\r\n\r\n")
            curl(port, "/hello", "--http1.1")
            opened = r"#2 .+ opened by 127\.0\.0\.1:\d+ with TLS; shown decrypted\n"
            poll(lambda: re.search(opened, house.out))
            poll(lambda: re.search(r"#2 .+ -> GET /hello HTTP/1\.1\\r\\n\n", house.out))
            poll(lambda: r"Hello, world!\n" in house.out)
            self.assertNotRegex(house.out, r"#1 .+TLS")

    def test_stop(self) -> None:
        """
        On SIGTERM a connection of HTTP/2 gets a GOAWAY, and its request an answer, if that
        comes soon.
        """
        with openHouse("--trace", "--delay", "0.8") as (house, port):
            command = [need("nghttp"), "-v", f"https://{HOST}:{port}/non_blocking"]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            with subprocess.Popen(command, stdout=pipe, stderr=nowhere, text=True) as client:
                poll(lambda: "b'/non_blocking'" in house.out)
                self.assertEqual(house.stop(signal.SIGTERM), 0)
                said = client.communicate(timeout=PROGRAM_PATIENCE)[0]
            self.assertRegex(said, r"recv GOAWAY frame .+\n.+NO_ERROR")
            self.assertIn(":status: 200", said)
            self.assertEqual(house.err, "")

    def test_stopIdle(self) -> None:
        """
        A connection without a request ends at once, with a GOAWAY; one whose request takes
        longer is not waited for.
        """
        for path, longest in (("/hello", 1.4), ("/non_blocking", 4.0)):
            with openHouse("--trace") as (house, port), secured(port, ["h2"]) as tls:
                client = H2Connection()
                client.initiate_connection()
                names = ((":method", "GET"), (":scheme", "https"), (":authority", "localhost"))
                client.send_headers(1, [*names, (":path", path)], end_stream=True)
                tls.sendall(client.data_to_send())
                poll(lambda house=house, path=path: f"b'{path}'" in house.out)  # type: ignore[misc]
                began = time.monotonic()
                house.process.send_signal(signal.SIGTERM)
                self.assertIn(GOAWAY, readToEnd(tls))
                self.assertLess(time.monotonic() - began, longest)
                tls.close()
                self.assertEqual(house.process.wait(PROGRAM_PATIENCE), 0)
