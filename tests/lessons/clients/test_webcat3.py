"""
webcat3: the login, by HTTP Basic (RFC 7617), for which the password is typed.
"""

from __future__ import annotations

import getpass
import signal
import sys
from io import StringIO

import pexpect
from hyperlink import URL
from twisted.internet.defer import Deferred
from twisted.trial.unittest import SynchronousTestCase
from twisted.web.http_headers import Headers
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.util import Redirect

from lessons.clients import webcat3
from lessons.clients.errors import ClientError
from lessons.clients.statuses import Exit
from server.pages import Layout
from server.practice.pages import Protected
from tests.support.clients import MemoryWeb, command, environment, runClient
from tests.support.process import StepProcess
from tests.support.terminals import Spawn

PAGE = "Hello, student. Only you can read this.\n"

REALMS = {
    'Basic realm="here"': "here",
    'basic realm="a \\"quoted\\" place"': 'a "quoted" place',
    'Basic charset="UTF-8", realm="here"': "here",
    'Digest realm="there", nonce="x", Basic realm="here"': "here",
    'Basic realm="two\x1b[2J\tlines"': "two [2J lines",
    'Basic realm=""': "",
    "Basic": "",
}

NOT_BASIC = {
    "": "nothing that it names",
    'Digest realm="there"': 'Digest realm="there"',
    'Bearer realm="basic"': 'Bearer realm="basic"',
}


class Refusal:
    """
    As much of a response as the realm is read from.
    """

    def __init__(self, challenge: str) -> None:
        self.headers = Headers({"www-authenticate": [challenge]} if challenge else {})


class RealmTests(SynchronousTestCase):
    """
    The realm, read from the server's challenge.
    """

    def test_basic(self) -> None:
        """
        The realm of HTTP Basic is found, among other challenges too.
        """
        for challenge, realm in REALMS.items():
            self.assertEqual(webcat3.findRealm(Refusal(challenge)), realm, challenge)  # type: ignore[arg-type]

    def test_others(self) -> None:
        """
        Another kind of login is refused, with the server's words.
        """
        for challenge, words in NOT_BASIC.items():
            with self.assertRaises(ClientError, msg=challenge) as caught:
                webcat3.findRealm(Refusal(challenge))  # type: ignore[arg-type]
            self.assertIn(f"wants {words}, not Basic", str(caught.exception))
            self.assertIs(caught.exception.status, Exit.LOGIN)


class Terminal(StringIO):
    """
    A keyboard, which is a terminal.
    """

    def isatty(self) -> bool:
        return True


class MemoryTests(SynchronousTestCase):
    """
    The login on a site in memory: when a name and a password are asked for, and to whom
    they go.
    """

    def setUp(self) -> None:
        """
        Build a site with something to guard, and sit at the keyboard.
        """
        self.root = Resource()
        self.root.putChild(b"protected", Protected(Layout()))
        self.root.putChild(b"old", Redirect(b"/protected"))
        self.err = StringIO()
        self.printed: list[bytes] = []
        self.patch(sys, "stderr", self.err)
        self.patch(webcat3, "printPage", self.printed.append)

    def fetch(self, path: str, user: str, password: str) -> Deferred[None]:
        """
        Fetch a page, and answer the questions.
        """
        self.patch(sys, "stdin", Terminal(f"{user}\n"))
        self.patch(webcat3, "getpass", lambda prompt, stream: password)
        web = MemoryWeb(self.root)
        return web.finish(webcat3.webcat3(web, f"http://example.org/{path}"))

    def test_login(self) -> None:
        """
        With the right user and password, the page comes.
        """
        self.successResultOf(self.fetch("protected", "student", "greenhouse"))
        self.assertEqual(b"".join(self.printed).decode(), PAGE)

    def test_wrongPassword(self) -> None:
        """
        With a wrong one, the login fails: there is no second question.
        """
        error = self.failureResultOf(self.fetch("protected", "student", "x"), ClientError).value
        self.assertEqual((str(error), error.status), ("401 Unauthorized", Exit.LOGIN))
        self.assertEqual(self.printed, [])

    def test_redirected(self) -> None:
        """
        The login goes to where the redirect led, not to where it began.
        """
        self.successResultOf(self.fetch("old", "student", "greenhouse"))
        self.assertEqual(b"".join(self.printed).decode(), PAGE)

    def test_credentials(self) -> None:
        """
        The user and the password may hold anything; they are sent in UTF-8, as
        base64 (RFC 7617 section 2).
        """
        seen: list[bytes | None] = []

        class Asking(Resource):
            isLeaf = True

            def render_GET(self, request: Request) -> bytes:
                seen.append(request.getHeader(b"authorization"))
                request.setHeader(b"www-authenticate", b'Basic realm="x"')
                request.setResponseCode(401)
                return b""

        self.root.putChild(b"asking", Asking())
        self.failureResultOf(self.fetch("asking", "test", "123£"), ClientError)
        self.assertEqual(seen, [None, b"Basic dGVzdDoxMjPCow=="])

    def test_warning(self) -> None:
        """
        A password that leaves this machine readable is warned of.
        """
        self.successResultOf(self.fetch("protected", "student", "greenhouse"))
        self.assertIn("the password goes to example.org unencrypted", self.err.getvalue())

    def test_noWarning(self) -> None:
        """
        A password that stays on this machine, or goes encrypted, is not warned of.
        """
        for url in ("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "https://a.b/"):
            webcat3.warnIfReadable(URL.from_text(url))
        self.assertEqual(self.err.getvalue(), "")

    def test_handlerOfCtrlC(self) -> None:
        """
        The handler of Ctrl-C is put back after the questions.
        """
        before = signal.getsignal(signal.SIGINT)
        self.successResultOf(self.fetch("protected", "student", "greenhouse"))
        self.assertIs(signal.getsignal(signal.SIGINT), before)

    def test_getpass(self) -> None:
        """
        The password is read by the standard library, which shows none of it.
        """
        self.assertIs(vars(webcat3)["getpass"], getpass.getpass)


class ProcessTests(SynchronousTestCase):
    """
    The program, in a real terminal.
    """

    def setUp(self) -> None:
        """
        Start the server, and the program.
        """
        server = StepProcess("server.practice")
        server.__enter__()
        self.addCleanup(server.cleanUp)
        self.url = f"http://127.0.0.1:{server.port}/protected"

    def spawn(self) -> pexpect.spawn:
        """
        Run webcat3 in a terminal, up to its first question.
        """
        program, *arguments = command("webcat3", self.url)
        child = Spawn(program, arguments, env=environment(), encoding="utf-8", timeout=20)
        self.addCleanup(child.close, force=True)
        child.expect_exact("for: the practice greenhouse\r\n")
        child.expect_exact("user: ")
        return child

    def test_login(self) -> None:
        """
        A person logs in; the password is not shown.
        """
        child = self.spawn()
        child.sendline("student")
        child.expect_exact("password: ")
        child.sendline("greenhouse")
        child.expect_exact(PAGE.strip())
        self.assertNotIn("greenhouse", child.before)
        child.expect(pexpect.EOF)
        self.assertEqual(child.wait(), Exit.WELL)

    def test_wrongPassword(self) -> None:
        """
        A wrong password is told in one line.
        """
        child = self.spawn()
        child.sendline("student")
        child.expect_exact("password: ")
        child.sendline("rosebud")
        child.expect_exact("webcat3: 401 Unauthorized\r\n")
        child.expect(pexpect.EOF)
        self.assertEqual(child.wait(), Exit.LOGIN)

    def test_interrupt(self) -> None:
        """
        Ctrl-C at either question ends the program at once.
        """
        for answers in ((), ("student",)):
            child = self.spawn()
            for answer in answers:
                child.sendline(answer)
                child.expect_exact("password: ")
            child.sendintr()
            child.expect_exact("webcat3: nobody has logged in\r\n")
            child.expect(pexpect.EOF)
            self.assertEqual(child.wait(), Exit.INTERRUPTED)

    def test_noTerminal(self) -> None:
        """
        Without a terminal nobody can answer: it does not wait.
        """
        result = runClient("webcat3", self.url)
        self.assertEqual(result.returncode, Exit.LOGIN)
        self.assertIn("run this in a terminal\n", result.stderr)
        self.assertEqual(result.stdout, "")
