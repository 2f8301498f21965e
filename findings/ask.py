"""
Starts a server that is not ours on a free port, asks it once, and says how it answers::

    python ask.py REQUEST FIELD,FIELD COMMAND...

REQUEST is what is sent, with \\r\\n for the ends of its lines; then this side is closed where
it ends with "half-close". {port} in COMMAND is the port.
"""

import codecs
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

FIRST_BYTE, NEXT_BYTE = 20.0, 3.0
HALF_CLOSE = "half-close"


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """Have the server run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    filled = [each.replace("{port}", str(port)) for each in command]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603
        filled, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def connected(port: int) -> socket.socket:
    """Wait until it listens."""
    end = time.monotonic() + FIRST_BYTE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), FIRST_BYTE)
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def answer(port: int, request: str) -> bytes:
    """Send the request, and hear all that comes."""
    with connected(port) as connection:
        data = codecs.decode(request.removesuffix(HALF_CLOSE), "unicode_escape").encode()
        connection.sendall(data)
        if request.endswith(HALF_CLOSE):
            connection.shutdown(socket.SHUT_WR)
        heard = b""
        try:
            while piece := connection.recv(65536):
                heard += piece
                connection.settimeout(NEXT_BYTE)
        except OSError:
            pass
        return heard


def main() -> None:
    request, fields, *command = sys.argv[1:]
    with running(command) as port:
        heard = answer(port, request)
    head, _, content = heard.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    shown = [line for line in lines if line.partition(":")[0].lower() in fields.split(",")]
    print("; ".join([first or "nothing", *shown, f"{len(content)} bytes of content"]))


main()
