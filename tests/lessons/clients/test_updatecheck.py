"""
updatecheck: conditional requests (RFC 9110 section 13), and what is remembered between
them.
"""

from __future__ import annotations

import json
import os
import sys
from io import StringIO
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.static import Data

from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from lessons.clients.updatecheck import (
    NOTHING,
    Seen,
    check,
    checkStatus,
    compare,
    readState,
    writeState,
)
from server.practice.tagged import Tagged
from server.state import OwnCounter
from tests.support.clients import MemoryWeb, ScriptedServer, runClient, saying
from tests.support.process import StepProcess

URL = "http://example.org"
ETAG = "f91cc15dfb5098b2"


class Dated(Resource):
    """
    A page with Last-Modified alone.

    @ivar changed: when it was last changed, in seconds since 1970.
    """

    isLeaf = True
    changed = 1_000_000_000

    def render_GET(self, request: Request) -> bytes:
        """
        Show it, unless the client has it.
        """
        unchanged = request.setLastModified(self.changed)
        return b"" if unchanged else b"since %d" % self.changed


class MemoryTests(SynchronousTestCase):
    """
    The functions, against each kind of resource.
    """

    def setUp(self) -> None:
        """
        Build a site: one page with a strong entity tag, one with Last-Modified
        alone, one without any validator.
        """
        self.version, self.dated = OwnCounter(1), Dated()
        root = Resource()
        root.putChild(b"etag", Tagged(self.version))
        root.putChild(b"dated", self.dated)
        root.putChild(b"plain", Data(b"always the same", "text/plain"))
        self.web = MemoryWeb(root)
        self.out = StringIO()
        self.patch(sys, "stdout", self.out)

    def ask(self, path: str, before: Seen = NOTHING) -> Seen:
        """
        Check a page once, and return what to remember.
        """
        return self.successResultOf(self.web.finish(check(self.web, URL + path, before)))

    def said(self) -> list[str]:
        """
        What was printed, without the validators.
        """
        return [line.partition(" (")[0] for line in self.out.getvalue().splitlines()]

    def test_etag(self) -> None:
        """
        The page with an entity tag is not sent again, until it changes.
        """
        first = self.ask("/etag")
        self.assertEqual(first.etag, f'"{ETAG}"')
        second = self.ask("/etag", first)
        self.version.value += 1
        self.ask("/etag", second)
        self.assertEqual(
            self.said(),
            [
                "200 OK: seen for the first time",
                "304 Not Modified: not changed, and not sent again",
                "200 OK: changed",
            ],
        )

    def test_lastModified(self) -> None:
        """
        A page that has Last-Modified alone, as a static file has, is not sent again until it
        changes.
        """
        first = self.ask("/dated")
        self.assertEqual((first.etag, first.lastModified), (None, "Sun, 09 Sep 2001 01:46:40 GMT"))
        second = self.ask("/dated", first)
        self.dated.changed += 1
        self.ask("/dated", second)
        self.assertEqual(
            self.said(),
            [
                "200 OK: seen for the first time",
                "304 Not Modified: not changed, and not sent again",
                "200 OK: changed",
            ],
        )

    def test_noValidator(self) -> None:
        """
        A page without a validator comes again, and only its content tells.
        """
        first = self.ask("/plain")
        self.ask("/plain", first)
        self.assertEqual(
            self.said(),
            ["200 OK: seen for the first time", "200 OK: not changed, but sent again"],
        )

    def test_missing(self) -> None:
        """
        A page that is not there is an error.
        """
        checking = self.web.finish(checkStatus(self.web, f"{URL}/none"))
        failure = self.failureResultOf(checking, ClientError)
        self.assertEqual(str(failure.value), "404 Not Found")


class SeenTests(SynchronousTestCase):
    """
    What is remembered of a page.
    """

    def test_conditions(self) -> None:
        """
        Each validator has its condition; what is not there has none.
        """
        table = {
            Seen(): {},
            Seen('"a"'): {"If-None-Match": '"a"'},
            Seen(None, "Sun"): {"If-Modified-Since": "Sun"},
            Seen('"a"', "Sun"): {"If-None-Match": '"a"', "If-Modified-Since": "Sun"},
        }
        for seen, conditions in table.items():
            self.assertEqual(seen.conditions(), conditions)

    def test_compare(self) -> None:
        """
        The same content under a new validator has not changed.
        """
        self.assertEqual(
            compare(Seen('"a"', None, "1"), Seen('"b"', None, "1")), "not changed, but sent again"
        )
        self.assertEqual(compare(Seen('"a"', None, "1"), Seen('"a"', None, "2")), "changed")

    def test_state(self) -> None:
        """
        What is written is read again, and nothing else is left.
        """
        path = Path(self.mktemp())
        state = {URL: Seen('"a"', None, "1"), f"{URL}/b": Seen(None, "Sun", "2")}
        writeState(path, state)
        self.assertEqual(readState(path), state)
        self.assertEqual(list(path.parent.iterdir()), [path])

    def test_noState(self) -> None:
        """
        Without a file, nothing has been seen.
        """
        self.assertEqual(readState(Path(self.mktemp())), {})

    def test_strangeState(self) -> None:
        """
        A file that holds something else is not overwritten, but told.
        """
        path = Path(self.mktemp())
        texts = ["", "x", "[]", "1", '{"a": 1}', '{"a": {"b": 1}}', '{"a": null}', "\xff"]
        for text in texts:
            path.write_text(text, "latin-1")
            with self.assertRaises(ClientError, msg=text) as caught:
                readState(path)
            self.assertEqual(str(caught.exception), f"{path} was not written by updatecheck")


class StateFileTests(SynchronousTestCase):
    """
    The state file, where it is not a plain file.
    """

    def test_link(self) -> None:
        """
        Through a link, the file is written that it leads to.
        """
        real, link = Path(self.mktemp()), Path(self.mktemp())
        link.symlink_to(real.absolute())
        writeState(link, {})
        self.assertTrue(link.is_symlink())
        self.assertEqual(readState(link), {})
        self.assertEqual(real.read_text(), "{}\n")

    def test_pipe(self) -> None:
        """
        A pipe is left as it is, and not waited for.
        """
        pipe = Path(self.mktemp())
        os.mkfifo(pipe)
        error = self.assertRaises(ClientError, readState, pipe)
        self.assertIs(error.status, Exit.FILE)
        self.assertTrue(pipe.is_fifo())

    def test_bytes(self) -> None:
        """
        Validators are remembered to the byte.
        """
        path = Path(self.mktemp())
        seen = Seen('"\udcff"', "\udce9", "x")
        writeState(path, {"u": seen})
        self.assertEqual(readState(path), {"u": seen})


class ProcessTests(SynchronousTestCase):
    """
    The program, in a process of its own.
    """

    def test_oneRun(self) -> None:
        """
        Without a state, it asks twice.
        """
        with StepProcess("server.practice") as server:
            result = runClient("updatecheck", f"http://127.0.0.1:{server.port}/etag")
        self.assertEqual(
            result.stdout,
            f'200 OK: seen for the first time (ETag: "{ETAG}")\n'
            f'304 Not Modified: not changed, and not sent again (ETag: "{ETAG}")\n',
        )
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_state(self) -> None:
        """
        With one, it asks once in each run, and remembers.
        """
        path = Path(self.mktemp()).absolute()
        with StepProcess("server.practice") as server:
            url = f"http://127.0.0.1:{server.port}/files/form.py"
            results = [runClient("updatecheck", url, "--state", str(path)) for _ in range(2)]
        statuses = [result.stdout.partition(":")[0] for result in results]
        self.assertEqual(statuses, ["200 OK", "304 Not Modified"])
        self.assertEqual(list(json.loads(path.read_text())), [url])

    def test_unasked304(self) -> None:
        """
        304 to a question without a condition is an error of the server.
        """
        with ScriptedServer(saying(b"HTTP/1.1 304 Not Modified\r\n\r\n")) as server:
            result = runClient("updatecheck", server.url)
        words = "304 Not Modified: but nobody asked whether it has changed"
        self.assertEqual(result.stderr, f"updatecheck: {words}\n")
        self.assertEqual(result.returncode, Exit.PROTOCOL)
