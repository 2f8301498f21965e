"""
Step 1: a connection is a stream of bytes; a protocol turns it into lines.

The server says back every line that it hears; "quit" ends the conversation.
"""

from argparse import Namespace

from twisted.internet.interfaces import IReactorTime
from twisted.internet.protocol import Factory, connectionDone
from twisted.internet.tcp import Server
from twisted.protocols.basic import LineReceiver
from twisted.python.failure import Failure

from server.runner import main


class EchoServer(LineReceiver):
    """
    One conversation. Twisted makes one such object for each connection, calls
    C{lineReceived} for each line, and tells when the connection is gone.
    """

    transport: Server  # the TCP connection, once it is made
    MAX_LENGTH = 1000  # bytes; without a limit, one endless line fills the memory

    def connectionMade(self) -> None:
        self.peer = self.transport.getPeer()
        print(f"{self.peer.host}:{self.peer.port} connected", flush=True)
        # A client may send for ever and never read. While our answers wait,
        # the transport pauses us, and the client has to wait as well.
        self.transport.registerProducer(self, True)

    def lineReceived(self, line: bytes) -> None:
        if line == b"quit":
            self.sayLast(b"Goodbye.")
        else:
            self.say(b"You said: " + line)

    def lineLengthExceeded(self, line: bytes) -> None:
        self.sayLast(b"That line is too long: the limit is %d bytes." % self.MAX_LENGTH)

    def say(self, text: bytes) -> None:
        self.transport.write(text + b"\r\n")

    def sayLast(self, text: bytes) -> None:
        self.say(text)
        self.transport.unregisterProducer()
        self.transport.loseConnection()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        print(f"{self.peer.host}:{self.peer.port} left", flush=True)


def makeFactory(reactor: IReactorTime, options: Namespace) -> Factory:
    return Factory.forProtocol(EchoServer)


if __name__ == "__main__":
    main(makeFactory, tryThis=["telnet {host} {port}"])
