#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): twisted.protocols.haproxy closes a connection whose header of the
# PROXY protocol does not have its first 8 bytes (version 1) or 16 (version 2) in one piece.
# proxy-protocol.txt of HAProxy, section 2: "The receiver may be tolerant to partial headers or may
# simply drop the connection", and "Recommendation is to be tolerant", for TCP may deliver a header
# byte by byte. Here it depends on where it is cut: after that minimum, it may come in pieces.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='version 1, whole: 192.0.2.7
version 1, cut after 20 bytes: 192.0.2.7
version 1, cut after 5 bytes: closed
version 2, whole: 192.0.2.7
version 2, cut after 20 bytes: 192.0.2.7
version 2, cut after 12 bytes: closed'
now=$(timeout 60 "$folder/bin/python" -W ignore - <<'END'
import socket
import time
from threading import Thread

from twisted.internet import reactor
from twisted.internet.endpoints import serverFromString
from twisted.internet.protocol import Factory, Protocol

LINE = b"PROXY TCP4 192.0.2.7 192.0.2.1 56324 443\r\n"
BINARY = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes((192, 0, 2, 7, 192, 0, 2, 1, 220, 4, 1, 187))


class TellPeer(Protocol):
    def dataReceived(self, data):
        self.transport.write(self.transport.getPeer().host.encode())
        self.transport.loseConnection()


def ask(port, header, cut):
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            client.sendall(header[:cut])
            time.sleep(0.2)
            client.sendall(header[cut:] + b"hello")
            return client.recv(100).decode() or "closed"
        except OSError:
            return "closed"


def askAll(port):
    for version, header, cuts in (1, LINE, (20, 5)), (2, BINARY, (20, 12)):
        for cut in len(header), *cuts:
            how = "whole" if cut == len(header) else f"cut after {cut} bytes"
            print(f"version {version}, {how}: {ask(port, header, cut)}")
    reactor.callFromThread(reactor.stop)


def listening(port):
    Thread(target=askAll, args=(port.getHost().port,), daemon=True).start()


endpoint = serverFromString(reactor, "haproxy:tcp:0:interface=127.0.0.1")
endpoint.listen(Factory.forProtocol(TellPeer)).addCallback(listening)
reactor.run()
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
