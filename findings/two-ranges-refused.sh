#!/usr/bin/env bash
# Of two ranges that are both there, and far from each other (2026-11): Flask 3.1.3 with Werkzeug
# 3.1.9 and aiohttp 3.14.5 say 416, and so that there are no such bytes; falcon 4.4.0 says 400, and
# that the value is invalid. starlette 1.10.0 sends both parts, tornado 6.6.1 and whitenoise 6.12.0
# the whole file.
# RFC 9110, 14.1.2: a set of ranges is satisfiable if one of them is; 15.5.17: 416 is for those of
# which none is, or which are invalid, or for too many that are small or overlap; 14.2: a server MAY
# ignore Range, and then answers as if it were not there.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 falcon==4.4.0 Flask==3.1.3 Werkzeug==3.1.9 \
  starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 whitenoise==6.12.0

seen='aiohttp: 416 application/octet-stream, 0 hundreds of letters
falcon: 400, The value provided for the "Range" header is invalid. The value must be a continuous range.
Flask: 416 text/html, 0 hundreds of letters
starlette: 206 multipart/byteranges, 2 hundreds of letters
tornado: 200 application/octet-stream, 100 hundreds of letters
whitenoise: 200 application/octet-stream, 100 hundreds of letters'
now=$(timeout 60 "$folder/bin/python" - <<'END'
import asyncio
import json
import logging
import socket
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import falcon
import uvicorn
from aiohttp import web
from flask import Flask
from starlette.staticfiles import StaticFiles
from tornado.httpserver import HTTPServer
from tornado.web import Application, StaticFileHandler
from whitenoise import WhiteNoise


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments):
        pass


def makeFalcon(folder):
    application = falcon.App()
    application.add_static_route("/", folder)
    return application


def serveWsgi(application):
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def serve(function):
    """Serve from a listening socket, which takes connections from now on; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)
    Thread(target=lambda: asyncio.run(function(listening)), daemon=True).start()
    return listening.getsockname()[1]


def serveAiohttp(folder):
    async def run(listening):
        application = web.Application()
        application.router.add_static("/", folder)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        await asyncio.Event().wait()

    return serve(run)


def serveStarlette(folder):
    config = uvicorn.Config(StaticFiles(directory=folder), log_level="error")
    return serve(lambda listening: uvicorn.Server(config).serve(sockets=[listening]))


def serveTornado(folder):
    async def run(listening):
        files = ("/(.*)", StaticFileHandler, {"path": folder})
        HTTPServer(Application([files])).add_socket(listening)
        await asyncio.Event().wait()

    return serve(run)


def show(name, port):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/letters", headers={"Range": "bytes=0-99,9900-9999"})
    response = connection.getresponse()
    content = response.read()
    connection.close()
    kind = response.headers.get_content_type()
    if kind == "application/json":
        print(f"{name}: {response.status}, {json.loads(content)['description']}")
    else:
        print(f"{name}: {response.status} {kind}, {content.count(b'a' * 100)} hundreds of letters")


logging.disable(logging.WARNING)
with TemporaryDirectory() as folder:
    Path(folder, "letters").write_text("a" * 10000)
    show("aiohttp", serveAiohttp(folder))
    show("falcon", serveWsgi(makeFalcon(folder)))
    show("Flask", serveWsgi(Flask("files", static_folder=folder, static_url_path="/")))
    show("starlette", serveStarlette(folder))
    show("tornado", serveTornado(folder))
    show("whitenoise", serveWsgi(WhiteNoise(None, root=folder)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
