"""
The servers of others, bare: each as its documentation recommends, with one process, and
with nothing but what the answer takes. C{python -m tests.bench.peers NAME PORT FOLDER}.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from tests.bench.content import HELLO, HOST, LARGE


def aiohttp(port: int) -> None:
    """
    Serve with aiohttp, without an access log, and with uploads of up to 1 GiB.
    """
    import logging

    from aiohttp import web

    # That a client leaves in the middle of an upload is not news: every run ends that way.
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)

    async def hello(request: web.Request) -> web.Response:
        return web.Response(body=HELLO, content_type="text/plain")

    async def large(request: web.Request) -> web.Response:
        return web.Response(body=LARGE, content_type="text/plain")

    async def upload(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    application = web.Application(client_max_size=2**30)
    application.router.add_get("/hello", hello)
    application.router.add_get("/large", large)
    application.router.add_post("/upload", upload)
    web.run_app(application, host=HOST, port=port, access_log=None, print=None)


Asgi = Callable[[dict[str, Any]], Awaitable[None]]


async def asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """
    The ASGI application that uvicorn runs.
    """
    content = LARGE if scope["path"] == "/large" else HELLO
    if scope["path"] == "/upload":
        size, more = 0, True
        while more:
            message = await receive()
            size += len(message.get("body", b""))
            more = message.get("more_body", False)
        content = b"%d" % size
    fields = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    await send({"type": "http.response.body", "body": content})


def runUvicorn(application: Any, port: int, http: Any, loop: Any) -> None:
    """
    Run an ASGI application on uvicorn, until a signal comes.
    """
    import uvicorn

    uvicorn.run(
        application,
        host=HOST,
        port=port,
        http=http,
        loop=loop,
        access_log=False,
        log_level="error",
        lifespan="off",
    )


def uvicorn(port: int) -> None:
    """
    uvicorn with its parser and its event loop in C.
    """
    runUvicorn(asgi, port, "httptools", "uvloop")


def uvicornH11(port: int) -> None:
    """
    Serve with uvicorn in pure Python: h11, and asyncio's own loop.
    """
    runUvicorn(asgi, port, "h11", "asyncio")


def tornado(port: int) -> None:
    """
    Serve with tornado, without a line in the log for each request.
    """
    import asyncio

    from tornado.web import Application, RequestHandler

    class Hello(RequestHandler):
        content = HELLO

        def get(self) -> None:
            self.set_header("Content-Type", "text/plain")
            self.write(self.content)

    class Large(Hello):
        content = LARGE

    class Upload(RequestHandler):
        def post(self) -> None:
            self.write(str(len(self.request.body)))

    async def serve() -> None:
        pages = [("/hello", Hello), ("/large", Large), ("/upload", Upload)]
        application = Application(pages, log_function=lambda handler: None)
        application.listen(port, HOST)
        await asyncio.Event().wait()

    asyncio.run(serve())


def makeFlask() -> Any:
    """
    Make the WSGI application: once, as gunicorn starts.
    """
    from flask import Flask, Response, request

    application = Flask(__name__)

    @application.get("/hello")
    def hello() -> Response:
        return Response(HELLO, mimetype="text/plain")

    @application.get("/large")
    def large() -> Response:
        return Response(LARGE, mimetype="text/plain")

    @application.post("/upload")
    def upload() -> str:
        return str(len(request.get_data()))

    return application


def runGunicorn(port: int, application: str) -> None:
    """
    Become gunicorn, with one process, and threads that keep connections.

    @param application: names it, as gunicorn reads it.
    """
    arguments = ["--worker-class", "gthread", "--threads", "4", "--keep-alive", "60"]
    command = [sys.executable, "-m", "gunicorn", *arguments, "--log-level", "error"]
    os.execv(sys.executable, [*command, "--bind", f"{HOST}:{port}", application])


def gunicorn(port: int) -> None:
    """
    Flask under gunicorn, which calls a function whose name ends with brackets once.
    """
    runGunicorn(port, "tests.bench.peers:makeFlask()")


SERVERS: dict[str, Callable[[int], None]] = {
    "aiohttp": aiohttp,
    "uvicorn": uvicorn,
    "uvicornH11": uvicornH11,
    "tornado": tornado,
    "gunicorn": gunicorn,
}

if __name__ == "__main__":
    SERVERS[sys.argv[1]](int(sys.argv[2]))
