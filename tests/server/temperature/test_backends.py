"""
Both back ends, as processes, held to one contract; and the one for twistd.
"""

from __future__ import annotations

import gzip
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import Any
from xmlrpc.client import Fault, ProtocolError, ServerProxy, dumps

from twisted.trial.unittest import SynchronousTestCase

from server.temperature.scale import temperatureRanges
from tests.support import warm
from tests.support.process import PROGRAM_PATIENCE, ROOT, StepProcess, poll
from tests.support.raw import connect, exchange, readToEnd
from tests.support.responses import only


class Contract:
    """
    What a client can rely on, whichever back end it is.
    """

    module: str

    def setUp(self) -> None:
        case: Any = self
        self.process = StepProcess(self.module)
        self.process.__enter__()
        case.addCleanup(self.process.__exit__, None, None, None)
        self.proxy = ServerProxy(f"http://127.0.0.1:{self.process.port}/")
        case.addCleanup(self.proxy("close"))

    def test_backlog(self) -> None:
        """
        Clients that come together are connected, even while none of them is accepted.
        """
        with ExitStack() as clients:
            self.process.process.send_signal(signal.SIGSTOP)
            for _ in range(100):
                clients.enter_context(connect(self.process.port))
            self.process.process.send_signal(signal.SIGCONT)

    def test_procedures(self: Any) -> None:
        """
        The four procedures can be called by XML-RPC, and give the right values.
        """
        self.assertEqual(self.proxy.c2f(100), 212.0)
        self.assertEqual(self.proxy.f2c(212.0), 100.0)
        self.assertEqual(self.proxy.temperature_category("C", 21), "moderate")
        self.assertEqual(self.proxy.temperature_ranges(), temperatureRanges())

    def test_faults(self: Any) -> None:
        """
        A wrong call is a fault with a code, and the next one is answered.
        """
        for code, name, arguments in [
            (404, "no", ()),
            (400, "c2f", ("x",)),
            (400, "f2c", ()),
        ]:
            fault = self.assertRaises(Fault, getattr(self.proxy, name), *arguments)
            self.assertEqual(fault.faultCode, code)
        self.test_procedures()

    def test_notAPost(self: Any) -> None:
        """
        What is not a POST is refused, with the methods that there are.
        """
        for method in (b"GET", b"HEAD", b"PUT", b"DELETE", b"PATCH"):
            request = method + b" / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            answer = only(exchange(self.process.port, request), toHead=method == b"HEAD")
            self.assertEqual((answer.status, answer.fields["allow"]), (405, "POST, OPTIONS"))
        self.assertEqual(self.process.err, "")

    def test_longCall(self: Any) -> None:
        """
        A call that is longer than any can be is refused, and not parsed.
        """
        error = self.assertRaises(ProtocolError, self.proxy.c2f, "x" * 20_000)
        self.assertEqual(error.errcode, 413)
        self.test_procedures()

    def test_noise(self: Any) -> None:
        """
        What is not XML, not a call, or half a request, hurts nobody.
        """
        for content in (b"noise", b"<?xml version='1.0'?><a/>", b"\x00\xff"):
            head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
            self.assertTrue(exchange(self.process.port, head % len(content) + content))
        with connect(self.process.port) as connection:
            connection.sendall(b"POST / HT")
        self.test_procedures()
        self.assertEqual(self.process.err, "")

    def test_signals(self: Any) -> None:
        """
        It ends with status 0, soon.
        """
        self.assertEqual(self.process.stop(signal.SIGTERM), 0)

    def test_takenPort(self: Any) -> None:
        """
        A port that is taken ends the back end with one line that says by whom, and status 1.
        """
        command = [sys.executable, "-m", self.module, "--port", str(self.process.port)]
        done = warm.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PROGRAM_PATIENCE
        )
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        (line,) = done.stderr.splitlines()
        self.assertIn(f"port {self.process.port} is taken by: ", line)


class TwistedTests(Contract, SynchronousTestCase):
    """
    The back end on Twisted, which serves any number of clients at a time.
    """

    module = "server.temperature.backend"

    def test_slowClient(self) -> None:
        """
        A client that is slow to send delays nobody.
        """
        with connect(self.process.port) as slow:
            slow.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
            self.assertEqual(self.proxy.c2f(0), 32.0)


class BlockingTests(Contract, SynchronousTestCase):
    """
    The back end on the standard library.
    """

    module = "server.temperature.blocking"

    def test_slowClient(self) -> None:
        """
        A client that is slow to send delays all others: this is what the other
        back end is for.
        """
        with connect(self.process.port) as slow, connect(self.process.port) as other:
            slow.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n")
            other.sendall(b"GET / HTTP/1.0\r\n\r\n")
            other.settimeout(0.5)
            self.assertRaises(TimeoutError, other.recv, 1)
            slow.shutdown(socket.SHUT_RDWR)
            other.settimeout(PROGRAM_PATIENCE)
            self.assertTrue(readToEnd(other))

    def test_wire(self) -> None:
        """
        What only a server on Twisted can do is refused in one line.
        """
        command = [sys.executable, "-m", self.module, "--port", "0", "--wire"]
        done = warm.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PROGRAM_PATIENCE
        )
        self.assertEqual(done.returncode, 2)
        self.assertIn("servers on Twisted", done.stderr)


CALL = dumps((100,), "c2f").encode()


def post(content: bytes, *fields: bytes, method: bytes = b"POST") -> bytes:
    """
    Make a request, with the length of its content.
    """
    head = [method + b" /any/path HTTP/1.1", b"Host: a", b"Connection: close", *fields]
    return b"\r\n".join([*head, b"Content-Length: %d" % len(content), b"", content])


def chunked(content: bytes, size: int) -> bytes:
    """
    Make a request whose content comes in chunks.
    """
    parts = [content[start : start + size] for start in range(0, len(content), size)]
    chunks = [b"%x;ext=1\r\n%b\r\n" % (len(part), part) for part in parts]
    head = b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"".join(chunks) + b"0\r\n\r\n"


#: What is sent, and the status that both answer with.
REQUESTS: list[tuple[bytes, int]] = [
    (post(CALL), 200),
    (post(CALL, b"Content-Type: image/png"), 200),
    (post(CALL, b"Accept-Encoding: gzip"), 200),
    (post(dumps((), "temperature_ranges").encode(), b"Accept-Encoding: gzip"), 200),
    (post(dumps((-300,), "c2f").encode()), 200),
    (post(dumps(("C", "ü"), "temperature_category").encode()), 200),
    (post(dumps((), "nothing").encode()), 200),
    (post(dumps((1,), methodresponse=True).encode()), 200),
    (post(dumps(Fault(7, "mine")).encode()), 200),
    (post(b""), 200),
    (post(b"noise"), 200),
    (post(b"\0\xff"), 200),
    (post(b"<?xml version='1.0'?><a/>"), 200),
    (post(b"<methodCall><methodName>c2f</methodName>"), 200),
    (post(CALL.replace(b"100", b"one")), 200),
    (post(CALL.replace(b"100", b"9" * 5000)), 200),
    (chunked(CALL, 1), 200),
    (chunked(CALL, 1000), 200),
    (chunked(b"", 1), 200),
    (chunked(b"x" * 10_001, 100), 413),
    (post(b"x" * 10_001), 413),
    (post(CALL, b"Expect: 100-continue"), 200),
    (post(gzip.compress(CALL), b"Content-Encoding: gzip"), 415),
    (post(CALL, b"Content-Encoding: Identity"), 200),
    (post(b"", method=b"HEAD"), 405),
    (post(b"", method=b"GET"), 405),
    (post(CALL, method=b"PUT"), 405),
    (post(b"", method=b"OPTIONS"), 200),
    (post(b"", method=b"BREW"), 501),
]

#: What cannot be read is a 400 of the server's own, before it comes to the service.
UNREADABLE = [
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
]


class BothTests(SynchronousTestCase):
    """
    The two back ends beside each other: the same requests get the same answers.
    """

    def setUp(self) -> None:
        self.ports = []
        for module in (TwistedTests.module, BlockingTests.module):
            process = StepProcess(module)
            process.__enter__()
            self.addCleanup(process.__exit__, None, None, None)
            self.ports.append(process.port)

    def ask(self, port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """
        Ask one of them; leave out what tells only of the server and the time.
        """
        received = exchange(port, request).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
        answer = only(received, toHead=request.startswith(b"HEAD"))
        fields = {
            name: value
            for name, value in answer.fields.items()
            if name not in ("server", "date", "connection")
        }
        return answer.status, fields, answer.content

    def test_sameAnswers(self) -> None:
        """
        Both give every request the same answer: status, fields, content.
        """
        for request, status in REQUESTS:
            answers = [self.ask(port, request) for port in self.ports]
            self.assertEqual(answers[0], answers[1], request[:300])
            self.assertEqual(answers[0][0], status, request[:300])

    def test_unreadable(self) -> None:
        """
        What is not HTTP has the same status, and ends the connection.
        """
        for request in UNREADABLE:
            for port in self.ports:
                self.assertTrue(exchange(port, request).startswith(b"HTTP/1.1 400 "), request)


class AddressTests(SynchronousTestCase):
    """
    On which addresses the back ends listen, and how they announce them.
    """

    def test_IPv6(self) -> None:
        """
        They listen on an IPv6 address as well, and name it as a URL does.
        """
        for module in (TwistedTests.module, BlockingTests.module):
            with StepProcess(module, "--interface", "::1") as process:
                self.assertIn(f"listening on [::1]:{process.port}\n", process.out)
                with ServerProxy(f"http://[::1]:{process.port}/") as proxy:
                    self.assertEqual(proxy.c2f(100), 212.0)


class TwistdTests(SynchronousTestCase):
    """
    The back end as an application, in C{service.tac}.
    """

    def test_twistd(self) -> None:
        """
        twistd runs C{service.tac} as it is, but for the port, and it answers calls.
        """
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        tac = (ROOT / "server" / "temperature" / "service.tac").read_text()
        path = os.path.abspath(self.mktemp())
        with open(path, "w") as file:
            file.write(tac.replace("TCPServer(PORT,", f"TCPServer({port},"))
        command = [sys.executable, "-c", "from twisted.scripts.twistd import run; run()"]
        options = ["--nodaemon", "--pidfile=", f"--logfile={path}.log", f"--python={path}"]
        process = subprocess.Popen([*command, *options], cwd=ROOT)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        poll(lambda: accepts(port) or process.poll() is not None)
        with ServerProxy(f"http://127.0.0.1:{port}/") as proxy:
            self.assertEqual(proxy.c2f(100), 212.0)
        process.send_signal(signal.SIGINT)
        process.wait(PROGRAM_PATIENCE)


def accepts(port: int) -> bool:
    """
    Tell whether somebody listens on a port.
    """
    try:
        connect(port).close()
    except ConnectionRefusedError:
        return False
    return True
