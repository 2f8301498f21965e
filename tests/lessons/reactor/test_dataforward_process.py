"""
dataforward as a program: pipes, files and a terminal, and servers that close,
break off, or send more than anyone reads.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
from subprocess import PIPE

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.lessons.reactor.support import (
    NO_SUCH_HOST,
    REFUSED,
    TIMEOUT,
    UNKNOWN,
    Program,
    accept,
    closedPort,
    finish,
    listening,
    mutePort,
    reset,
    run,
    start,
)
from tests.support.process import ROOT, poll
from tests.support.raw import ANSWER_TIMEOUT, HOST, readToEnd, readUntil

FLOOD = 64 * 1024 * 1024  # bytes: more than any buffer on the way holds


class PipeTests(SynchronousTestCase):
    """
    Standard input and output are pipes or files.
    """

    def talk(self, typed: bytes, answer: bytes, *options: str) -> tuple[bytes, str]:
        """
        Let a server read to the end of input, then answer and close.

        @return: what the server read, and what the program showed.
        """
        with listening() as (server, port):
            program = start("dataforward", *options, HOST, str(port), stdin=PIPE)
            write(program, typed)
            with accept(server) as connection:
                received = readToEnd(connection)
                connection.sendall(answer)
            status, out, err = finish(program)
        self.assertEqual((status, err), (0, ""))
        return received, out

    def test_halfClose(self) -> None:
        """
        The end of input reaches the server, and its answer is still shown.
        """
        received, out = self.talk(b"one\ntwo\r\n", b"done\r\n")
        self.assertEqual(received, b"one\r\ntwo\r\n")
        self.assertEqual(out, "done\r\n")

    def test_raw(self) -> None:
        """
        With C{--raw} line ends are sent as they were read.
        """
        received, _ = self.talk(b"one\ntwo\r\n", b"", "--raw")
        self.assertEqual(received, b"one\ntwo\r\n")

    def test_pipeIsNoTerminal(self) -> None:
        """
        Into a pipe, the server's bytes go as they are.
        """
        _, out = self.talk(b"", b"\x1b[2J\x00\r\n")
        self.assertEqual(out, "\x1b[2J\x00\r\n")

    def test_files(self) -> None:
        """
        Standard input may be a file, which the system cannot wait for.
        """
        with listening() as (server, port), tempfile.TemporaryFile() as file:
            file.write(b"line\n" * 100_000)
            file.seek(0)
            program = start("dataforward", HOST, str(port), stdin=file)
            with accept(server) as connection:
                self.assertEqual(readToEnd(connection), b"line\r\n" * 100_000)
                connection.sendall(b"done\r\n")
            self.assertEqual(finish(program), (0, "done\r\n", ""))

    def test_noInput(self) -> None:
        """
        Standard input may be empty from the start.
        """
        with listening() as (server, port):
            program = start("dataforward", HOST, str(port))
            with accept(server) as connection:
                self.assertEqual(readToEnd(connection), b"")
                connection.sendall(b"hello\r\n")
            self.assertEqual(finish(program), (0, "hello\r\n", ""))

    def test_stay(self) -> None:
        """
        With C{--stay} the server may answer a client whose input has ended
        though it takes a half-closed connection for a closed one.
        """
        with listening() as (server, port):
            program = start("dataforward", "--stay", HOST, str(port), stdin=PIPE)
            write(program, b"hello\n")
            with accept(server) as connection:
                self.assertEqual(readUntil(connection, b"\n"), b"hello\r\n")
                connection.settimeout(0.3)
                self.assertRaises(TimeoutError, connection.recv, 1)
            self.assertEqual(finish(program), (0, "", ""))

    def test_serverFirst(self) -> None:
        """
        When the server closes, the program ends though input goes on.
        """
        with listening() as (server, port):
            program = start("dataforward", HOST, str(port), stdin=PIPE)
            with accept(server) as connection:
                connection.sendall(b"bye\r\n")
            assert program.stdout is not None
            self.assertEqual(program.stdout.read(), b"bye\r\n")
            self.assertEqual(program.wait(ANSWER_TIMEOUT), 0)
            finish(program)

    def test_brokenOff(self) -> None:
        """
        A connection that breaks off is told in one line, with status 1.
        """
        with listening() as (server, port):
            program = start("dataforward", HOST, str(port), stdin=PIPE)
            connection = accept(server)
            connection.sendall(b"half")
            assert program.stdout is not None
            self.assertEqual(program.stdout.read(4), b"half")
            reset(connection)
            result = finish(program)
        lost = f"{HOST}, port {port}: connection lost: it broke off\n"
        self.assertEqual(result, (1, "", lost))

    def test_nobodyReads(self) -> None:
        """
        When nobody reads the output any more, the program ends in silence.
        """
        with listening() as (server, port):
            program = start("dataforward", HOST, str(port), stdin=PIPE)
            with accept(server) as connection:
                assert program.stdout is not None
                program.stdout.close()
                self.assertIn(readOrReset(connection), (b"", b"reset"))
                self.assertEqual(program.wait(ANSWER_TIMEOUT), 1)
            assert program.stderr is not None
            self.assertEqual(program.stderr.read(), b"")
            for pipe in (program.stdin, program.stderr):
                assert pipe is not None
                pipe.close()

    def test_slowReader(self) -> None:
        """
        A flood that nobody reads yet stays with the server; later it comes
        through whole.
        """
        with listening() as (server, port):
            program = start("dataforward", HOST, str(port), stdin=PIPE)
            with accept(server) as connection:
                sent = sendUntilBlocked(connection)
                self.assertLess(sent, FLOOD)
                connection.shutdown(socket.SHUT_WR)
                status, out, err = finish(program)
        self.assertEqual((status, len(out), err), (0, sent, ""))

    def test_sharedInput(self) -> None:
        """
        Input that is shared with another program is left as it was found.
        """
        ours, theirs = os.pipe()
        self.addCleanup(os.close, ours)
        with listening() as (server, port), open(theirs, "wb"):
            program = start("dataforward", HOST, str(port), stdin=ours)
            with accept(server) as connection:
                poll(lambda: not os.get_blocking(ours))
                connection.sendall(b"bye\r\n")
            self.assertEqual(finish(program), (0, "bye\r\n", ""))
        self.assertTrue(os.get_blocking(ours))

    def test_refused(self) -> None:
        """
        A closed port is told in one line.
        """
        with closedPort() as port:
            result = run("dataforward", HOST, str(port))
        self.assertEqual(result, (1, "", f"{HOST}, port {port}: {REFUSED}"))

    def test_unknownHost(self) -> None:
        """
        An unknown host is told in one line.
        """
        result = run("dataforward", NO_SUCH_HOST, "80")
        self.assertEqual(result, (1, "", f"{NO_SUCH_HOST}, port 80: {UNKNOWN}"))

    def test_timeout(self) -> None:
        """
        A server that never answers is given up.
        """
        with mutePort() as port:
            result = run("dataforward", HOST, str(port), "--timeout", "0.2")
        self.assertEqual(result, (1, "", f"{HOST}, port {port}: {TIMEOUT}"))

    def test_closedInput(self) -> None:
        """
        Without standard input there is nothing to forward.
        """
        program = f"exec {sys.executable} -m lessons.reactor.dataforward {HOST} 80 <&-"
        out, status = pexpect.run(f"/bin/sh -c '{program}'", cwd=str(ROOT), withexitstatus=True)
        self.assertIn(b"standard input and output are needed", out)
        self.assertEqual(status, 2)


class TerminalTests(SynchronousTestCase):
    """
    A person types, in a terminal.
    """

    def setUp(self) -> None:
        """
        Connect to a server that the test plays.
        """
        context = listening()
        server, port = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        program = f"{sys.executable} -m lessons.reactor.dataforward {HOST} {port}"
        blocking = "import os; print([os.get_blocking(fd) for fd in (0, 1, 2)])"
        script = f'{program}; echo "status $?"; {sys.executable} -c "{blocking}"'
        self.child = pexpect.spawn(
            "/bin/sh", ["-ic", script], cwd=str(ROOT), timeout=ANSWER_TIMEOUT, echo=False
        )
        self.addCleanup(self.child.close, force=True)
        self.connection = accept(server)
        self.addCleanup(self.connection.close)
        keys = "Ctrl-D: no more to send, Ctrl-C: leave"
        self.child.expect_exact(f"connected to {HOST}, port {port}. {keys}\r\n")

    def ends(self, status: int) -> None:
        """
        Wait for the program's end, and see that it leaves the terminal as it
        was.
        """
        self.child.expect_exact(f"status {status}\r\n")
        self.child.expect_exact("[True, True, True]\r\n")

    def test_conversation(self) -> None:
        """
        Lines go out and come in, until the server closes.
        """
        self.child.sendline("hello")
        self.assertEqual(readUntil(self.connection, b"\n"), b"hello\r\n")
        self.connection.sendall(b"You said: hello\r\n")
        self.child.expect_exact("You said: hello\r\n")
        self.connection.close()
        self.child.expect_exact("connection closed by the other side\r\n")
        self.ends(0)

    def test_hostileServer(self) -> None:
        """
        A server cannot steer the terminal.
        """
        self.connection.sendall(b"\x1b]0;owned\x07\x1b[2J\xff\r\n")
        self.child.expect_exact("\\x1b]0;owned\\x07\\x1b[2J\\xff\r\n")
        self.connection.close()
        self.ends(0)

    def test_endOfInput(self) -> None:
        """
        Ctrl-D says that no more will come; the answer is still shown.
        """
        self.child.sendeof()
        self.assertEqual(self.connection.recv(1), b"")
        self.connection.sendall(b"Goodbye.\r\n")
        self.child.expect_exact("Goodbye.\r\n")
        self.connection.close()
        self.ends(0)

    def test_interrupt(self) -> None:
        """
        Ctrl-C ends the program at once, without a word.
        """
        self.child.sendintr()
        self.ends(130)
        self.assertNotIn(b"Traceback", self.child.before)


def write(program: Program, typed: bytes) -> None:
    """
    Type into a program, and end its input.
    """
    assert program.stdin is not None
    program.stdin.write(typed)
    program.stdin.close()
    program.stdin = None


def readOrReset(connection: socket.socket) -> bytes:
    """
    Read until the other side closes, or breaks off.
    """
    try:
        return readToEnd(connection)
    except ConnectionResetError:
        return b"reset"


def sendUntilBlocked(connection: socket.socket) -> int:
    """
    Send until the other side takes no more for a while.

    @return: how many bytes were sent.
    """
    connection.settimeout(1)
    sent = 0
    try:
        while sent < FLOOD:
            sent += connection.send(b"x" * 65536)
    except TimeoutError:
        pass
    return sent
