"""
A step that a class shares: what students type, and what each finds at C{/me}.
"""

from __future__ import annotations

import socket
from contextlib import ExitStack

import pexpect
from twisted.trial.unittest import SynchronousTestCase

from tests.support.browser import Browser
from tests.support.needs import need
from tests.support.process import StepProcess, poll
from tests.support.raw import HOST, connect, readToEnd, readUntil
from tests.support.sharedstep import PAGE, SharedStep, Student

GET = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n%b\r\n"
HELLO = b"Hello!\n"


class OptionTests(SynchronousTestCase):
    """
    With which options a step expects a class.
    """

    def test_notExpected(self) -> None:
        """
        Without --inspect, or without --interface, the line is the program's.
        """
        for arguments in (("--interface", "127.0.0.1"), ("--inspect", "0")):
            with StepProcess("lessons.step1", *arguments) as step, connect(step.port) as talk:
                talk.sendall(b"NICK ada\r\n")
                self.assertIn(b"You said: NICK ada", readUntil(talk, b"ada\r\n"))
                self.assertNotRegex(step.out, PAGE)

    def test_taken(self) -> None:
        """
        A port that is taken is told with the option that chooses it.
        """
        with ExitStack() as resources:
            taken = resources.enter_context(socket.create_server((HOST, 0)))
            port = str(taken.getsockname()[1])
            arguments = ("--interface", HOST, "--inspect", "0", "--me", port)
            step = StepProcess("lessons.step1", *arguments)
            with self.assertRaises(AssertionError), step:
                pass


class RoomTestCase(SynchronousTestCase):
    """
    Starts a step for a class.
    """

    module = "lessons.step3"

    def setUp(self) -> None:
        """
        Start the step, which expects a class.
        """
        self.resources = ExitStack()
        self.addCleanup(self.resources.close)
        self.shared = SharedStep(self.resources, self.module)

    def connect(self, *pieces: bytes) -> socket.socket:
        """
        Connect to the step, and send something.
        """
        talk = self.resources.enter_context(connect(self.shared.port))
        for piece in pieces:
            talk.sendall(piece)
        return talk

    def ask(self, path: bytes, before: bytes = b"", fields: bytes = b"") -> None:
        """
        Ask the step for something, on a connection of its own.
        """
        talk = self.connect(before + GET % (path, b"Connection: close\r\n" + fields))
        self.assertIn(b"HTTP/1.1 404", readToEnd(talk))


class MeTests(RoomTestCase):
    """
    The students' page, as browsers get it: their own connections, and nobody else's.
    """

    def test_own(self) -> None:
        """
        A student sees what went over her connections, those with her line and those with her
        browser's cookie.
        """
        ada = Student(self.shared.mePort, "ada")
        self.assertIn("You have not connected yet.", ada.own())
        self.ask(b"by-telnet", ada.line + b"\r\n")
        self.ask(b"by-browser", fields=ada.cookie)
        poll(lambda: "/by-telnet" in ada.own() and "/by-browser" in ada.own())
        self.assertIn("NICK ada (secret)", ada.own())
        self.assertNotIn(ada.cookie.decode().strip(), ada.own())

    def test_others(self) -> None:
        """
        Nobody sees another's: not by her name, not by a wrong code, not by the same machine.
        """
        ada, eve = Student(self.shared.mePort, "ada"), Student(self.shared.mePort, "eve")
        self.ask(b"of-ada", ada.line + b"\r\n")
        self.ask(b"of-eve", eve.line + b"\n")
        self.ask(b"of-nobody", b"NICK ada\r\n")
        self.ask(b"of-guess", b"NICK ada 22222\r\n")
        poll(lambda: "/of-ada" in ada.own() and "/of-eve" in eve.own())
        for path in ("/of-eve", "/of-nobody", "/of-guess"):
            self.assertNotIn(path, ada.own())
        self.assertNotIn("/of-ada", eve.own())
        self.assertNotIn("of-", Browser(self.shared.mePort).get("/me").text)

    def test_program(self) -> None:
        """
        The program does not see the line: what follows is answered as ever.
        """
        ada = Student(self.shared.mePort, "ada")
        for beginning in (ada.line + b"\r\n", ada.line + b"\n", b"NICK bob\r\n"):
            talk = self.connect(beginning, GET % (b"", b""))
            self.assertTrue(readUntil(talk, HELLO).startswith(b"HTTP/1.1 200 "), beginning)

    def test_slowly(self) -> None:
        """
        It may come byte by byte; and what only begins so is the program's.
        """
        talk = self.connect()
        talk.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"NICK ada\r\n" + GET % (b"", b""):
            talk.sendall(bytes([byte]))
        self.assertIn(HELLO, readUntil(talk, HELLO))
        for line in (b"NICKY / HTTP/1.1\r\n\r\n", b"NICK / HTTP/1.1\r\nHost: a\r\n\r\n"):
            self.assertTrue(readUntil(self.connect(line), b"\n").startswith(b"HTTP/1.1 "), line)

    def test_long(self) -> None:
        """
        A line without an end is the program's, and refused there.
        """
        talk = self.connect(b"NICK " + b"a" * 100_000)
        self.assertIn(b"HTTP/1.1 4", readToEnd(talk))

    def test_join(self) -> None:
        """
        Whoever cannot be called so is told why, and may try another name; what was typed stays.
        """
        Student(self.shared.mePort, "ada")
        other = Browser(self.shared.mePort)
        answer = other.post("/join", name="Ada")
        self.assertEqual(answer.status, 422)
        self.assertIn("Somebody is called Ada already", answer.text)
        self.assertIn('value="Ada"', answer.text)
        self.assertEqual(other.post("/join", name="\u202e").status, 422)
        self.assertEqual(other.get("/join", b"").status, 422)
        shown = Browser(self.shared.mePort).get("/me?name=%3Cb%3E").text
        self.assertIn("&lt;b&gt;", shown)

    def test_leave(self) -> None:
        """
        Whoever leaves is nobody, and what was theirs is nobody's, even when the name is taken
        again.
        """
        ada = Student(self.shared.mePort, "ada")
        self.ask(b"of-ada", ada.line + b"\r\n")
        poll(lambda: "/of-ada" in ada.own())
        self.assertEqual(ada.post("/leave").status, 303)
        self.assertIn("What shall the class call you?", ada.own())
        self.assertNotIn("/of-ada", Student(self.shared.mePort, "ada").own())

    def test_guarded(self) -> None:
        """
        Other names and other sites get nothing done; nothing is kept by anybody.
        """
        ada = Student(self.shared.mePort, "ada")
        for path, field, status in (
            ("/me", b"Host: evil.example", b"421"),
            ("/part", b"Host: evil.example", b"421"),
            ("/part", b"Host: localhost\r\nSec-Fetch-Site: cross-site", b"403"),
            ("/part", b"Host: localhost", b"403"),
            ("/live", b"Host: localhost", b"403"),
        ):
            with connect(self.shared.mePort) as talk:
                head = b"GET %b HTTP/1.1\r\n%b\r\nConnection: close\r\n\r\n"
                talk.sendall(head % (path.encode(), field))
                self.assertTrue(readToEnd(talk).startswith(b"HTTP/1.1 " + status), path)
        with connect(self.shared.mePort) as talk:
            begin = b"POST /join HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
            content = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n"
            talk.sendall(begin + content + b"Connection: close\r\n\r\nname=eve")
            self.assertTrue(readToEnd(talk).startswith(b"HTTP/1.1 403"))
        for path in ("/me", "/part"):
            self.assertEqual(ada.get(path).headers["Cache-Control"], "no-store")

    def test_nothingElse(self) -> None:
        """
        The inspector is not there, nor is its link.
        """
        ada = Student(self.shared.mePort, "ada")
        for path in ("/part/connections", "/send", "/export", "/?token=x"):
            self.assertIn(ada.get(path).status, (403, 404, 303), path)
        self.assertNotIn("token", ada.own())


class TelnetTests(RoomTestCase):
    """
    Thirty students with telnet on one step.
    """

    module = "lessons.step1"

    def test_thirty(self) -> None:
        """
        Each of them names itself, and is answered; the teacher sees all by name.
        """
        telnet = need("telnet")
        for number in range(30):
            child = pexpect.spawn(telnet, [HOST, str(self.shared.port)], timeout=60)
            self.addCleanup(child.close)
            child.expect("Escape character")
            child.sendline(f"NICK student {number:02}")
            child.sendline(f"I am number {number:02}")
            child.expect(f"You said: I am number {number:02}")
        teacher = Browser(int(self.shared.root.rpartition(":")[2]))
        teacher.get(self.shared.link)
        page = teacher.get("/?part=connections").text
        for number in range(30):
            self.assertIn(f"<bdi>student {number:02}</bdi>", page)
        self.assertNotIn("You said: NICK", page)
