"""
The greenhouse by HTTP/2, with real clients.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from tests.server.greenhouse.tls import HouseTestCase, curl
from tests.support.chromium import Watch, openBrowser
from tests.support.needs import need
from tests.support.process import poll
from tests.support.raw import HOST
from tests.support.responses import Response

#: Pages of all kinds, with further arguments of curl: their answers are compared.
PAGES: list[tuple[str, Sequence[str]]] = [
    ("/", ()),
    ("/", ("-I",)),
    ("/hello", ()),
    ("/hello", ("-X", "DELETE")),
    ("/plants/", ()),
    ("/plants/", ("-d", "name=a")),
    ("/search/", ()),
    ("/style.css", ()),
    ("/style.css", ("-H", "Range: bytes=0-9")),
    ("/style.css", ("-H", "If-Modified-Since: Fri, 31 Dec 2100 00:00:00 GMT")),
    ("/files/hello.txt", ()),
    ("/course/step1", ("--compressed",)),
    ("/calendar", ()),
    ("/form", ("-d", "a=b")),
    ("/form", ("-H", "Content-Type: multipart/form-data; boundary=x", "-d", "no form")),
    ("/session", ()),
    ("/etag", ()),
    ("/protected", ()),
    ("/echo", ("-d", "hello")),
    ("/nowhere", ()),
    ("/healthz", ("-H", "Accept-Encoding: gzip, \xe9")),
    ("/", ("-H", "Host: evil.example")),
    ("/a%zz", ()),
    ("/a%20b", ("-H", f"X: {9000 * 'x'}")),
]

#: Fields that belong to a connection of HTTP/1.1, and those that change with time.
CHANGING = ("connection", "keep-alive", "transfer-encoding", "date")
RANDOM = re.compile(r"[0-9a-f]{16,}|[\w-]{30,}")

LARGE = 30 * 2**20


def constantFields(answer: Response) -> dict[str, str]:
    """
    Leave out what another answer to the same request need not have. Where a refusal tells which
    byte is wrong, its length differs as well.
    """
    kept = {name: value for name, value in answer.fields.items() if name not in CHANGING}
    if "set-cookie" in kept:
        kept["set-cookie"] = RANDOM.sub("…", kept["set-cookie"])
    if "set-cookie" in kept or b"; byte " in answer.content:
        kept.pop("content-length", None)
    return kept


class SameAnswerTests(HouseTestCase):
    """
    HTTP/1.1 and HTTP/2, side by side.
    """

    def test_fields(self) -> None:
        """
        Every answer has the same status and the same fields, above all those that keep a
        browser safe, and says the same.
        """
        poll(lambda: "search: " in self.house.out)
        for path, arguments in PAGES:
            one, two = (
                curl(self.port, path, version, *arguments) for version in ("--http1.1", "--http2")
            )
            what = f"{path} {arguments}"
            self.assertEqual(two.status, one.status, what)
            fields, others = constantFields(one), constantFields(two)
            if "content-length" not in fields:  # by HTTP/2 it is known as well, or not
                others.pop("content-length", None)
            self.assertEqual(others, fields, what)

    def test_limit(self) -> None:
        """
        Content that is too long is refused, with a length and without: at once, or as
        soon as it is.
        """
        path = self.sparse(101 * 2**20)
        for how in (["--data-binary", f"@{path}"], ["-T", "-", "-X", "POST"]):
            with path.open("rb") as content:
                answer = curl(self.port, "/echo", "--http2", *how, content=content)
            self.assertEqual(answer.status, 413)
            self.assertIn("104,857,600 bytes", answer.text)

    def test_form(self) -> None:
        """
        A form with a large file is read as it arrives: it fills no memory, and others
        need not wait for it.
        """
        digest = hashlib.sha256(bytes(LARGE)).hexdigest()
        before = self.house.memory()
        form = ["-F", f"file=@{self.sparse(LARGE)}"]
        answer = curl(self.port, "/upload", "--http2", *form)
        self.assertIn(digest, answer.text)
        self.assertLess(self.peak() - before, LARGE // 2)

    def peak(self) -> int:
        """
        How much memory the house has used at most, in bytes.
        """
        status = Path(f"/proc/{self.house.process.pid}/status").read_text()
        return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024

    def sparse(self, size: int) -> Path:
        """
        Make a file of zeros, which takes no room on the disk.
        """
        path = Path(self.mktemp()).absolute()
        with path.open("wb") as file:
            file.truncate(size)
        return path


class ClientTests(HouseTestCase):
    """
    Clients other than curl get the same pages by HTTP/2.
    """

    def test_nghttp(self) -> None:
        """
        nghttp fetches a page with all that belongs to it.
        """
        command = [need("nghttp"), "-nas", f"https://{HOST}:{self.port}/"]
        said = subprocess.check_output(command, text=True, stderr=subprocess.DEVNULL)
        self.assertRegex(said, r"200 +\S+ /\n")
        self.assertRegex(said, r"200 +\S+ /style.css\n")

    def test_h2load(self) -> None:
        """
        h2load asks a thousand times, on ten connections, ten requests at a time each.
        """
        url = f"https://{HOST}:{self.port}/hello"
        said = subprocess.check_output([need("h2load"), "-n1000", "-c10", "-m10", url], text=True)
        self.assertIn("1000 succeeded, 0 failed", said)

    def test_browser(self) -> None:
        """
        A browser speaks HTTP/2, shows pages, and uploads a file.
        """
        with ExitStack() as resources:
            browser = openBrowser(resources)
            page = browser.new_context(ignore_https_errors=True).new_page()
            watch = Watch(page)
            page.goto(f"https://localhost:{self.port}/upload")
            kind = "performance.getEntriesByType('navigation')[0].nextHopProtocol"
            self.assertEqual(page.evaluate(kind), "h2")
            file = {"name": "a.txt", "mimeType": "text/plain", "buffer": b"hello"}
            page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
            with page.expect_navigation():
                page.get_by_role("button", name="Upload").click()
            self.assertIn("a.txt", page.inner_text("body"))
            self.assertEqual(watch.take(), [])
