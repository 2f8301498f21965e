"""
Files for everybody to see, and nothing else.
"""

from __future__ import annotations

import os
import socket
import time
from argparse import Namespace
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote_to_bytes

from twisted.internet.task import Clock
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.resource import Resource
from twisted.web.server import Site
from twisted.web.static import File

from server.files import TEXT, PublicFile
from tests.support.memory import Conversation
from tests.support.producing import get, produceBy
from tests.support.responses import Response, only, readResponse

SECRET = "for the owner only"
TEN = "0123456789"


class Links(HTMLParser):
    """
    Collects where the links of a page lead.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value or "" for name, value in attrs if name == "href")


def secondsOf(date: str) -> float:
    """
    @param date: as in a field, such as Last-Modified.
    @return: seconds since 1970.
    """
    return parsedate_to_datetime(date).timestamp()


class FilesTestCase(SynchronousTestCase):
    """
    A directory served at C{/d/}, beside which there is a secret.
    """

    def setUp(self) -> None:
        """
        Make the directory, and a connection to its server.
        """
        self.outside = Path(self.mktemp())
        self.directory = self.outside / "public"
        (self.directory / "sub").mkdir(parents=True)
        (self.outside / "secret").write_text(SECRET)
        (self.directory / "ten.txt").write_text(TEN)
        self.conversation = self.connect(self.directory)

    kind: type[File] = PublicFile

    def connect(self, path: Path) -> Conversation:
        """
        Open a connection to a server of some path.
        """
        kind = self.kind
        step = ModuleType("step")

        def makeFactory(reactor: Clock, options: Namespace) -> Site:
            root = Resource()
            root.putChild(b"d", kind(str(path)))
            return Site(root, reactor=reactor)

        step.makeFactory = makeFactory  # type: ignore[attr-defined]
        conversation = Conversation(step)
        produceBy(self, conversation.clock)
        return conversation

    def get(self, target: str, *fields: str, method: str = "GET") -> Response:
        """
        Make one request, and read the answer.
        """
        return get(self.conversation, target, *fields, method=method)

    def assertHidden(self, name: str, target: str | None = None) -> None:
        """
        Check that nothing of that name is served or listed.
        """
        answer = self.get(target or f"/d/{name}")
        self.assertEqual(answer.status, 404)
        self.assertNotIn(SECRET, answer.text)
        self.assertNotIn(name, Links(self.get("/d/").text).found)


class WhatIsShownTests(FilesTestCase):
    """
    What is served of a folder, and what is not: hidden files, links that lead out of it,
    other folders.
    """

    def test_file(self) -> None:
        """
        A plain file comes as it is, to the byte.
        """
        self.assertEqual(self.get("/d/ten.txt").text, TEN)

    def test_hidden(self) -> None:
        """
        A name that begins with a dot is hidden, be it a file or a directory.
        """
        (self.directory / ".env").write_text(SECRET)
        (self.directory / ".git").mkdir()
        (self.directory / ".git" / "config").write_text(SECRET)
        self.assertHidden(".env")
        self.assertHidden(".git/", "/d/.git/")
        self.assertHidden(".git/config", "/d/.git/config")
        self.assertHidden(".env", "/d/%2eenv")

    def test_thisFolder(self) -> None:
        """
        A segment of one dot stays where it is, as apt writes it; a file has no such segment.
        """
        self.assertEqual(self.get("/d/./ten.txt").text, TEN)
        self.assertEqual(self.get("/d/././ten.txt").text, TEN)
        self.assertEqual(self.get("/d/ten.txt/.").status, 404)

    def test_links(self) -> None:
        """
        No link is followed, to a file or to a directory.
        """
        (self.directory / "file").symlink_to("../secret")
        (self.directory / "up").symlink_to("..")
        (self.directory / "index.html").symlink_to("../secret")
        self.assertHidden("file")
        self.assertHidden("up/", "/d/up/")
        self.assertHidden("up/secret", "/d/up/secret")
        self.assertHidden("index.html")

    def test_rootMayBeALink(self) -> None:
        """
        The directory itself was chosen by its owner, who may name a link.
        """
        link = self.outside / "link"
        link.symlink_to("public")
        self.conversation = self.connect(link)
        self.assertEqual(self.get("/d/ten.txt").text, TEN)

    def test_outside(self) -> None:
        """
        No spelling of a path leads out of the directory.
        """
        for path in (
            "../secret",
            "%2e%2e/secret",
            "..%2fsecret",
            "%2e%2e%2fsecret",
            "sub/../../secret",
            "sub/..%2f..%2fsecret",
            "..%5csecret",
            "%2fetc%2fpasswd",
            "/etc/passwd",
            "//etc/passwd",
            f"%2f{self.outside.resolve()}/secret",
            "..%00/secret",
            "..;/secret",
            "%c0%ae%c0%ae/secret",
            "%252e%252e/secret",
        ):
            answer = self.get(f"/d/{path}")
            self.assertEqual(answer.status, 404, path)
            self.assertNotIn(SECRET, answer.text)

    def test_nul(self) -> None:
        """
        A NUL ends no name early, and raises nothing.
        """
        for path in ("ten.txt%00", "ten.txt%00.html", "%00", "sub%00/"):
            self.assertEqual(self.get(f"/d/{path}").status, 404, path)

    def test_longName(self) -> None:
        """
        A name that no disk could hold is not found.
        """
        self.assertEqual(self.get("/d/" + "x" * 5000).status, 404)

    def test_deepPath(self) -> None:
        """
        A path of many segments is not found.
        """
        self.assertEqual(self.get("/d" + "/sub" * 2000).status, 404)

    def test_belowAFile(self) -> None:
        """
        There is nothing below a file.
        """
        self.assertEqual(self.get("/d/ten.txt/").status, 404)
        self.assertEqual(self.get("/d/ten.txt/x").status, 404)

    def test_pipesAndSockets(self) -> None:
        """
        What is neither a file nor a directory is not opened: it could block us.
        """
        os.mkfifo(self.directory / "pipe")
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(os.path.relpath(self.directory / "socket"))
        self.assertHidden("pipe")
        self.assertHidden("socket")

    def test_undecodableName(self) -> None:
        """
        A file whose name is not UTF-8 is listed, and its link leads to it.
        """
        (Path(os.fsdecode(os.fsencode(self.directory) + b"/\xff.txt"))).write_text(TEN)
        self.assertIn("%FF.txt", Links(self.get("/d/").text).found)
        self.assertEqual(self.get("/d/%ff.txt").text, TEN)

    def test_unreadableFile(self) -> None:
        """
        A file that may not be read is forbidden, and no more is said.
        """

        def refuse(*arguments: object) -> None:
            raise PermissionError(13, "Permission denied")

        self.patch(PublicFile, "openForReading", refuse)
        self.assertEqual(self.get("/d/ten.txt").status, 403)

    def test_unreadableDirectory(self) -> None:
        """
        A directory that may not be listed is a 403, and one without its slash still
        redirects.
        """

        def refuse(*arguments: object) -> None:
            raise PermissionError(13, "Permission denied")

        self.patch(PublicFile, "listdir", refuse)
        self.assertEqual(self.get("/d/").status, 403)
        self.patch(PublicFile, "openForReading", refuse)
        self.assertEqual(self.get("/d/sub").fields["location"], "sub/")

    def test_unopenable(self) -> None:
        """
        Whatever else goes wrong is the server's fault, and its log says what.
        """

        def refuse(*arguments: object) -> None:
            raise OSError(24, "Too many open files")

        self.patch(PublicFile, "openForReading", refuse)
        self.assertEqual(self.get("/d/ten.txt").status, 500)
        self.assertEqual(len(self.flushLoggedErrors(OSError)), 1)

    def test_directoryThatHasGone(self) -> None:
        """
        When somebody removes the directory, it is not found.
        """
        self.conversation = self.connect(self.outside / "gone")
        for target in ("/d", "/d/", "/d/x"):
            self.assertEqual(self.get(target).status, 404, target)


class ListingTests(FilesTestCase):
    """
    The page of a directory: its rows, its links, and its order.
    """

    def test_rows(self) -> None:
        """
        Each entry is a relative link, directories with a slash, files with
        their size.
        """
        page = self.get("/d/").text
        self.assertIn('<li><a href="sub/">sub/</a></li>', page)
        self.assertIn('<li><a href="ten.txt">ten.txt</a>, 10 bytes</li>', page)
        self.assertEqual(
            Links(page).found, ["/style.css", "#content", "/", "../", "sub/", "ten.txt"]
        )

    def test_page(self) -> None:
        """
        It is an HTML5 page in UTF-8 that names its path.
        """
        answer = self.get("/d/sub/")
        self.assertEqual(answer.fields["content-type"], "text/html; charset=utf-8")
        self.assertTrue(answer.text.startswith('<!DOCTYPE html>\n<html lang="en">\n'))
        self.assertIn("<title>Directory listing for /d/sub/</title>", answer.text)
        self.assertIn('<meta name="viewport"', answer.text)
        self.assertTrue(answer.text.endswith("</html>\n"))

    def test_escaping(self) -> None:
        """
        A name is text on the page, and a path in its link, whatever it holds.
        """
        names = [b"<script>", b"a&b", b'" onclick="x', b"javascript:x", b"a b%20c?#", b"a\nb"]
        for name in names:
            (self.directory / os.fsdecode(name)).write_text(name.decode())
        page = self.get("/d/").text
        self.assertNotIn("<script", page)
        links = Links(page).found
        for name in names:
            link = next(link for link in links if unquote_to_bytes(link) == name)
            self.assertNotIn(":", link)
            self.assertEqual(self.get(f"/d/{link}").content, name)

    def test_escapedTitle(self) -> None:
        """
        A directory's name is text in the title of its page, whatever it holds.
        """
        (self.directory / "<i>").mkdir()
        self.assertIn("for /d/&lt;i&gt;/</title>", self.get("/d/%3Ci%3E/").text)

    def test_slash(self) -> None:
        """
        Without its slash, a directory redirects to itself, by a relative path.
        """
        self.assertEqual(self.get("/d").fields["location"], "d/")
        self.assertEqual(self.get("/d/sub?x=1&y=%20").fields["location"], "sub/?x=1&y=%20")
        self.assertEqual(self.get("/d/sub").status, 302)

    def test_redirectStaysHere(self) -> None:
        """
        No name of a directory can turn the redirect into one to elsewhere.
        """
        for name in ("http:", "a:b", "a\r\nSet-Cookie: b", "\\\\evil"):
            (self.directory / name).mkdir()
            quoted = "".join(f"%{byte:02X}" for byte in name.encode())
            location = self.get(f"/d/{quoted}").fields["location"]
            self.assertRegex(location, r"\A[A-Za-z0-9%.-]+/\Z", name)
            self.assertEqual(unquote_to_bytes(location), name.encode() + b"/")

    def test_secondSlash(self) -> None:
        """
        A second slash at the end leads nowhere.
        """
        self.assertEqual(self.get("/d//").status, 404)

    def test_methods(self) -> None:
        """
        A directory, as a file, can be read only.
        """
        for target in ("/d/", "/d/ten.txt", "/d/sub"):
            answer = self.get(target, "Content-Length: 0", method="POST")
            self.assertEqual(answer.status, 405, target)
            self.assertEqual(set(answer.fields["allow"].split(", ")), {"GET", "HEAD"})
        self.assertEqual(self.get("/d/", method="HEAD").status, 200)


class FieldTests(FilesTestCase):
    """
    What is said about a file, and asked about it.
    """

    def test_types(self) -> None:
        """
        The type follows from the ending; what has none that says it is text.
        """
        for name, expected in (
            ("a.html", "text/html"),
            ("a.svg", "image/svg+xml"),
            ("a.css", "text/css"),
            ("a.py", TEXT),
            ("a.RST", TEXT),
            ("a.log", TEXT),
            ("README", TEXT),
            ("a.unheard-of", TEXT),
        ):
            (self.directory / name).write_text("x")
            answer = self.get(f"/d/{name}")
            self.assertEqual(answer.fields["content-type"], expected, name)

    def test_noScript(self) -> None:
        """
        No file runs a script in the name of this server, and no browser takes
        text for a page.
        """
        (self.directory / "a.html").write_text("<script>alert(1)</script>")
        answer = self.get("/d/a.html")
        self.assertEqual(answer.fields["content-security-policy"], "sandbox")
        self.assertEqual(answer.fields["x-content-type-options"], "nosniff")

    def test_head(self) -> None:
        """
        HEAD tells of the content, and sends none.
        """
        answer = self.get("/d/ten.txt", method="HEAD")
        self.assertEqual((answer.status, answer.fields["content-length"]), (200, "10"))

    def test_notModified(self) -> None:
        """
        Whoever has the file as it is gets 304; whoever has an older one gets the file.
        """
        os.utime(self.directory / "ten.txt", (1000000000, 1000000000))
        date = self.get("/d/ten.txt").fields["last-modified"]
        self.assertEqual(date, "Sun, 09 Sep 2001 01:46:40 GMT")
        self.assertEqual(self.get("/d/ten.txt", f"If-Modified-Since: {date}").status, 304)
        older = "If-Modified-Since: Sun, 09 Sep 2001 01:46:39 GMT"
        self.assertEqual(self.get("/d/ten.txt", older).text, TEN)

    def test_oldDates(self) -> None:
        """
        A date may have any of its three forms.
        """
        os.utime(self.directory / "ten.txt", (784111777, 784111777))
        for date in (
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ):
            self.assertEqual(
                self.get("/d/ten.txt", f"If-Modified-Since: {date}").status, 304, date
            )

    def test_conditionsInOrder(self) -> None:
        """
        An entity tag goes before a date; a file has none, so that no tag is its own.
        """
        os.utime(self.directory / "ten.txt", (1_000_000_000, 1_000_000_000))
        same = "Sun, 09 Sep 2001 01:46:40 GMT"
        earlier = "Sun, 09 Sep 2001 01:46:39 GMT"
        for fields, status in (
            (['If-None-Match: "x"', f"If-Modified-Since: {same}"], 200),
            (["If-None-Match: *"], 304),
            (['If-Match: "x"', f"If-Unmodified-Since: {same}"], 412),
            (["If-Match: *", f"If-Unmodified-Since: {earlier}"], 200),
            ([f"If-Unmodified-Since: {earlier}"], 412),
            ([f"If-Unmodified-Since: {same}", f"If-Modified-Since: {same}"], 304),
        ):
            self.assertEqual(self.get("/d/ten.txt", *fields).status, status, fields)

    def test_lastModifiedIsNotLater(self) -> None:
        """
        No file is modified after the answer about it was made, not even one of
        tomorrow; a part of a second does not make it the next one.
        """
        now = time.time()
        for modified in (now, now + 86400):
            os.utime(self.directory / "ten.txt", (modified, modified))
            for fields in ((), ("If-None-Match: *",)):
                answer = self.get("/d/ten.txt", *fields).fields
                said, made = (secondsOf(answer[name]) for name in ("last-modified", "date"))
                self.assertLessEqual(said, made)
        os.utime(self.directory / "ten.txt", (1_000_000_000.9, 1_000_000_000.9))
        date = self.get("/d/ten.txt").fields["last-modified"]
        self.assertEqual(date, "Sun, 09 Sep 2001 01:46:40 GMT")

    def test_packed(self) -> None:
        """
        What is packed is sent as it is stored, and called so: no browser unpacks
        it on the way.
        """
        for name, expected in (
            ("b.tar.gz", "application/gzip"),
            ("b.tgz", "application/gzip"),
            ("a.txt.GZ", "application/gzip"),
            ("a.tar.bz2", "application/x-bzip2"),
            ("a.tar.xz", "application/x-xz"),
        ):
            (self.directory / name).write_bytes(b"packed")
            answer = self.get(f"/d/{name}")
            self.assertEqual(answer.fields["content-type"], expected, name)
            self.assertNotIn("content-encoding", answer.fields, name)

    def test_noDate(self) -> None:
        """
        Where If-Modified-Since is not a date, it is ignored (RFC 9110 section 13.1.3), and
        the file comes whole.
        """
        for value in ("", ";", "x", "Sun, 99 Foo 2001 01:46:40 GMT", "\xff", "0" * 5000):
            answer = self.get("/d/ten.txt", f"If-Modified-Since: {value}")
            self.assertEqual((answer.status, answer.text), (200, TEN), value)

    def test_range(self) -> None:
        """
        A part of a file can be had: from one byte to another, from one byte
        on, or a number of bytes at the end.
        """
        for value, content, range in (
            ("bytes=2-4", "234", "bytes 2-4/10"),
            ("bytes=7-", "789", "bytes 7-9/10"),
            ("bytes=7-99", "789", "bytes 7-9/10"),
            ("bytes=-3", "789", "bytes 7-9/10"),
            ("bytes=-10", TEN, "bytes 0-9/10"),
            ("bytes=-9999", TEN, "bytes 0-9/10"),
            ("bytes=0-0,-9999", TEN, "bytes 0-9/10"),
            ("bytes=2-3, 4-4", "234", "bytes 2-4/10"),
        ):
            answer = self.get("/d/ten.txt", f"Range: {value}")
            self.assertEqual((answer.status, answer.text), (206, content), value)
            self.assertEqual(answer.fields["content-range"], range)

    def test_rangePastTheEnd(self) -> None:
        """
        What begins after the end cannot be had.
        """
        for value in ("bytes=10-", "bytes=99-100", "bytes=-0", "bytes=" + "9" * 5000 + "-"):
            answer = self.get("/d/ten.txt", f"Range: {value}")
            self.assertEqual((answer.status, answer.text), (416, ""), value)
            self.assertEqual(answer.fields["content-range"], "bytes */10")

    def test_rangeIgnored(self) -> None:
        """
        Any other Range is ignored: several parts, or senseless.
        """
        for value in (
            "bytes=4-2",
            "bytes=-",
            "bytes=",
            "bytes=--3",
            "bytes=+1-2",
            "lines=1-2",
            "\xff",
            "bytes=0-1,3-4",
            "bytes=" + "0-," * 2000,
        ):
            answer = self.get("/d/ten.txt", f"Range: {value}")
            self.assertEqual((answer.status, answer.text), (200, TEN), value)

    def test_condition(self) -> None:
        """
        A part is sent only of the version that the client names, and only if
        the date names one version.
        """
        os.utime(self.directory / "ten.txt", (1_000_000_000, 1_000_000_000))
        date = self.get("/d/ten.txt").fields["last-modified"]
        answer = self.get("/d/ten.txt", "Range: bytes=2-4", f"If-Range: {date}")
        self.assertEqual((answer.status, answer.text), (206, "234"))
        for condition in ('"x"', "Sun, 09 Sep 2001 01:46:41 GMT", "x", ""):
            answer = self.get("/d/ten.txt", "Range: bytes=2-4", f"If-Range: {condition}")
            self.assertEqual((answer.status, answer.text), (200, TEN), condition)
        os.utime(self.directory / "ten.txt")
        date = self.get("/d/ten.txt").fields["last-modified"]
        answer = self.get("/d/ten.txt", "Range: bytes=2-4", f"If-Range: {date}")
        self.assertEqual((answer.status, answer.text), (200, TEN))

    def test_empty(self) -> None:
        """
        An empty file is served, and has no part.
        """
        (self.directory / "empty").touch()
        self.assertEqual(self.get("/d/empty").status, 200)
        self.assertEqual(self.get("/d/empty", "Range: bytes=0-").status, 416)


class ChangingFileTests(FilesTestCase):
    """
    A file that changes while it is sent.
    """

    REQUEST = b"GET /d/big HTTP/1.1\r\nHost: test\r\n\r\n"
    SIZE = 1_000_000

    def setUp(self) -> None:
        """
        Ask for a big file, and receive nothing of it yet.
        """
        super().setUp()
        self.big = self.directory / "big"
        self.big.write_bytes(b"x" * self.SIZE)
        self.head = self.conversation.send(self.REQUEST)

    def receive(self) -> bytes:
        """
        @return: the answer from its first byte, as far as it is sent now.
        """
        self.conversation.clock.advance(0)
        return self.head + self.conversation.received()

    def test_unchanged(self) -> None:
        """
        It arrives whole, and the next request on the connection is answered.
        """
        self.assertEqual(only(self.receive()).content, b"x" * self.SIZE)
        self.assertEqual(self.get("/d/ten.txt").text, TEN)

    def test_grows(self) -> None:
        """
        No byte more is sent than was announced.
        """
        with self.big.open("ab") as file:
            file.write(b"y" * 1000)
        self.assertEqual(only(self.receive()).content, b"x" * self.SIZE)
        self.assertEqual(self.get("/d/ten.txt").text, TEN)

    def test_shrinks(self) -> None:
        """
        The connection is broken off, and nothing stays open or goes on.
        """
        os.truncate(self.big, 500_000)
        received = self.receive()
        self.assertIn(b"Content-Length: 1000000\r\n", received)
        self.assertLess(len(received), self.SIZE)
        self.assertFalse(self.conversation.isOpen)
        self.assertEqual(self.openFiles(), [])

    def test_clientLeaves(self) -> None:
        """
        When the client leaves, the file is closed.
        """
        self.assertNotEqual(self.openFiles(), [])
        producer = self.conversation.transport.producer
        assert producer is not None
        producer.stopProducing()  # as a real transport does, before it says so
        self.conversation.hangUp()
        self.conversation.clock.advance(0)
        self.assertEqual(self.openFiles(), [])

    def openFiles(self) -> list[str]:
        """
        Find what this process has open of the directory.
        """
        links = Path("/proc/self/fd").iterdir()
        targets = [os.readlink(link) for link in links if link.is_symlink()]
        return [target for target in targets if target == str(self.big.resolve())]


class StockFileTests(FilesTestCase):
    """
    What C{File} gets wrong. Where a test fails here, Twisted has mended it, and
    C{PublicFile} need not do it any longer.
    """

    kind = File

    def test_shows(self) -> None:
        """
        It serves hidden files, and what links point to.
        """
        (self.directory / ".env").write_text(SECRET)
        (self.directory / "link").symlink_to("../secret")
        self.assertEqual(self.get("/d/.env").text, SECRET)
        self.assertEqual(self.get("/d/link").text, SECRET)

    def test_type(self) -> None:
        """
        It calls HTML what has no ending.
        """
        (self.directory / "README").write_text("<script>")
        self.assertEqual(self.get("/d/README").fields["content-type"], "text/html")

    def test_conditions(self) -> None:
        """
        It looks at one precondition of five.
        """
        os.utime(self.directory / "ten.txt", (784111777, 784111777))
        same = "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"
        for fields, status in (
            (['If-None-Match: "x"', same], 304),  # should be 200
            (["If-Unmodified-Since: Sat, 05 Nov 1994 08:49:37 GMT"], 200),  # 412
        ):
            self.assertEqual(self.get("/d/ten.txt", *fields).status, status, fields)

    def test_lastModified(self) -> None:
        """
        It calls a file modified in the second after.
        """
        now = int(time.time()) + 0.001
        os.utime(self.directory / "ten.txt", (now, now))
        answer = self.get("/d/ten.txt").fields
        self.assertEqual(secondsOf(answer["last-modified"]), int(now) + 1)

    def test_coding(self) -> None:
        """
        It has the browser unpack what was asked for as an archive.
        """
        (self.directory / "b.tar.gz").write_bytes(b"packed")
        answer = self.get("/d/b.tar.gz").fields
        self.assertEqual(answer["content-type"], "application/x-tar")
        self.assertEqual(answer["content-encoding"], "gzip")

    def test_raises(self) -> None:
        """
        It raises where a path holds a NUL, a range or a date makes no sense to
        it, or a listing holds a name that is not UTF-8.
        """
        odd = Path(os.fsdecode(os.fsencode(self.directory / "sub") + b"/\xff"))
        odd.write_text("x")
        for error, target, field in (
            (ValueError, "/d/%00", "X: y"),
            (OSError, "/d/ten.txt", "Range: bytes=-11"),
            (IndexError, "/d/ten.txt", "If-Modified-Since: ;"),
            (UnicodeEncodeError, "/d/sub/", "X: y"),
        ):
            self.assertEqual(self.get(target, field).status, 500, target)
            self.assertEqual(len(self.flushLoggedErrors(error)), 1, target)

    def test_grows(self) -> None:
        """
        Of a file that grows while it is sent, it sends more than it announced.
        """
        big = self.directory / "big"
        big.write_bytes(b"x" * 100_000)
        head = self.conversation.send(ChangingFileTests.REQUEST)
        with big.open("ab") as file:
            file.write(b"y" * 1000)
        self.conversation.clock.advance(0)
        _, rest = readResponse(head + self.conversation.received())
        self.assertEqual(rest, b"y" * 1000)

    def test_ranges(self) -> None:
        """
        It sends the same file as often as a request names it.
        """
        (self.directory / "big").write_bytes(b"x" * 10_000)
        answer = self.get("/d/big", "Range: bytes=" + ",".join(["0-"] * 500))
        self.assertGreater(len(answer.content), 500 * 10_000)
