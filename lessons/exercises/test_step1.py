"""
The checks for the exercises of step 1: C{trial lessons.exercises.test_step1}.
"""

from __future__ import annotations

from twisted.internet.protocol import Factory

from lessons.exercises.checks import ExerciseTestCase, needs
from lessons.field.catalog import bytesOf
from lessons.language import _

GOODBYE = b"Goodbye.\r\n"

QUIT = (
    "quit, however it is spelled, gets the answer Goodbye. and ends the connection (exercise 1.1)."
)
NUMBERS = "the answer is the number of the line, a colon, a blank, and the line (exercise 1.2)."
ANY_END = "with either line end, a line is what comes before it (exercise 1.3)."
WHO = 'the line "who" is answered with "Clients: " and their number (exercise 1.4).'
SHARED = "all connections of a server share one factory, self.factory (lessons/step1.rst)."
LOST = "connectionLost is called once for every connection, however it ends (lessons/step1.py)."
LIMIT = "1000 bytes is the limit for a line; its end does not count (lessons/step1.rst)."
OWN = (
    "Twisted makes one protocol object for each connection. What belongs to one conversation is "
    "an attribute of that object, not of its class (lessons/step1.rst)."
)
ECHO = "a line comes back exactly as it was typed (lessons/step1.rst, step 1)."
STREAM = (
    "a connection is a stream: one piece may hold half a line or two lines, and LineReceiver "
    'calls lineReceived once for each line (lessons/step1.rst, "What is new").'
)
CRLF = "a line ends in CR LF, but a recipient MAY recognize a single LF (RFC 9112 section 2.2)."
THREE = (
    "255 and one of 251 to 254 begin a command of three bytes, and the third may be any byte (RFC "
    '854, "TELNET COMMANDS").'
)
TWO = (
    'a command without an option is two bytes, and 255 is the first (RFC 854, "TELNET COMMANDS").'
)
DOUBLED = (
    "255 itself is sent twice when it is data, and then it means nothing else (RFC 854, "
    '"TELNET COMMANDS").'
)
NO_COMMAND = 'the byte 255 begins a command, and no other byte does (RFC 854, "TELNET COMMANDS").'

#: What two telnets have sent, as it was recorded: plink before anybody typed, that of
#: inetutils when Ctrl-C was pressed.
PLINK, INTERRUPTED = bytesOf("plink/page.bin"), bytesOf("telnet-interrupted/page.bin")


class Exercise1QuitTests(ExerciseTestCase):
    """
    Quit, however it is spelled.
    """

    exercise = "1.1"

    def test_1_capitals(self) -> None:
        """
        "QUIT" ends the conversation, as "quit" does.
        """
        self.checkQuit(b"QUIT")
        self.checkQuit(b"quit")

    def test_2_mixed(self) -> None:
        """
        Any mixture of small letters and capitals ends it.
        """
        while (mixed := self.mix("quit")) in ("QUIT", "quit", "Quit"):
            pass
        for spelling in "Quit", mixed:
            self.checkQuit(spelling.encode())

    def test_3_echo(self) -> None:
        """
        Every other line is said back exactly as it was typed, capitals included.
        """
        line = self.word().title().encode()
        for answer in self.deliveries(line + b"\r\n"):
            answer.mustBe(b"You said: " + line + b"\r\n", ECHO)

    def test_4_longer(self) -> None:
        """
        A longer line that has "quit" in it is not "quit".
        """
        for line in b"QUITE", b"Quit " + self.word().encode(), b"I quit":
            for answer in self.deliveries(line + b"\r\n"):
                answer.mustBe(b"You said: " + line + b"\r\n", QUIT)
                answer.mustStayOpen(QUIT)

    def mix(self, word: str) -> str:
        """
        Write a word with capitals at random.
        """
        return "".join(self.random.choice([letter, letter.upper()]) for letter in word)

    def checkQuit(self, spelling: bytes) -> None:
        """
        Demand that a line is answered with a goodbye.
        """
        for answer in self.deliveries(spelling + b"\r\n"):
            answer.mustBe(GOODBYE, QUIT)
            answer.mustClose(QUIT)


class Exercise2NumberTests(ExerciseTestCase):
    """
    Number the lines.
    """

    exercise = "1.2"

    def test_1_first(self) -> None:
        """
        The answer to the first line is "1: " and the line.
        """
        line = self.word().encode()
        for answer in self.deliveries(line + b"\r\n", twice=False):
            answer.mustBe(b"1: " + line + b"\r\n", NUMBERS)

    def test_2_further(self) -> None:
        """
        Each further line has the next number.
        """
        connection = self.connect()
        for number in range(1, 13):
            before = len(connection.received)
            line = self.word().encode()
            connection.send(line + b"\r\n")
            connection.mustHaveReceived(b"%d: %b\r\n" % (number, line), NUMBERS, since=before)

    @needs(1, 2)
    def test_3_glued(self) -> None:
        """
        Lines that arrive in one piece are numbered one by one.
        """
        words = [self.word().encode() for _each in range(3)]
        connection = self.connect()
        connection.how = "in one piece"
        connection.send(b"".join(word + b"\r\n" for word in words))
        numbered = [b"%d: %b\r\n" % pair for pair in enumerate(words, 1)]
        connection.mustHaveReceived(b"".join(numbered), STREAM)

    def test_4_each(self) -> None:
        """
        Every conversation has its own numbers and begins with 1, even while
        another one is going on.
        """
        server = self.makeServer()
        first = self.connect(server)
        first.send(b"one\r\ntwo\r\nthree\r\n")
        second = self.connect(server)
        second.how = "on a second connection, while the first is open"
        second.send(b"hello\r\n")
        second.mustHaveReceived(b"1: hello\r\n", OWN)
        before = len(first.received)
        first.how = "the last line after another connection has begun"
        first.send(b"four\r\n")
        first.mustHaveReceived(b"4: four\r\n", OWN, since=before)

    def test_5_quit(self) -> None:
        """
        "quit" is answered with "Goodbye." alone.
        """
        for answer in self.deliveries(b"quit\r\n"):
            answer.mustBe(GOODBYE, NUMBERS)
            answer.mustClose(NUMBERS)


class Exercise3LineEndTests(ExerciseTestCase):
    """
    A line may end in LF alone.
    """

    exercise = "1.3"

    def test_1_loneLF(self) -> None:
        """
        A line that ends in LF alone is said back.
        """
        line = self.word().encode()
        for answer in self.deliveries(line + b"\n"):
            answer.mustBe(b"You said: " + line + b"\r\n", CRLF)

    def test_2_stillCRLF(self) -> None:
        """
        Where a line ends in CR LF, the CR is not part of it.
        """
        line = self.word().encode()
        for answer in self.deliveries(line + b"\r\n"):
            answer.mustBe(b"You said: " + line + b"\r\n", CRLF)

    @needs(1, 2)
    def test_3_onlyOne(self) -> None:
        """
        Nothing else is taken away: no blank, and no other CR.
        """
        for line in b"  two blanks  ", b"a\rb", b"CR CR\r":
            for answer in self.deliveries(line + b"\r\n"):
                answer.mustBe(b"You said: " + line + b"\r\n", ECHO)

    @needs(1, 2)
    def test_4_quit(self) -> None:
        """
        "quit" ends the conversation with either line end.
        """
        for end in b"\n", b"\r\n":
            for answer in self.deliveries(b"quit" + end):
                answer.mustBe(GOODBYE, ANY_END)
                answer.mustClose(ANY_END)

    @needs(1, 2)
    def test_5_limit(self) -> None:
        """
        A line of 1000 bytes is still said back, and a longer one refused.
        """
        line = b"x" * 1000
        for answer in self.deliveries(line + b"\r\n"):
            answer.mustBe(b"You said: " + line + b"\r\n", LIMIT)
        for answer in self.deliveries(b"x" * 1003 + b"\r\n"):
            answer.mustClose(LIMIT)


class Exercise4WhoTests(ExerciseTestCase):
    """
    Who is there.
    """

    exercise = "1.4"

    def test_1_alone(self) -> None:
        """
        To a client that is alone, the answer is "Clients: 1".
        """
        for answer in self.deliveries(b"who\r\n"):
            answer.mustBe(b"Clients: 1\r\n", WHO)

    def test_2_several(self) -> None:
        """
        Every client that is connected counts, whoever asks.
        """
        server = self.makeServer()
        clients = [self.connect(server) for _each in range(self.random.randint(2, 5))]
        for client in clients:
            client.how = _("by one of {number} clients").format(number=len(clients))
            client.send(b"who\r\n")
            client.mustHaveReceived(b"Clients: %d\r\n" % len(clients), SHARED)

    @needs(1, 2)
    def test_3_quit(self) -> None:
        """
        A client that has quit no longer counts.
        """
        server = self.makeServer()
        self.connect(server).send(b"quit\r\n")
        self.checkAlone(server, "after another client has quit", LOST)

    @needs(1, 2)
    def test_4_gone(self) -> None:
        """
        Nor does one that has left without a word.
        """
        server = self.makeServer()
        self.connect(server).leave()
        self.checkAlone(server, "after another client has left", LOST)

    @needs(1, 2)
    def test_5_servers(self) -> None:
        """
        A second server counts its own clients.
        """
        self.connect(self.makeServer())
        self.checkAlone(self.makeServer(), "to a second server, one client on the first", SHARED)

    def test_6_otherLines(self) -> None:
        """
        Every other line is said back.
        """
        for line in b"who is there", self.word().encode():
            for answer in self.deliveries(line + b"\r\n"):
                answer.mustBe(b"You said: " + line + b"\r\n", WHO)

    def checkAlone(self, server: Factory, how: str, rule: str) -> None:
        """
        Demand that one client more counts as one.
        """
        client = self.connect(server)
        client.how = how
        client.send(b"who\r\n")
        client.mustHaveReceived(b"Clients: 1\r\n", rule)


class Exercise5TelnetTests(ExerciseTestCase):
    """
    A telnet that negotiates.
    """

    exercise = "1.5"

    def test_1_plink(self) -> None:
        """
        What plink sends before the first line is taken away, in whatever pieces it comes.
        """
        self.checkTyped(PLINK, THREE)

    def test_2_option(self) -> None:
        """
        The third byte of a command may be any byte, even one that ends a line.
        """
        for verb, option in zip(range(251, 255), (10, 13, 255, 0), strict=True):
            self.checkTyped(bytes([255, verb, option]), THREE)

    @needs(1, 2)
    def test_3_inside(self) -> None:
        """
        A command may come in the middle of a line, and after one.
        """
        word = self.word().encode()
        command = bytes([255, self.random.randint(251, 254), self.random.randint(0, 255)])
        line = word[:2] + command + word[2:] + b"\r" + command + b"\n" + command
        for answer in self.deliveries(line):
            answer.mustBe(b"You said: " + word + b"\r\n", THREE)

    def test_4_two(self) -> None:
        """
        Other commands are two bytes. Ctrl-C in telnet sends one of these.
        """
        for code in 241, self.random.randint(242, 249):
            self.checkTyped(bytes([255, code]), TWO)
        for answer in self.deliveries(INTERRUPTED):
            answer.mustBe(b"You said: \r\n", TWO)

    def test_5_doubled(self) -> None:
        """
        255 that is sent twice is one byte of the line.
        """
        word = self.word().encode()
        for rest in b"", b"\xff\xff", b"\xfb\x01":
            for answer in self.deliveries(word + b"\xff\xff" + rest + b"\r\n"):
                said = word + b"\xff" + rest.replace(b"\xff\xff", b"\xff")
                answer.mustBe(b"You said: " + said + b"\r\n", DOUBLED)

    def test_6_other(self) -> None:
        """
        All else is part of the line, and "quit" still ends the conversation.
        """
        for line in "Grüße".encode(), bytes(range(240, 255)), b"  " + self.word().encode():
            for answer in self.deliveries(line + b"\r\n"):
                answer.mustBe(b"You said: " + line + b"\r\n", NO_COMMAND)
        for answer in self.deliveries(PLINK + b"quit\r\n", twice=False):
            answer.mustBe(GOODBYE, THREE)
            answer.mustClose(THREE)

    def checkTyped(self, commands: bytes, rule: str) -> None:
        """
        Demand that a line with commands before it is said back without them.
        """
        word = self.word().encode()
        for answer in self.deliveries(commands + word + b"\r\n"):
            answer.mustBe(b"You said: " + word + b"\r\n", rule)
