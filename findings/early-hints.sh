#!/usr/bin/env bash
# These clients take "103 Early Hints" for the answer, and do not read the page that follows it
# (2026-11): BusyBox 1.35.0's wget and lftp 4.9.2 of Debian 12; http.client of Python 3.11, and so
# urllib, requests 2.34.2 with urllib3 2.8.0, and httplib2 0.32.1. All ask in HTTP/1.1, and
# so does curl, which gets the page.
# RFC 9110, 15.2: a client MUST be able to parse one or more 1xx answers before the final one, even
# if it does not expect any; 15: a status that it does not know counts as the x00 of its class.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" busybox-static=1:1.35.0-4+deb12u1+b1 lftp=4.9.2-2+b1
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet requests==2.34.2 urllib3==2.8.0 httplib2==0.32.1

seen='curl: 200
wget: wget: server returned error: HTTP/1.1 103 Early Hints
lftp: cat: Access failed: 103 Early Hints (/page)
requests: 103
httplib2: 103
urllib: HTTP Error 103: Early Hints'
now=$(cd "$folder" && HOME=$folder timeout 100 python/bin/python - <<'END'
import socket
import subprocess
import sys
from threading import Thread

ANSWER = (
    b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n"
    b"Connection: close\r\n\r\nhello"
)
URLLIB = """
try:
    print(urlopen(argv[1]).status)
except OSError as error:
    print(error)
"""
listening = socket.create_server(("127.0.0.1", 0))
url = f"http://127.0.0.1:{listening.getsockname()[1]}/page"


def serve():
    while True:
        connection, _ = listening.accept()
        with connection:
            head = b""
            while b"\r\n\r\n" not in head and (piece := connection.recv(4096)):
                head += piece
            assert b" HTTP/1.1\r\n" in head
            connection.sendall(ANSWER)


def python(program):
    return [sys.executable, "-c", "from sys import argv; " + program, url]


Thread(target=serve, daemon=True).start()
for name, command in {
    "curl": ["curl", "--silent", "--output", "page", "--write-out", "%{http_code}", url],
    "wget": ["bin/busybox", "wget", "-q", "-O", "page", url],
    "lftp": ["usr/bin/lftp", "-c", f"cat {url}"],
    "requests": python("import requests; print(requests.get(argv[1]).status_code)"),
    "httplib2": python("import httplib2; print(httplib2.Http().request(argv[1])[0].status)"),
    "urllib": python("from urllib.request import urlopen" + URLLIB),
}.items():
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    said = subprocess.run(command, timeout=30, text=True, stdin=subprocess.DEVNULL, **both).stdout
    print(f"{name}: {said.strip()}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
