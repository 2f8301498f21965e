#!/usr/bin/env bash
# A HEAD with Range is answered with 206 and the length of the range (2026-11) by what sends files
# in aiohttp 3.14.5, bottle 0.13.4, CherryPy 18.10.0, falcon 4.4.0, Flask 3.1.3 with Werkzeug 3.1.9,
# starlette 1.10.0, tornado 6.6.1 and whitenoise 6.12.0; a range that is not there, with 416.
# RFC 9110, 14.2: range handling is defined for GET alone, and a server MUST ignore Range in a
# request of another method: 200 and the length of the file, which the client asked for (9.3.2).
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 bottle==0.13.4 CherryPy==18.10.0 falcon==4.4.0 \
  Flask==3.1.3 Werkzeug==3.1.9 starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 whitenoise==6.12.0

seen='aiohttp: bytes=2-4 206, 3 bytes; bytes=20- 416
bottle: bytes=2-4 206, 3 bytes; bytes=20- 416
CherryPy: bytes=2-4 206, 3 bytes; bytes=20- 416
falcon: bytes=2-4 206, 3 bytes; bytes=20- 416
Flask: bytes=2-4 206, 3 bytes; bytes=20- 416
starlette: bytes=2-4 206, 3 bytes; bytes=20- 416
tornado: bytes=2-4 206, 3 bytes; bytes=20- 416
whitenoise: bytes=2-4 206, 3 bytes; bytes=20- 416'
now=$(timeout 60 "$folder/bin/python" - <<'END'
import asyncio
import logging
import socket
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import bottle
import cherrypy
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


def makeBottle(folder):
    application = bottle.Bottle()
    application.route("/<name>", callback=lambda name: bottle.static_file(name, root=folder))
    return application


def makeCherryPy(folder):
    cherrypy.config.update({"environment": "embedded"})
    tools = {"tools.staticdir.on": True, "tools.staticdir.dir": folder}
    return cherrypy.Application(object(), "", {"/": tools})


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


def ask(port, wanted):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("HEAD", "/digits", headers={"Range": wanted})
    response = connection.getresponse()
    connection.close()
    return response


def show(name, port):
    part, beyond = ask(port, "bytes=2-4"), ask(port, "bytes=20-")
    length = part.headers["Content-Length"]
    print(f"{name}: bytes=2-4 {part.status}, {length} bytes; bytes=20- {beyond.status}")


logging.disable(logging.WARNING)
with TemporaryDirectory() as folder:
    Path(folder, "digits").write_text("0123456789")
    show("aiohttp", serveAiohttp(folder))
    show("bottle", serveWsgi(makeBottle(folder)))
    show("CherryPy", serveWsgi(makeCherryPy(folder)))
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
