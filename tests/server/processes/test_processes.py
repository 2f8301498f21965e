"""
Several processes, as their user runs them.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase

from tests.server.processes.support import (
    Greenhouse,
    Portless,
    Visitors,
    childrenOf,
    countSockets,
)
from tests.support.needs import need
from tests.support.process import PROGRAM_PATIENCE, ROOT, hasEnded, poll
from tests.support.raw import exchange, readToEnd


def convert(port: int) -> int:
    """
    Convert a temperature.

    @return: the status.
    """
    connection = HTTPConnection("127.0.0.1", port, PROGRAM_PATIENCE)
    connection.request("GET", "/temperature/convert_temperature?temperature=20&direction=c2f")
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status


class ProcessesTestCase(SynchronousTestCase):
    """
    Has a folder with one text to search.
    """

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "texts").mkdir()
        self.corpus = ("--corpus", str(self.folder / "texts"))
        (self.folder / "texts" / "garden.txt").write_text("a tomato\n")

    def greenhouse(self, *arguments: str, hasBackEnd: bool = False) -> Greenhouse:
        """
        @return: the greenhouse with two workers, which searches that text; started by
            C{with}.
        """
        return Greenhouse(2, *self.corpus, *arguments, hasBackEnd=hasBackEnd)


class WorkerReplacementTests(ProcessesTestCase):
    """
    Workers come and go; the server stays.
    """

    def test_replaced(self) -> None:
        """
        A worker that is killed is replaced; the others go on, nobody is refused, and whoever kept
        a connection loses at most that one.
        """
        with self.greenhouse() as server, Visitors(server.port) as visitors:
            poll(lambda: len(server.workers()) == 2)
            for number in (1, 2):
                victim = next(pid for pid, its in server.workers().items() if its == number)
                os.kill(victim, signal.SIGKILL)
                server.awaitOthers(victim)
                visitors.goOn()
            self.assertLessEqual(len(visitors.failures()), 2 * len(visitors.all))
            self.assertNotIn("refused", " ".join(visitors.failures()).lower())
            first, second = server.err.splitlines()
            self.assertRegex(first, r"^warn: worker 1 \(pid \d+\) was ended by SIGKILL; another")
            self.assertIn("worker 2", second)
            visitors.__exit__(None, None, None)
            self.assertEqual(server.stop(signal.SIGTERM), 0)
            self.assertEqual(len(server.err.splitlines()), 2, server.err)

    def test_renewed(self) -> None:
        """
        SIGHUP replaces all workers, and nobody who visits meanwhile loses anything; the
        access log is opened anew, and has a whole line for each answer.
        """
        log, moved = self.folder / "access.log", self.folder / "access.log.1"
        with self.greenhouse("--access-log", str(log)) as server:
            with Visitors(server.port) as visitors:
                before = server.workers()
                log.rename(moved)
                server.process.send_signal(signal.SIGHUP)
                poll(lambda: not before.keys() & server.workers().keys())
                visitors.goOn()
            self.assertEqual(visitors.failures(), [])
            self.assertEqual(sorted(server.workers().values()), [1, 2])
            answers = sum(visitor.answers for visitor in visitors.all)
            self.assertEqual((server.stop(signal.SIGTERM), server.err), (0, ""))
            lines = (moved.read_text() + log.read_text()).splitlines()
            whole = re.compile(r'127.0.0.1 - - \[[^]]+\] "GET /hello HTTP/1.1" 200 14 "-" "-"')
            self.assertEqual([line for line in lines if not whole.fullmatch(line)], [])
            self.assertEqual(len(lines), answers)
            self.assertTrue(log.read_text())

    def test_log(self) -> None:
        """
        Where many ask as fast as they can, the access log has a whole line for each answer,
        whoever gave it; even where it goes where all print.
        """
        agent = "agent" * 300  # some lines are more than a pipe takes at a time
        load = [need("wrk"), "-t1", "-c16", "-d1s", "-H", f"User-Agent: {agent}"]
        line = re.compile(rf'127.0.0.1 - - \[[^]]+\] "GET /hello HTTP/1.1" 200 14 "-" "{agent}"')
        file = self.folder / "access.log"
        for log in (str(file), "-"):
            with self.greenhouse("--access-log", log) as server:
                hello = f"http://127.0.0.1:{server.port}/hello"
                done = subprocess.run([*load, hello], capture_output=True, text=True, check=True)
                self.assertEqual(server.stop(signal.SIGTERM), 0)
                lines = (server.out if log == "-" else file.read_text()).splitlines()
            hits = [each for each in lines if agent[:9] in each]
            self.assertEqual([each for each in hits if not line.fullmatch(each)], [])
            counted = re.search(r"(\d+) requests in", done.stdout)
            assert counted, done.stdout
            self.assertGreaterEqual(len(hits), int(counted[1]))
            self.assertGreater(len(hits), 10)

    def test_spread(self) -> None:
        """
        Connections that stay are spread over all workers, whether they come one after the
        other or all at once.
        """
        with self.greenhouse() as server, ExitStack() as stack:
            before = {pid: countSockets(pid) for pid in server.workers()}
            for count in range(40):
                visitor = HTTPConnection("127.0.0.1", server.port, PROGRAM_PATIENCE)
                stack.callback(visitor.close)
                visitor.request("GET", "/hello")
                if count < 20:
                    visitor.getresponse().read()
            poll(lambda: sum(map(countSockets, before)) == sum(before.values()) + 40)
            shares = [countSockets(pid) - was for pid, was in before.items()]
            self.assertGreaterEqual(min(shares), 10, shares)

    def test_sharesBackEnd(self) -> None:
        """
        All workers have one temperature service; where that dies, another is started, and
        all find it.
        """
        with self.greenhouse(hasBackEnd=True) as server:
            poll(lambda: convert(server.port) == 200)
            (backEnd,) = childrenOf(server.process.pid) - server.workers().keys()
            os.kill(backEnd, signal.SIGKILL)
            poll(lambda: convert(server.port) != 200)
            poll(lambda: [convert(server.port) for _ in range(10)] == [200] * 10)
            self.assertEqual(len(childrenOf(server.process.pid) - server.workers().keys()), 1)

    def test_indexedOnce(self) -> None:
        """
        One worker makes the index, all use it, and so does one that comes later.
        """
        with self.greenhouse() as server:
            for _ in range(2):
                found = [self.search(server.port) for _ in range(8)]
                self.assertEqual(found, [200] * 8)
                victim = next(iter(server.workers()))
                os.kill(victim, signal.SIGKILL)
                server.awaitOthers(victim)
            self.assertEqual(server.out.count("search: "), 1)
            self.assertIn("search: 1 files (1 read, 0 gone, 0 skipped)\n", server.out)

    def search(self, port: int) -> int:
        """
        Find a word.

        @return: the status, where it was found.
        """
        connection = HTTPConnection("127.0.0.1", port, PROGRAM_PATIENCE)
        connection.request("GET", "/search/show_search_results?querystr=tomato")
        response = connection.getresponse()
        isFound = b"garden.txt" in response.read()
        connection.close()
        return response.status if isFound else 0


class PoolEndTests(ProcessesTestCase):
    """
    The server is told to end: what all of its processes do then.
    """

    def test_interrupted(self) -> None:
        """
        Ctrl-C reaches all processes of a terminal. The requests that run are answered, each
        line is printed once, and nobody complains: not even the temperature service, which
        runs until they are.
        """
        with self.greenhouse("--delay", "1", hasBackEnd=True) as server:
            poll(lambda: convert(server.port) == 200)
            connection = HTTPConnection("127.0.0.1", server.port, PROGRAM_PATIENCE)
            connection.request("GET", "/hello")  # a worker has accepted it
            connection.getresponse().read()
            connection.request("GET", "/non_blocking")
            for pid in (server.process.pid, *childrenOf(server.process.pid)):
                os.kill(pid, signal.SIGINT)
            response = connection.getresponse()
            self.assertEqual((response.status, response.getheader("Connection")), (200, "close"))
            response.read()
            connection.close()
            self.assertEqual((server.process.wait(PROGRAM_PATIENCE), server.err), (0, ""))
            self.assertEqual(server.out.count("listening on"), 1)
            self.assertEqual(server.out.count("search: 1 files"), 1)

    def test_drained(self) -> None:
        """
        With C{--drain}, all of them go on for that time, and say at C{/healthz} that they will
        not, even where all get the signal; proxies begin with the PROXY protocol to each of them.
        """
        options = ("--proxy-protocol", "--trust", "127.0.0.1", "--access-log", "-")
        with self.greenhouse("--drain", "1.5", *options) as server:
            for pid in (server.process.pid, *childrenOf(server.process.pid)):
                os.kill(pid, signal.SIGTERM)
            ask = b"PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\nGET /healthz HTTP/1.0\r\n\r\n"
            poll(lambda: b" 503 " in exchange(server.port, ask))
            for _ in range(20):
                self.assertIn(b"stopping\n", exchange(server.port, ask))
            self.assertIsNone(server.process.poll())
            self.assertEqual((server.process.wait(PROGRAM_PATIENCE), server.err), (0, ""))
            self.assertIn("192.0.2.7 - - [", server.out)

    def test_unixSocket(self) -> None:
        """
        A UNIX socket stays while workers are renewed, and leaves nothing at the end.
        """
        path = self.folder / "socket"
        with Portless(2, *self.corpus, "--endpoint", f"unix:{path}") as server:
            before = server.workers()
            server.process.send_signal(signal.SIGHUP)
            server.awaitOthers(*before)
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(PROGRAM_PATIENCE)
                connection.connect(str(path))
                connection.sendall(
                    b"GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                )
                self.assertTrue(readToEnd(connection).endswith(b"Hello, world!\n"))
            self.assertEqual((server.stop(signal.SIGTERM), server.err), (0, ""))
        self.assertEqual(sorted(each.name for each in self.folder.iterdir()), ["texts"])

    def test_parentKilled(self) -> None:
        """
        Where the parent is killed, the workers end by themselves, and the port is free.
        """
        with self.greenhouse() as server:
            workers = server.workers()
            server.process.kill()
            server.process.wait()
            poll(lambda: all(map(hasEnded, workers)))
            with socket.create_server(("127.0.0.1", server.port)):
                pass
            self.assertEqual(server.err, "")

    def test_stoppedWorker(self) -> None:
        """
        A worker that cannot hear does not keep the server from ending, nor the others from
        serving.
        """
        with self.greenhouse() as server:
            stopped = next(iter(server.workers()))
            os.kill(stopped, signal.SIGSTOP)
            with Visitors(server.port) as visitors:
                visitors.goOn()
            self.assertEqual(visitors.failures(), [])
            self.assertEqual((server.stop(signal.SIGTERM), server.err), (0, ""))
            self.assertTrue(hasEnded(stopped))


class FailedStartTests(ProcessesTestCase):
    """
    What is wrong from the start is said once.
    """

    def start(self, *arguments: str) -> tuple[int, str, str]:
        """
        Run a server that cannot start.

        @return: status, standard output, standard error.
        """
        data = ("--data", str(self.folder / "data"), "--temperature", "http://127.0.0.1:1/")
        command = [sys.executable, "-m", "server", "--processes", "3", *data, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PROGRAM_PATIENCE
        )
        return done.returncode, done.stdout, done.stderr

    def test_taken(self) -> None:
        """
        A port that is taken ends the server with one line that says by whom, and status 1.
        """
        with socket.create_server(("127.0.0.1", 0)) as holder:
            port = holder.getsockname()[1]
            status, out, err = self.start("--port", str(port))
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, rf"^port {port} is taken by: .* choose another port with --port.\n$")

    def test_cannotStart(self) -> None:
        """
        What only a worker can find, such as an access log without a folder, ends the server
        with one line and status 1.
        """
        missing = self.folder / "missing" / "access.log"
        status, out, err = self.start("--port", "0", "--access-log", str(missing))
        self.assertEqual((status, out), (1, ""))
        self.assertEqual(err.count("\n"), 1)
        self.assertTrue(err.startswith("--access-log: there is no folder "), err)
