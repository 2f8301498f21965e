"""
nginx, by the configuration that comes with the server.
"""

from __future__ import annotations

import signal

from twisted.trial.unittest import SynchronousTestCase

from tests.server.deploy.clients import Crowd
from tests.server.deploy.machines import Machines, Nginx
from tests.server.deploy.test_haproxy import LIES, TROUBLE, checkTls, plantsIn
from tests.support.needs import need
from tests.support.postgres import theCluster
from tests.support.process import poll
from tests.support.raw import connect, readToEnd
from tests.support.responses import only


class NginxTests(SynchronousTestCase):
    """
    nginx, in front of two servers and one database.
    """

    def test_restart(self) -> None:
        """
        One server is told to stop, and started again: no client notices. Then it is killed:
        each client loses one request at the most, and no plant is lost that anybody was told
        is there. What a client says of itself is thrown away.
        """
        need("nginx")
        database = theCluster().makeDatabase()
        with Machines("--database", database) as machines, Nginx(machines.ports) as front:
            checkTls(self, front)
            port = machines.ports[0]
            with Crowd(front.port) as crowd:
                self.assertEqual(machines.running[port].stop(signal.SIGTERM), 0)
                self.assertNotRegex(machines.end(port), TROUBLE)
                machines.start(port)
                crowd.goOn()
                self.assertEqual(crowd.failures(), [])
                machines.kill(port)
                crowd.goOn()
            for client in crowd.all:
                self.assertLessEqual(len(client.failures), 1, client.failures)
            self.assertEqual(crowd.acknowledged() - plantsIn(database), set())
            head = b"POST /session HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            with connect(front.port) as stranger:  # nginx forgets one that ends its side
                stranger.sendall(head + LIES + b"Content-Length: 0\r\n\r\n")
                answer = only(readToEnd(stranger))
            self.assertNotIn("Secure", answer.fields["set-cookie"])
            poll(lambda: "POST /session" in machines.out)
            self.assertNotIn("1.1.1.1", machines.out)
