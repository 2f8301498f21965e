"""
The PROXY protocol on real connections, with TLS over it.
"""

from __future__ import annotations

import ssl

from twisted.trial.unittest import SynchronousTestCase

from tests.server.forwarding.proxyheaders import GOOD
from tests.server.greenhouse.tls import curl, openHouse
from tests.support.process import poll
from tests.support.raw import HOST, connect, readToEnd

REQUEST = b"GET /hello HTTP/1.0\r\n\r\n"


class ProcessTests(SynchronousTestCase):
    """
    The greenhouse as a program, with clients that begin with the header.
    """

    def test_tls(self) -> None:
        """
        The header comes before the TLS handshake as well as before a plain request, and
        before HTTP/2; whoever is watched by C{--wire} is read the same way. Where it names a
        proxy that is trusted as well, fields say who is before that.
        """
        arguments = ("--trust", "127.0.0.0/8", "--proxy-protocol", "--access-log", "-")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        header, _ = GOOD[0]
        for further in ((), ("--wire",)):
            with openHouse(*arguments, *further) as (house, port):
                with connect(port) as plain:
                    plain.sendall(header)
                    with context.wrap_socket(plain, server_hostname=HOST) as secure:
                        secure.sendall(REQUEST)
                        self.assertIn(b"Hello, world!", readToEnd(secure))
                with connect(house.port) as connection:
                    connection.sendall(header + REQUEST)
                    self.assertIn(b"Hello, world!", readToEnd(connection))
                poll(lambda house=house: house.out.count("192.0.2.7 - - [") == 2)  # type: ignore[misc]
                passed = ("--http2", "--haproxy-protocol", "-H", "X-Forwarded-For: 192.0.2.8")
                self.assertEqual(curl(port, "/hello", *passed).status, 200)
                poll(lambda house=house: "192.0.2.8 - - [" in house.out)  # type: ignore[misc]
                self.assertEqual(house.err, "")
