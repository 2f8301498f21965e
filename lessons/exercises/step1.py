"""
Exercises for step 1. Each class below is the echo server with one thing to do.

Run one:         python -m lessons.exercises.step1 --exercise 1.2
Check your work: python -m lessons check 1        (or: check 1.2)
When stuck:      python -m lessons hint 1.2
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory, connectionDone
from twisted.python.failure import Failure

from lessons.exercises.choosing import offer
from lessons.step1 import EchoServer
from server.runner import main

# ---- Exercise 1.1: quit, however it is spelled ----


class AnyCaseQuit(EchoServer):
    """
    People type QUIT and Quit as well. Each of these ends the conversation; every
    other line is said back exactly as it was typed, capitals included.
    """

    def lineReceived(self, line: bytes) -> None:
        # TODO 1.1: recognise quit in any mixture of small letters and capitals.
        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.say(b"You said: " + line)


# ---- Exercise 1.2: number the lines ----


class LineCounter(EchoServer):
    """
    The answer to the first line of a conversation is "1: " and the line, to the
    second "2: " and the line, and so on. Every conversation begins with 1.
    "quit" is answered as before.
    """

    def connectionMade(self) -> None:
        super().connectionMade()
        # TODO 1.2: a conversation has just begun.

    def lineReceived(self, line: bytes) -> None:
        # TODO 1.2: count, and say the number.
        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.say(b"You said: " + line)


# ---- Exercise 1.3: a line may end in LF alone ----


class LenientEcho(EchoServer):
    """
    `echo hello | nc 127.0.0.1 8000` sends "hello" and LF, without CR. Echo that
    line, too. Where CR LF comes, the line ends before the CR, as it always did.
    """

    # TODO 1.3: LineReceiver splits the stream wherever it finds its delimiter,
    # and EchoServer has the usual one, CR LF. You may change lineReceived, too.

    def lineReceived(self, line: bytes) -> None:
        super().lineReceived(line)


# ---- Exercise 1.4: who is there ----


class Attendance(Factory):
    """
    One server. Each of its connections finds it as self.factory.
    """

    # TODO 1.4: something to count with.


class WhoIsThere(EchoServer):
    """
    The line "who" is answered with the number of clients that are connected now:
    "Clients: 3". Every other line is answered as before.
    """

    factory: Attendance

    def connectionMade(self) -> None:
        super().connectionMade()
        # TODO 1.4: one more.

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        super().connectionLost(reason)
        # TODO 1.4: one less.

    def lineReceived(self, line: bytes) -> None:
        # TODO 1.4: answer "who".
        super().lineReceived(line)


# ---- Exercise 1.5: a telnet that negotiates ----


class TelnetEcho(EchoServer):
    """
    plink, the telnet of PuTTY, sends seven commands before anybody types. Take all commands
    out, wherever they are: what is left is what a person has typed, and is answered as
    before.

    A command begins with the byte 255. Where the second byte is one of 251 to 254, there is
    a third, which may be any byte. Where the second is 255, it is not a command: the two
    stand for one byte 255. All other commands are two bytes.
    """

    def connectionMade(self) -> None:
        super().connectionMade()
        # TODO 1.5: a piece may end in the middle of a command.

    def dataReceived(self, data: bytes) -> None:
        # TODO 1.5: hand on what was typed, and nothing else.
        super().dataReceived(data)


# ---- The program ----

PROTOCOLS = {
    "1.1": AnyCaseQuit,
    "1.2": LineCounter,
    "1.3": LenientEcho,
    "1.4": WhoIsThere,
    "1.5": TelnetEcho,
}


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    kind = Attendance if options.exercise == "1.4" else Factory
    return kind.forProtocol(PROTOCOLS[options.exercise])


if __name__ == "__main__":
    main(makeFactory, tryThis=["telnet {host} {port}"], addOptions=offer(PROTOCOLS))
