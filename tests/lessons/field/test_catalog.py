"""
What is kept of the clients: a page for each, and what each has sent.
"""

from twisted.trial.unittest import SynchronousTestCase

from lessons.field.catalog import FOLDER, RECORDED, bytesOf, readClients, readRecordings


class CatalogTests(SynchronousTestCase):
    """
    The list, the recordings and the pages belong together.
    """

    def test_pages(self) -> None:
        """
        Each client has a page with its title, and there is no other page.
        """
        pages = {path.stem: path.read_text() for path in FOLDER.glob("*.rst")}
        del pages["index"], pages["servers"]
        self.assertEqual(set(pages), set(readClients()))
        for name, client in readClients().items():
            self.assertEqual(pages[name].splitlines()[0], client.title)

    def test_recordings(self) -> None:
        """
        Each client has been recorded at each of its tasks, in the order of the list.
        """
        wanted = [
            (client.name, task) for client in readClients().values() for task in client.doings
        ]
        self.assertEqual([(one.client, one.task) for one in readRecordings()], wanted)
        self.assertGreaterEqual(len(readClients()), 40)

    def test_files(self) -> None:
        """
        What the index names is there, and nothing else; each names its version and its day.
        """
        named = {name for one in readRecordings() for name in one.files}
        found = {str(path.relative_to(RECORDED)) for path in RECORDED.glob("*/*")}
        self.assertEqual(named, found)
        for one in readRecordings():
            self.assertRegex(one.version, r"\d")
            self.assertRegex(one.date, r"^20\d\d-\d\d-\d\d$")
            self.assertLessEqual(len(one.files), max(one.connections, 0))


class FactsTests(SynchronousTestCase):
    """
    What the pages say of some clients is what these have sent.
    """

    def heard(self, name: str) -> bytes:
        """
        What a client sent, as L{bytesOf} has it.
        """
        return bytesOf(f"{name}.bin")

    def fields(self, name: str) -> list[bytes]:
        """
        The field lines of the first head that a client sent.
        """
        return self.heard(name).partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]

    def test_telnet(self) -> None:
        """
        A pipe makes telnet say nothing and leave with status 0; Ctrl-C is five bytes.
        """
        statuses = {one.client: one.status for one in readRecordings()}
        self.assertEqual((self.heard("telnet-piped/page"), statuses["telnet-piped"]), (b"", 0))
        self.assertEqual(self.heard("telnet-interrupted/page")[:5], b"\xff\xf4\xff\xfd\x06")

    def test_negotiation(self) -> None:
        """
        plink opens with 21 bytes of telnet's own.
        """
        self.assertEqual(len(self.heard("plink/page")), 21)
        self.assertEqual(self.heard("plink/page").count(b"\xff"), 7)

    def test_lineEnds(self) -> None:
        """
        Both editions of nc send LF alone, and CR LF with -C.
        """
        for name in ("nc-openbsd", "nc-traditional", "plink-raw"):
            self.assertNotIn(b"\r", self.heard(f"{name}/page"))
            self.assertIn(b"\n", self.heard(f"{name}/page"))
        for name in ("nc-openbsd-C", "nc-traditional-C", "ncat", "socat", "busybox-telnet"):
            self.assertTrue(self.heard(f"{name}/page").endswith(b"\r\n\r\n"), name)

    def test_portLeftOut(self) -> None:
        """
        wget2 leaves the port out, even in what it asks of a proxy.
        """
        self.assertIn(b"Host: 127.0.0.1", self.fields("wget2/page"))
        self.assertTrue(self.heard("wget2/proxy").startswith(b"GET http://127.0.0.1/ HTTP/1.1"))

    def test_tunnels(self) -> None:
        """
        links and lftp open a tunnel without Host, ffmpeg with the proxy's; lftp asks in
        absolute-form inside it.
        """
        for name in ("links", "lftp"):
            self.assertTrue(self.heard(f"{name}/tunnel").startswith(b"CONNECT "))
            self.assertNotIn(b"host:", self.heard(f"{name}/tunnel").lower())
        self.assertIn(b"Host: 127.0.0.1:8080", self.fields("ffmpeg/tunnel"))
        self.assertTrue(self.heard("lftp/tunnel-2").startswith(b"GET https://127.0.0.1:8443/ "))

    def test_forms(self) -> None:
        """
        The boundary of links is all zeros, that of LWP always the same.
        """
        boundary = b"boundary=" + b"-" * 27 + b"0" * 29
        self.assertIn(boundary, self.heard("links/form").split(b"\r\n\r\n")[1])
        self.assertIn(b"boundary=xYzZY", self.heard("lwp/form"))

    def test_odd(self) -> None:
        """
        svn asks about a server without a path; cadaver sends a field without a value; apt
        sends three requests in one go; ffprobe opens two connections for one file.
        """
        self.assertTrue(self.heard("svn/proxy").startswith(b"OPTIONS http://127.0.0.1:8000 HTTP"))
        self.assertIn(b"Keep-Alive: ", self.fields("cadaver/page"))
        self.assertEqual(self.heard("apt/parts").count(b"GET /"), 3)
        self.assertEqual(self.heard("ffmpeg/page"), self.heard("ffmpeg/page-2"))

    def test_short(self) -> None:
        """
        Seven or more do not tell that 95 of 100 bytes are missing; curl ends with status 18.
        """
        statuses = {one.client: one.status for one in readRecordings() if one.task == "short"}
        content = {name for name, status in statuses.items() if status == 0}
        self.assertLessEqual({"lynx", "w3m", "wget2", "axel", "lwp", "mojo", "httpie"}, content)
        self.assertEqual(statuses["curl"], 18)

    def test_complete(self) -> None:
        """
        curl is content with a 200 to a file that it has already.
        """
        statuses = {one.client: one.status for one in readRecordings() if one.task == "ignored"}
        self.assertEqual(statuses["curl"], 0)
        self.assertIn(b"Range: bytes=10000-", self.fields("curl/ignored"))
