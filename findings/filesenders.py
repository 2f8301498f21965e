"""
Servers that send the files of a folder, each with what it brings for that, on a free port of
127.0.0.1, and one way to ask them; ``serveWsgi`` and ``serve`` start any other application. What a
script does not name is not imported, and need not be installed; Express is, with npm, in the
folder of the Python that runs this.
"""

import asyncio
import atexit
import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from http.client import HTTPConnection, HTTPResponse
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

EXPRESS = """
const express = require("express");

const application = express();
application.set("env", "test");
application.use(express.static(process.argv[1]));
const server = application.listen(0, "127.0.0.1", () => console.log(server.address().port));
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        pass


def serveWsgi(application: Callable[..., Any]) -> int:
    """Serve it from now on; its port."""
    server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def serve(function: Callable[[socket.socket], Coroutine[Any, Any, None]]) -> int:
    """Serve from a listening socket, which takes connections from now on; its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    listening.setblocking(False)
    Thread(target=lambda: asyncio.run(function(listening)), daemon=True).start()
    return int(listening.getsockname()[1])


def sendAiohttp(folder: str) -> int:
    from aiohttp import web

    async def run(listening: socket.socket) -> None:
        application = web.Application()
        application.router.add_static("/", folder)
        runner = web.AppRunner(application)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        await asyncio.Event().wait()

    return serve(run)


def sendBottle(folder: str) -> int:
    from bottle import Bottle, static_file

    application = Bottle()
    application.route("/<name>", callback=lambda name: static_file(name, root=folder))
    return serveWsgi(application)


def sendCherryPy(folder: str) -> int:
    import cherrypy

    cherrypy.config.update({"environment": "embedded"})
    tools = {"tools.staticdir.on": True, "tools.staticdir.dir": folder}
    return serveWsgi(cherrypy.Application(object(), "", {"/": tools}))


def sendExpress(folder: str) -> int:
    process = subprocess.Popen(  # noqa: S603
        ["node", "--eval", EXPRESS, folder],  # noqa: S607
        cwd=sys.prefix,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.kill)
    return int(process.stdout.readline())


def sendFalcon(folder: str) -> int:
    from falcon import App

    application = App()
    application.add_static_route("/", folder)
    return serveWsgi(application)


def sendFlask(folder: str) -> int:
    from flask import Flask

    return serveWsgi(Flask("files", static_folder=folder, static_url_path="/"))


def sendStarlette(folder: str) -> int:
    import uvicorn
    from starlette.staticfiles import StaticFiles

    config = uvicorn.Config(StaticFiles(directory=folder), log_level="error")
    return serve(lambda listening: uvicorn.Server(config).serve(sockets=[listening]))


def sendTornado(folder: str) -> int:
    from tornado.httpserver import HTTPServer
    from tornado.web import Application, StaticFileHandler

    async def run(listening: socket.socket) -> None:
        files = ("/(.*)", StaticFileHandler, {"path": folder})
        HTTPServer(Application([files])).add_socket(listening)
        await asyncio.Event().wait()

    return serve(run)


def sendWebOb(folder: str) -> int:
    from webob.static import DirectoryApp

    return serveWsgi(DirectoryApp(folder))


def sendWhitenoise(folder: str) -> int:
    from whitenoise import WhiteNoise

    return serveWsgi(WhiteNoise(None, root=folder))


SENDERS: dict[str, Callable[[str], int]] = {
    "aiohttp": sendAiohttp,
    "bottle": sendBottle,
    "CherryPy": sendCherryPy,
    "Express": sendExpress,
    "falcon": sendFalcon,
    "Flask": sendFlask,
    "starlette": sendStarlette,
    "tornado": sendTornado,
    "WebOb": sendWebOb,
    "whitenoise": sendWhitenoise,
}


def sending(folder: str, *names: str) -> dict[str, int]:
    """Have these servers send the files that are in the folder by now; the port of each."""
    logging.disable(logging.WARNING)
    return {name: SENDERS[name](folder) for name in names}


def ask(port: int, path: str, method: str = "GET", **fields: str) -> tuple[HTTPResponse, bytes]:
    """The answer and its content; a field is named as in ``If_Range``."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {name.replace("_", "-"): value for name, value in fields.items()}
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content
