#!/usr/bin/env bash
# A client that has the first half of a file, and asks for the rest of that file with If-Range, is
# sent the second half of another one (2026-11): by bottle 0.13.4, CherryPy 18.10.0, falcon 4.4.0,
# tornado 6.6.1 and whitenoise 6.12.0, which do not look at the field; by aiohttp 3.14.5, where it
# names an entity tag; and by aiohttp, Express 5.3.0, Flask 3.1.3 with Werkzeug 3.1.9 and WebOb
# 1.8.11, where the file has been put back to an older one, and so the date is later than its own.
# starlette 1.10.0 sends all of the file each time.
# RFC 9110, 13.1.5: where the condition is false, a recipient MUST ignore Range; a date is compared
# with Last-Modified for an exact match, and not for an earlier one.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 bottle==0.13.4 CherryPy==18.10.0 falcon==4.4.0 \
  Flask==3.1.3 Werkzeug==3.1.9 starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 WebOb==1.8.11 \
  whitenoise==6.12.0
npm install --silent --prefix "$folder" express@5.3.0 >/dev/null
cat >"$folder/express.mjs" <<'END'
import express from "express";

const application = express();
application.use(express.static(process.argv[2]));
const server = application.listen(0, "127.0.0.1", () => console.log(server.address().port));
END

seen='Express: its date 56789; another tag 0123456789; a later date 56789
aiohttp: its date 56789; another tag 56789; a later date 56789
bottle: its date 56789; another tag 56789; a later date 56789
CherryPy: its date 56789; another tag 56789; a later date 56789
falcon: its date 56789; another tag 56789; a later date 56789
Flask: its date 56789; another tag 0123456789; a later date 56789
starlette: its date 56789; another tag 0123456789; a later date 0123456789
tornado: its date 56789; another tag 56789; a later date 56789
WebOb: its date 56789; another tag 0123456789; a later date 56789
whitenoise: its date 56789; another tag 56789; a later date 56789'
now=$(timeout 60 "$folder/bin/python" - "$folder/express.mjs" <<'END'
import asyncio
import logging
import os
import socket
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from subprocess import PIPE, Popen
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
from webob.static import DirectoryApp
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


@contextmanager
def serveExpress(folder):
    process = Popen(["node", sys.argv[1], folder], stdout=PIPE, text=True)
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def ask(port, **fields):
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request("GET", "/ten.txt", headers=headers)
    response = connection.getresponse()
    content = response.read().decode()
    connection.close()
    return response, content


def show(name, port):
    own, _ = ask(port)
    _, held = ask(port, Range="bytes=5-", If_Range=own.headers["Last-Modified"])
    _, other = ask(port, Range="bytes=5-", If_Range='"another"')
    _, later = ask(port, Range="bytes=5-", If_Range="Sun, 06 Nov 1994 11:00:00 GMT")
    print(f"{name}: its date {held}; another tag {other}; a later date {later}")


logging.disable(logging.WARNING)
with TemporaryDirectory() as folder:
    file = Path(folder, "ten.txt")
    file.write_text("0123456789")
    tenOClock = datetime(1994, 11, 6, 10, tzinfo=UTC).timestamp()
    os.utime(file, (tenOClock, tenOClock))
    with serveExpress(folder) as port:
        show("Express", port)
    show("aiohttp", serveAiohttp(folder))
    show("bottle", serveWsgi(makeBottle(folder)))
    show("CherryPy", serveWsgi(makeCherryPy(folder)))
    show("falcon", serveWsgi(makeFalcon(folder)))
    show("Flask", serveWsgi(Flask("files", static_folder=folder, static_url_path="/")))
    show("starlette", serveStarlette(folder))
    show("tornado", serveTornado(folder))
    show("WebOb", serveWsgi(DirectoryApp(folder)))
    show("whitenoise", serveWsgi(WhiteNoise(None, root=folder)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
