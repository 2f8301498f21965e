"""
The access log: its format, its file, and what may happen to that.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from os.path import abspath
from pathlib import Path
from typing import Any
from unittest import SkipTest

from twisted.internet.testing import MemoryReactorClock
from twisted.logger import capturedLogs, formatEvent
from twisted.trial.unittest import SynchronousTestCase

from server.greenhouse.accesslog import AccessLog, quoted
from server.greenhouse.logfile import LogFile, restOfLine
from server.listening import BadOption
from server.semantics.secrets import maskedURL
from tests.support.greenhouse import startGreenhouse
from tests.support.process import (
    PROGRAM_PATIENCE,
    ROOT,
    StepProcess,
    asOrdinaryUser,
    poll,
    readOnly,
)
from tests.support.raw import exchange

#: The combined format, as a program reads it that counts visits: each field is a word, a time
#: between brackets, or in quotes with its own quotes escaped.
COMBINED = re.compile(
    r"(?P<host>[0-9a-f.:]+) (?P<ident>\S+) (?P<user>\S+) "
    r"\[(?P<day>\d\d)/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4})(?::\d\d){3} [-+]\d{4}\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?P<length>\d+|-) '
    r'"(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)"\n'
)


def get(path: bytes = b"/hello", *fields: bytes, method: bytes = b"GET") -> bytes:
    """
    Make a request that is the last one of its connection.
    """
    lines = [b"%b %b HTTP/1.1" % (method, path), b"Host: localhost", *fields, b"Connection: close"]
    return b"\r\n".join([*lines, b"", b""])


class LineTests(SynchronousTestCase):
    """
    The line that a request leaves in the log, as programs that count visits read it.
    """

    def lineFor(self, *sent: bytes, channel: str = "own") -> dict[str, str]:
        """
        Log a request, and read its line as others do.
        """
        conversation = startGreenhouse(self, "--access-log", "none", "--channel", channel)
        site: Any = conversation.factory
        reactor: Any = MemoryReactorClock()
        out = StringIO()
        self.patch(sys, "stdout", out)
        site.accessLog = AccessLog(reactor, "-")
        for piece in sent:
            conversation.send(piece)
        reactor.advance(0)
        match = COMBINED.fullmatch(out.getvalue())
        self.assertIsNotNone(match, out.getvalue())
        assert match is not None
        return match.groupdict()

    def test_plain(self) -> None:
        """
        Who, when, what, how it went, how long, from where, with what; on either channel.
        """
        for channel in ("own", "stock"):
            line = self.lineFor(
                get(b"/hello?a=1", b"Referer: http://a/b?c", b"User-Agent: me/1 (x)"),
                channel=channel,
            )
            self.assertEqual(
                line,
                {
                    "host": "127.0.0.1",
                    "ident": "-",
                    "user": "-",
                    "day": "01",
                    "month": "Jan",
                    "year": "1970",
                    "request": "GET /hello?a=1 HTTP/1.1",
                    "status": "200",
                    "length": "14",
                    "referer": "http://a/b?c",
                    "agent": "me/1 (x)",
                },
            )

    def test_nothing(self) -> None:
        """
        Whatever is missing is a dash.
        """
        line = self.lineFor(get(method=b"HEAD"))
        self.assertEqual((line["length"], line["referer"], line["agent"]), ("-", "-", "-"))
        self.assertEqual(line["request"], "HEAD /hello HTTP/1.1")

    def test_escapes(self) -> None:
        """
        Nothing of a client's ends the quotes: neither in a field, nor in a target, where
        a channel lets it pass.
        """
        for channel in ("own", "stock"):
            target = b"/" if channel == "own" else b'/"x\\'
            line = self.lineFor(
                get(target, b'Referer: " 200 1 "', b'User-Agent: a\tb\\"\xe9\xff'),
                channel=channel,
            )
            self.assertEqual(line["referer"], r"\" 200 1 \"")
            self.assertEqual(line["agent"], r"a\tb\\\"\xe9\xff")
        self.assertEqual(line["request"], r"GET /\"x\\ HTTP/1.1")

    def test_everyByte(self) -> None:
        """
        Whatever byte there is, the line is printable ASCII, and says which it was.
        """
        written = [quoted(b"<%c>" % byte) for byte in range(256)]
        self.assertEqual(len(set(written)), 256)
        for text in written:
            self.assertTrue(text.isascii() and text.isprintable(), text)
            self.assertTrue(re.fullmatch(r'(?:[^"\\]|\\.)*', text), text)

    def test_secrets(self) -> None:
        """
        No credential and no token is in the log, in whatever field or parameter.
        """
        line = self.lineFor(
            get(
                b"http://me:hush@localhost/hello?a=1&Token=hush&b=2",
                b"Authorization: Basic hush",
                b"Cookie: session=hush",
                b"Referer: https://me:hush@localhost/?password=hush#token=x",
                b"User-Agent: x",
            ),
            channel="stock",
        )
        self.assertNotIn("hush", str(line))
        target = "http://(secret)@localhost/hello?a=1&Token=(secret)&b=2"
        self.assertEqual(line["request"], f"GET {target} HTTP/1.1")

    def test_URL(self) -> None:
        """
        What is not a secret stays as it is.
        """
        for url in (b"/@me?x=a@b", b"http://a/?page=1&q=token", b"/session?", b"//a/b@c", b"*"):
            self.assertEqual(maskedURL(url), url)

    def test_time(self) -> None:
        """
        The time is that of the answer, to the second.
        """
        reactor: Any = MemoryReactorClock()
        log = AccessLog(reactor, "-")
        self.assertEqual(log.now(), "[01/Jan/1970:00:00:00 +0000]")
        reactor.advance(0.9)
        self.assertIs(log.now(), log.now())
        reactor.advance(61)
        self.assertEqual(log.now(), "[01/Jan/1970:00:01:01 +0000]")


class FileTests(SynchronousTestCase):
    """
    The file of an access log: it is appended to, opened anew, and may go or be full.
    """

    def setUp(self) -> None:
        self.path = Path(self.mktemp())
        self.file = LogFile(str(self.path))
        self.addCleanup(lambda: os.close(self.file.descriptor))

    def test_appends(self) -> None:
        """
        It goes on at the end, and where it is cut off, at the new one.
        """
        self.file.append("a\n")
        os.truncate(self.path, 0)
        self.file.append("b\n")
        other = LogFile(str(self.path))
        self.addCleanup(os.close, other.descriptor)
        other.append("c\n")
        self.assertEqual(self.path.read_bytes(), b"b\nc\n")

    def test_reopens(self) -> None:
        """
        Moved away, it gets what comes until the file is opened again.
        """
        moved = self.path.with_suffix(".1")
        self.file.append("a\n")
        self.path.rename(moved)
        self.file.append("b\n")
        self.file.reopen()
        self.file.append("c\n")
        self.assertEqual((moved.read_text(), self.path.read_text()), ("a\nb\n", "c\n"))

    def test_cannotReopen(self) -> None:
        """
        Where it cannot be opened again, the old one is good enough, and that is said.
        """
        moved = self.path.with_suffix(".1")
        self.path.rename(moved)
        self.path.mkdir()
        with capturedLogs() as events:
            self.file.reopen()
        self.file.append("a\n")
        self.assertEqual(moved.read_text(), "a\n")
        self.assertIn("is a folder", formatEvent(events[0]))

    def test_full(self) -> None:
        """
        A disk that is full is told once; what comes when there is room again is logged, and
        a line that was torn is taken back, and written as a whole.
        """
        room = 5

        def write(descriptor: int, data: bytes) -> int:
            nonlocal room
            if not room:
                raise OSError(28, "No space left on device")
            written = os_write(descriptor, data[:room])
            room -= written
            return written

        os_write: Callable[[int, bytes], int] = os.write
        self.patch(os, "write", write)
        with capturedLogs() as events:
            for lines in ("one\ntwo\nthree\n", "four\n"):
                self.file.append(lines)
        (event,) = events
        self.assertIn("No space left on device", formatEvent(event))
        room = 100
        self.file.append("five\n")
        self.assertEqual(self.path.read_text(), "one\ntwo\nfive\n")
        room = 2
        self.file.append("seven\n")  # what another process writes next is not joined to it
        self.assertEqual(self.path.read_text(), "one\ntwo\nfive\n")
        self.file.torn = b""
        room = 2
        self.file.append("six\n")
        os.truncate(self.path, 0)  # somebody makes room
        room = 100
        self.file.append("seven\n")
        self.assertEqual(self.path.read_text(), "six\nseven\n")
        room = 0
        with capturedLogs() as events:
            self.file.append("eight\n")
        self.assertEqual(len(events), 1)

    def test_tornPipe(self) -> None:
        """
        What a pipe has taken cannot be taken back: the rest of the line comes next.
        """
        pipe = self.path.with_suffix(".pipe")
        os.mkfifo(pipe)
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        file = LogFile(str(pipe))
        self.addCleanup(os.close, file.descriptor)
        file.keepWhole(b"one\ntwo\n", 5)
        file.append("three\n")
        self.assertEqual(os.read(reader, 100), b"wo\nthree\n")

    def test_restOfLine(self) -> None:
        """
        What is missing of a line: of the first, of a later one, of the last.
        """
        for written, rest in ((1, b"b\n"), (3, b""), (4, b"d\n"), (6, b"")):
            self.assertEqual(restOfLine(b"ab\ncd\n", written), rest)

    def test_explains(self) -> None:
        """
        What cannot be a file is named in a sentence.
        """
        folder = Path(self.mktemp())
        folder.mkdir()
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        for path, sentence in (
            (folder, f"{folder} is a folder: name a file in it."),
            (folder / "a" / "b", f"there is no folder {folder / 'a'}: make it first."),
            (pipe, f"{pipe} is a pipe that nobody reads."),
            (self.path / "a", f"'{self.path}/a' cannot be written: Not a directory."),
        ):
            error = self.assertRaises(BadOption, LogFile, str(path))
            self.assertEqual(str(error), f"--access-log: {sentence}")

    def test_alwaysFull(self) -> None:
        """
        What is always full is found out at the start.
        """
        if not os.path.exists("/dev/full"):
            raise SkipTest("this machine has no /dev/full")
        error = self.assertRaises(BadOption, LogFile, "/dev/full")
        self.assertIn("No space left on device", str(error))


class ProgramTests(SynchronousTestCase):
    """
    The greenhouse as a program, with a log that is moved, cut off, or cannot be made.
    """

    def test_cannot(self) -> None:
        """
        A log that cannot be made is one sentence, and status 1.
        """
        folder = Path(self.mktemp()).absolute()
        folder.mkdir()
        step = [sys.executable, "-m", "server", "--port", "0", "--data", abspath(self.mktemp())]
        with readOnly(folder):
            command = asOrdinaryUser(*step, "--access-log", str(folder / "log"))
            done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=PROGRAM_PATIENCE)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        sentence = f"--access-log: you may not write {folder / 'log'}.\n"
        self.assertEqual(done.stderr.decode(), sentence)

    def test_hangup(self) -> None:
        """
        SIGHUP opens the file again; the last request is in it when the program has ended.
        """
        path = Path(self.mktemp()).absolute()
        with StepProcess("lessons.step15", "--access-log", str(path)) as step:
            exchange(step.port, get(b"/hello?1"))
            poll(lambda: "?1" in path.read_text())
            moved = path.rename(path.with_suffix(".1"))
            step.process.send_signal(signal.SIGHUP)
            poll(path.exists)
            exchange(step.port, get(b"/hello?2"))
            self.assertEqual(step.stop(), 0)
            self.assertEqual(step.err, "")
        for file, number in ((moved, 1), (path, 2)):
            match = COMBINED.fullmatch(file.read_text())
            assert match is not None, file.read_text()
            self.assertEqual(match["request"], f"GET /hello?{number} HTTP/1.1")

    def test_pipe(self) -> None:
        """
        C{/dev/stdout} is standard output, even where that is a pipe.
        """
        step = [sys.executable, "-m", "server", "--port", "0", "--data", abspath(self.mktemp())]
        command = [*step, "--access-log", "/dev/stdout"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        assert process.stdout is not None
        with process.stdout as out:
            exchange(int(out.readline().rpartition(":")[2]), get())
            process.terminate()
            lines = out.readlines()
        self.assertEqual(process.wait(PROGRAM_PATIENCE), 0)
        self.assertEqual(len([line for line in lines if COMBINED.fullmatch(line)]), 1, lines)

    def test_truncated(self) -> None:
        """
        A file that the terminal's lines go to may be cut off at any time.
        """
        with StepProcess("lessons.step15", "--access-log", "-") as step:
            exchange(step.port, get(b"/hello?1"))
            poll(lambda: "?1" in step.out)
            os.truncate(step.outPath, 0)
            exchange(step.port, get(b"/hello?2"))
            poll(lambda: "?2" in step.out)
            self.assertRegex(step.out, COMBINED)
            self.assertNotIn("\0", step.out)
