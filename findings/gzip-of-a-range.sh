#!/usr/bin/env bash
# tornado 6.6.1 with compress_response, and CherryPy 18.10.0 with its gzip tool (2026-11): they cut
# the range out of the file first and compress the piece then, but number its bytes as in the file.
# Put behind the first 100 bytes of the compressed page, the rest of it is not the page.
# RFC 9110, 8.4: a content coding belongs to the representation, and so does the length; 14.1.2: a
# range counts the bytes of the representation, here those of the compressed page.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet tornado==6.6.1 CherryPy==18.10.0 cheroot==11.1.2

seen='tornado: 206, bytes 100-16799/16800, gzip; unpacked alone: 16700 bytes; joined: broken
CherryPy: 206, bytes 100-16799/16800, gzip; unpacked alone: 16700 bytes; joined: broken'
now=$(timeout 40 "$folder/bin/python" - <<'END'
import asyncio
import gzip
import zlib
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import cherrypy
from cheroot.wsgi import Server
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, StaticFileHandler

PAGE = b"".join(b"line %05d of a page that compresses well\n" % line for line in range(400))


def get(port, fields):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/page.txt", headers={"Accept-Encoding": "gzip", **fields})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


def unpacked(content):
    try:
        return "the page" if gzip.decompress(content) == PAGE else "another page"
    except (OSError, EOFError, zlib.error):
        return "broken"


def show(name, port):
    """Fetch the page, and then all but its first 100 bytes, as after an interruption."""
    _, whole = get(port, {})
    assert unpacked(whole) == "the page"
    rest, content = get(port, {"Range": "bytes=100-"})
    coding, place = rest.headers["Content-Encoding"], rest.headers["Content-Range"]
    alone = len(gzip.decompress(content)) if coding == "gzip" else "nothing"
    print(f"{name}: {rest.status}, {place}, {coding};", end=" ")
    print(f"unpacked alone: {alone} bytes; joined: {unpacked(whole[:100] + content)}")


async def showTornado(folder):
    files = ("/(.*)", StaticFileHandler, {"path": folder})
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(Application([files], compress_response=True)).add_sockets(sockets)
    await asyncio.to_thread(show, "tornado", sockets[0].getsockname()[1])


def showCherryPy(folder):
    cherrypy.config.update({"environment": "embedded"})
    tools = {"staticdir.on": True, "staticdir.dir": folder, "gzip.on": True}
    config = {"/": {f"tools.{name}": value for name, value in tools.items()}}
    server = Server(("127.0.0.1", 0), cherrypy.Application(object(), "", config))
    server.prepare()
    Thread(target=server.serve, daemon=True).start()
    show("CherryPy", server.bind_addr[1])


with TemporaryDirectory() as folder:
    Path(folder, "page.txt").write_bytes(PAGE)
    asyncio.run(showTornado(folder))
    showCherryPy(folder)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
