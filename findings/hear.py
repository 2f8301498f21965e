"""
Lets a client that is not ours ask a server on a free port, and says what it sent and how it
ended::

    python hear.py LENGTH COMMAND...

LENGTH is what the answer promises; five bytes are sent. {port} in COMMAND is the port.
"""

import socket
import subprocess
import sys
from threading import Thread

heard: list[bytes] = []


def serve(listening: socket.socket, length: int) -> None:
    """Answer each connection once."""
    while True:
        connection, _ = listening.accept()
        with connection:
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(4096)):
                head += piece
            heard.append(head)
            start = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n"
            connection.sendall(start + b"Content-Length: %d\r\n\r\nhello" % length)


def main() -> None:
    length, *command = sys.argv[1:]
    listening = socket.create_server(("127.0.0.1", 0))
    port = str(listening.getsockname()[1])
    Thread(target=serve, args=[listening, int(length)], daemon=True).start()
    filled = [each.replace("{port}", port) for each in command]
    quiet = subprocess.DEVNULL
    done = subprocess.run(  # noqa: S603
        filled, stdin=quiet, stdout=quiet, stderr=quiet, timeout=40
    )
    lines = heard[0].decode("latin-1").split("\r\n") if heard else []
    kept = [line for line in lines if line.lower().startswith(("host:", "get ", "connect "))]
    print("; ".join(line.replace(port, "PORT") for line in kept) + f"; status {done.returncode}")


main()
