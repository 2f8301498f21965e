"""
What is sent: a file as it is, the typed lines of a transcript, or a case of the table.
"""

from __future__ import annotations

from twisted.trial.unittest import SynchronousTestCase

from lessons.replay.sources import MOST_SENT, BadSource, fromCase, fromFile
from server.conformance.table import CASES

REQUEST = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
TELNET = b"""\
$ telnet 127.0.0.1 8000
Trying 127.0.0.1...
Connected to 127.0.0.1.
> GET /\xc3\xa9 HTTP/1.1
> Host: a
>
HTTP/1.1 400 Bad Request
> ^]
telnet> quit
"""
TYPED = b"GET /\xc3\xa9 HTTP/1.1\r\nHost: a\r\n\r\n"


class FileTests(SynchronousTestCase):
    """
    Files that are sent as they are.
    """

    def test_raw(self) -> None:
        """
        Whatever does not begin like a transcript is sent byte for byte.
        """
        for data in (
            REQUEST,
            b"> GET /\n",
            b"\xff\x00",
            b"$",
            b"$ENV / HTTP/1.1\r\n",
            b"\n\n",
            b"$ \n> a\n",
        ):
            self.assertEqual(fromFile("f", data).data, data)

    def test_rawForced(self) -> None:
        """
        A transcript is sent byte for byte where that is wanted.
        """
        self.assertEqual(fromFile("f", TELNET, isRaw=True).data, TELNET)

    def test_bounds(self) -> None:
        """
        Nothing cannot be sent, nor more than a megabyte.
        """
        self.assertEqual(len(fromFile("f", bytes(MOST_SENT)).data), MOST_SENT)
        for data, expected in (b"", "f is empty"), (bytes(MOST_SENT + 1), "f is too long"):
            error = self.assertRaises(BadSource, fromFile, "f", data)
            self.assertIn(expected, str(error))


class TranscriptTests(SynchronousTestCase):
    """
    Transcripts as the walkthroughs have them.
    """

    def test_telnet(self) -> None:
        """
        What is typed is sent, with CR LF after each line, and nothing that is printed; C{^]}
        ends it.
        """
        stream = fromFile("f", TELNET)
        self.assertEqual(stream.data, TYPED)
        self.assertEqual(
            stream.origin, "what is typed in a transcript; --raw sends the file as it is"
        )

    def test_indented(self) -> None:
        """
        A block that was copied with its indentation, or with CR LF, is the same transcript.
        """
        block = b"\n" + b"".join(b"    " + line + b"\r\n" for line in TELNET.splitlines())
        self.assertEqual(fromFile("f", block).data, TYPED)
        self.assertEqual(fromFile("f", b"  " + TELNET).data, TYPED)

    def test_clients(self) -> None:
        """
        Our own telnet sends what telnet does; nc sends LF alone.
        """
        ours = TELNET.replace(b"telnet 127", b"python -m lessons.reactor.dataforward 127")
        self.assertEqual(fromFile("f", ours).data, TYPED)
        self.assertEqual(fromFile("f", b"$ nc 127.0.0.1 8000\n> hi\n").data, b"hi\n")
        printf = b"$ printf 'GET \\377%%\\r\\n' | nc 127.0.0.1 8000 | tail -n 1\nhi\n"
        self.assertEqual(fromFile("f", printf).data, b"GET \xff%\r\n")

    def test_oneClient(self) -> None:
        """
        The terminal of a server in the same transcript is left out.
        """
        server = b"$ python -m lessons.step3\nlistening on 127.0.0.1:8000\n\n"
        self.assertEqual(fromFile("f", server + TELNET).data, TYPED)

    def test_wrong(self) -> None:
        """
        What cannot be taken for one client is said, and how to send it all the same.
        """
        for data, expected in [
            (
                b"$ curl http://a/\n",
                "f: it is a transcript of `curl http://a/`, not of telnet",
            ),
            (b"$ telnetter\n> a\n", "it is a transcript of `telnetter`"),
            (b"$ telnet a 1\nTrying\n", "a transcript in which nothing is typed"),
            (b"$ telnet a 1\n> ^]\n> a\n", "a transcript in which nothing is typed"),
            (b"$ telnet a 1\n> a\n> ^C\n", "what ^C sends is not a line"),
            (TELNET * 2, "it holds 2 sessions, but there should be one"),
        ]:
            error = self.assertRaises(BadSource, fromFile, "f", data)
            self.assertIn(expected, str(error))
            self.assertIn("--raw sends the file as it is", str(error))


class CaseTests(SynchronousTestCase):
    """
    The cases of the conformance table, as bytes for a replay.
    """

    def test_every(self) -> None:
        """
        Of every case the bytes are sent that the judge sends, with the same end.
        """
        for case in CASES:
            stream = fromCase(case.name)
            self.assertEqual(bool(stream.data), bool(case.sent))
            self.assertEqual(stream.hangsUp, case.hangsUp)

    def test_host(self) -> None:
        """
        A case asks for the name that step 15 has on this machine.
        """
        self.assertEqual(fromCase("plain-get").data, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")

    def test_unknown(self) -> None:
        """
        A case that does not exist is told with one that is spelled alike.
        """
        error = self.assertRaises(BadSource, fromCase, "plain-gat")
        self.assertEqual(str(error), "there is no case 'plain-gat': did you mean plain-get?")
        error = self.assertRaises(BadSource, fromCase, "zzz")
        self.assertEqual(str(error), "there is no case 'zzz': --list names all")
