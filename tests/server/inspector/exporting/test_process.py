"""
Exports and imports of a running step.
"""

from __future__ import annotations

import json

from server.drafts import encodeDraft
from tests.server.inspector.sending.test_process import SendingTestCase
from tests.support.browser import Browser

SECRET = "GET /é HTTP/1.1\nHost: a\nCookie: id=sesame\n\nGET / HTTP/1.1\nHost: a\n\n"
TYPES = {
    "txt": "text/plain; charset=utf-8",
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "har": "application/json",
}


def file(content: bytes) -> bytes:
    """
    Write a form with a file.
    """
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    return head + content + b"\r\n--x--\r\n"


class ExportTests(SendingTestCase):
    """
    Files that leave.
    """

    def setUp(self) -> None:
        """
        Send something.
        """
        super().setUp()
        self.browser.post("/send", text=SECRET)

    def test_kinds(self) -> None:
        """
        Each kind is a file to be kept, of its own type; the page links them all.
        """
        page = self.browser.get("/?connection=1").text
        for ending, contentType in TYPES.items():
            answer = self.browser.get(f"/export/1.{ending}")
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.headers["Content-Type"], contentType)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(
                answer.headers["Content-Disposition"],
                f'attachment; filename="step3-connection-1.{ending}"',
            )
            self.assertIn(f'href="/export/1.{ending}"', page)
        self.assertIn("$ python -m lessons.step3\n", self.browser.get("/export/1.txt").text)

    def test_secrets(self) -> None:
        """
        Secrets are masked unless the page shows them.
        """
        for ending in TYPES:
            self.assertNotIn("sesame", self.browser.get(f"/export/1.{ending}").text)
        self.assertIn("sesame", self.browser.get("/export/1.txt?secrets=show").text)
        page = self.browser.get("/?connection=1&secrets=show").text
        self.assertIn('href="/export/1.txt?secrets=show"', page)

    def test_none(self) -> None:
        """
        What is not there is told so.
        """
        paths = ("", "1", "2.txt", "1.exe", "1.", ".txt", "x.txt", "².txt", "1/1.txt", "9" * 20)
        for path in (*paths, f"{'9' * 20}.txt", "%00.txt", "..%2f1.txt"):
            quoted = path.replace("²", "%C2%B2")
            self.assertEqual(self.browser.get(f"/export/{quoted}").status, 404, path)
        self.assertEqual(self.step.process.err, "")

    def test_stranger(self) -> None:
        """
        Who has not the link gets nothing.
        """
        self.assertEqual(Browser(self.port).get("/export/1.txt").status, 403)


class ImportTests(SendingTestCase):
    """
    A file that comes.
    """

    def test_ownTranscript(self) -> None:
        """
        What was exported comes back: its requests can be edited and sent again.
        """
        self.browser.post("/send", text=SECRET)
        transcript = self.browser.get("/export/1.txt?secrets=show").text.encode()
        self.assertEqual(self.post(file(transcript), "/import").status, 303)
        text = self.browser.get("/").text
        self.assertIn("Imported: 1 request.", text)  # its target is wrong, and not read behind
        self.assertIn("edit and send again, secrets shown", text)
        self.assertNotIn("id=sesame", text)
        self.assertIn("Cookie: id=sesame", self.browser.get("/?secrets=show").text)

    def test_archive(self) -> None:
        """
        So do the requests of an HTTP archive; of others it is said why they do not.
        """
        self.browser.post("/send", text="GET /kept HTTP/1.1\nHost: a\n\n")
        archive = json.loads(self.browser.get("/export/1.har").text)
        archive["log"]["entries"].append({"request": {"method": "G T", "url": "http://a/<b>"}})
        self.assertEqual(self.post(file(json.dumps(archive).encode()), "/import").status, 303)
        text = self.browser.get("/").text
        self.assertIn("Imported: 1 request.", text)
        self.assertIn("/kept", text)
        draft = encodeDraft(b"GET /kept HTTP/1.1\r\nHost: a\r\n\r\n")
        self.assertIn(f"draft={draft}#send", text)
        self.assertNotIn("<b>", text)

    def test_several(self) -> None:
        """
        Each request is one, and so is what is no whole one.
        """
        transcript = b"$ telnet 127.0.0.1 8000\n"
        for line in (
            "GET /a?password=sesame HTTP/1.1",
            "Host: a",
            "",
            "GET /b HTTP/1.1",
            "X: <b>",
        ):
            transcript += f"> {line}\n".encode()
        self.assertEqual(self.post(file(transcript), "/import").status, 303)
        text = self.browser.get("/").text
        self.assertIn("Imported: 2 requests.", text)
        self.assertIn("<code>GET /a?password=(secret)</code>", text)
        self.assertIn("<code>what is not a whole request</code>", text)
        self.assertNotIn("<b>", text)

    def test_wrong(self) -> None:
        """
        What is no such file is told so, and what was imported before is still there.
        """
        good = b"$ telnet 127.0.0.1 8000\n> GET / HTTP/1.1\n> Host: a\n>\n"
        self.assertEqual(self.post(file(good), "/import").status, 303)
        for content, sentence in (
            (b"", "Choose a file."),
            (b"\0\xff", "It is no transcript: no line begins with"),
            (b"{", "JSON"),
            (b'{"log": 7}', "."),
            (b"[" * 10_000, "transcript"),
            (b'{"a":' * 10_000, "."),
            (b"$ rm -rf /\n", "transcript"),
            (b"$ telnet a\n", "transcript"),
            (b"x" * (2**20 + 1), "1,048,576"),
        ):
            answer = self.post(file(content), "/import")
            self.assertEqual(answer.status, 400, content[:20])
            self.assertIn(sentence, answer.text)
            self.assertNotRegex(answer.text, r"\.\.</")
        for content in (b"", b"--x--", b"--x\r\n"):
            self.assertEqual(self.post(content, "/import").status, 400, content)
        self.assertIn("Imported: 1 request.", self.browser.get("/").text)
        self.assertEqual(self.step.process.err, "")
