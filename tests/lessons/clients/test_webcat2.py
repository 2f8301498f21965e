"""
webcat2: a temporary file that is always deleted.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from io import BytesIO, TextIOWrapper
from pathlib import Path

from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.static import Data

from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from lessons.clients.webcat2 import downloadToTempFile, printFile
from tests.support.clients import (
    MemoryWeb,
    ScriptedServer,
    command,
    environment,
    runClient,
    saying,
    saysNothing,
)
from tests.support.process import PROGRAM_PATIENCE, poll
from tests.support.warm import Warm

URL = "http://example.org"
CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"


class MemoryTests(SynchronousTestCase):
    """
    The functions of webcat2, on a site in memory: when its temporary file is there, and
    when not.
    """

    def setUp(self) -> None:
        """
        Build a site, and watch the temporary files.
        """
        root = Resource()
        root.putChild(b"page", Data(b"a page\xff\n", "text/plain"))
        self.web = MemoryWeb(root)
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        self.patch(tempfile, "tempdir", str(self.folder))

    def test_page(self) -> None:
        """
        The page is in the file, to the byte.
        """
        name = self.successResultOf(self.web.finish(downloadToTempFile(self.web, f"{URL}/page")))
        self.assertEqual(Path(name).read_bytes(), b"a page\xff\n")
        self.assertEqual(list(self.folder.iterdir()), [Path(name)])

    def test_missing(self) -> None:
        """
        A page that is not there leaves no file.
        """
        downloading = self.web.finish(downloadToTempFile(self.web, f"{URL}/missing"))
        self.failureResultOf(downloading, ClientError)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_printFile(self) -> None:
        """
        The bytes of the file go to standard output, whatever its encoding is.
        """
        path = self.folder / "file"
        path.write_bytes(b"bytes\xff\r\n")
        out = BytesIO()
        self.patch(sys, "stdout", TextIOWrapper(out, "ascii"))
        printFile(str(path))
        self.assertEqual(out.getvalue(), b"bytes\xff\r\n")


class ProcessTests(SynchronousTestCase):
    """
    The program, and servers that really fail.
    """

    def setUp(self) -> None:
        """
        Give the program a folder for its temporary files.
        """
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir()
        self.patch(os, "environ", {**os.environ, "TMPDIR": str(self.folder)})

    def files(self) -> list[Path]:
        """
        The temporary files that are there now.
        """
        return list(self.folder.iterdir())

    def test_whole(self) -> None:
        """
        A page is printed, and its file deleted.
        """
        data = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"
        with ScriptedServer(saying(data)) as server:
            result = runClient("webcat2", server.url)
        self.assertEqual((result.stdout, result.stderr), ("hello\n", ""))
        self.assertEqual(self.files(), [])

    def test_cutShort(self) -> None:
        """
        Of half a page nothing is printed, and nothing is left.
        """
        with ScriptedServer(saying(CUT)) as server:
            result = runClient("webcat2", server.url)
        self.assertEqual((result.stdout, result.returncode), ("", Exit.PROTOCOL))
        self.assertEqual(self.files(), [])

    def test_interrupt(self) -> None:
        """
        Ctrl-C in the middle leaves nothing either.
        """
        with ScriptedServer(saysNothing) as server:
            arguments = command("webcat2", server.url)
            with Warm(arguments, env=environment()) as child:
                poll(lambda: server.requests and self.files())
                child.send_signal(signal.SIGINT)
                self.assertEqual(child.wait(PROGRAM_PATIENCE), Exit.INTERRUPTED)
        self.assertEqual(self.files(), [])
