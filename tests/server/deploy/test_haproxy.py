"""
HAProxy, by the configuration that comes with the server.
"""

from __future__ import annotations

import re
import signal

import psycopg
from twisted.trial.unittest import SynchronousTestCase

from tests.server.deploy.clients import Crowd
from tests.server.deploy.machines import Front, HAProxy, Machines
from tests.server.greenhouse.tls import curl, secured
from tests.support.needs import need
from tests.support.postgres import theCluster
from tests.support.process import poll
from tests.support.raw import HOST, exchange
from tests.support.responses import only

LIES = (
    b"Forwarded: for=1.1.1.1;proto=https\r\nX-Forwarded-For: 1.1.1.1\r\n"
    b"X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
)

#: What no server says, however busy the machine is. (It may say that the database was slow, and
#: psycopg that an index was given up.)
TROUBLE = r"Traceback|Unhandled|critical:"

#: Two requests to some, one to others: in front of "GET /smuggled".
SMUGGLED = (
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    b"Content-Length: 5, 6\r\n\r\nhello",
    b"X_Forwarded_For: 1.1.1.1\r\nContent-Length: 0\r\n\r\n",
)


def plantsIn(database: str) -> set[str]:
    """
    Name all plants that are in a database.
    """
    with psycopg.connect(database) as connection:
        return {name for (name,) in connection.execute("SELECT p_name FROM Plant_DB")}


def checkTls(case: SynchronousTestCase, front: Front) -> None:
    """
    A browser speaks HTTP/2 over TLS to the proxy, and the greenhouse knows of that: cookies are
    for TLS alone, and a form from a page that came without is another site's.
    """
    with secured(front.securePort, ["h2", "http/1.1"]) as connection:
        case.assertEqual(connection.selected_alpn_protocol(), "h2")
    for scheme, status in (("https", 303), ("http", 403)):
        origin = f"Origin: {scheme}://{HOST}:{front.securePort}"
        answer = curl(front.securePort, "/session", "--http2", "-d", "", "-H", origin)
        case.assertEqual(answer.status, status, answer)
        if status == 303:
            case.assertIn("Secure", answer.fields["set-cookie"])


class HAProxyTests(SynchronousTestCase):
    """
    HAProxy, in front of two servers and one database.
    """

    def test_busy(self) -> None:
        """
        While all are busy, one server after the other is told to stop, and started again: no
        client notices. Then one is killed: each client may lose the one request that ran
        there, and no plant is lost that anybody was told is there.
        """
        need("haproxy")
        database = theCluster().makeDatabase()
        arguments = ("--database", database, "--drain", "2")
        with Machines(*arguments) as machines, HAProxy(machines.ports) as front:
            self.checkFields(front, machines)
            checkTls(self, front)
            with Crowd(front.port) as crowd:
                for port in machines.ports:
                    self.assertEqual(machines.running[port].stop(signal.SIGTERM), 0)
                    self.assertNotRegex(machines.end(port), TROUBLE)
                    machines.start(port)
                    poll(front.isReady)
                    crowd.goOn()
                self.assertEqual(crowd.failures(), [])
                machines.kill(machines.ports[0])
                crowd.goOn()
            for client in crowd.all:
                self.assertLessEqual(len(client.failures), 1, client.failures)
            self.assertTrue(crowd.acknowledged())
            self.assertEqual(crowd.acknowledged() - plantsIn(database), set())

    def checkFields(self, front: Front, machines: Machines) -> None:
        """
        What a client says of itself is thrown away; what HAProxy says is believed. What the
        greenhouse refuses does not reach it, or is refused there.
        """
        head = b"POST /session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        answer = only(exchange(front.port, head + LIES + b"Content-Length: 0\r\n\r\n"))
        self.assertEqual(answer.status, 303)
        self.assertNotIn("Secure", answer.fields["set-cookie"])
        poll(lambda: "POST /session" in machines.out)
        self.assertRegex(machines.out, r'127\.0\.0\.1 - - \[[^]]+\] "POST /session ')
        self.assertNotIn("1.1.1.1", machines.out)
        for smuggled in SMUGGLED:
            received = exchange(front.port, head + smuggled + b"GET /smuggled HTTP/1.1\r\n\r\n")
            self.assertEqual(len(re.findall(rb"HTTP/1\.[01] \d", received)), 1, received)
        self.assertNotIn("smuggled", machines.out)
