"""
Starts servers that are not ours, each on a free port, asks each of them once, and
says in one line how it has answered::

    python servers.py REQUEST NAME...

REQUEST is what is sent, with \\r\\n for the ends of its lines.
"""

import codecs
import re
import socket
import subprocess
import sys
import time
from asyncio import Event, run
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

# A busy machine may need long to start a server; one that has begun to answer does
# not stop for so long.
FIRST_BYTE = 20.0
NEXT_BYTE = 3.0


def wsgi(environ: dict[str, Any], startResponse: Callable[..., object]) -> list[bytes]:
    """One application, for all servers that speak WSGI."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        environ["wsgi.input"].read()
    else:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    startResponse("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]


async def asgi(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """The same, for those that speak ASGI."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})


def aiohttp(port: int) -> None:
    from aiohttp import web

    async def hello(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(text="hello")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", hello)
    web.run_app(application, host="127.0.0.1", port=port, print=None)


def cheroot(port: int) -> None:
    from cheroot.wsgi import Server

    Server(("127.0.0.1", port), wsgi).start()


def gevent(port: int) -> None:
    from gevent.pywsgi import WSGIServer

    WSGIServer(("127.0.0.1", port), wsgi, log=None).serve_forever()


def gunicorn(port: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"127.0.0.1:{port}")

        def load(self) -> object:
            return wsgi

    Application().run()


def hypercorn(port: int) -> None:
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    run(serve(asgi, config))


def tornado(port: int) -> None:
    from tornado.web import Application, RequestHandler

    class Hello(RequestHandler):
        def get(self) -> None:
            self.write("hello")

        post = get

    async def serve() -> None:
        Application([("/.*", Hello)]).listen(port, "127.0.0.1")
        await Event().wait()

    run(serve())


def twisted(port: int) -> None:
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Request, Site

    class Hello(Resource):
        isLeaf = True

        def render_GET(self, request: Request) -> bytes:
            return b"hello"

        render_POST = render_GET

    reactor.listenTCP(port, Site(Hello()), interface="127.0.0.1")
    reactor.run()


def uvicornH11(port: int) -> None:
    import uvicorn

    uvicorn.run(asgi, port=port, http="h11", lifespan="off")


def uvicornHttptools(port: int) -> None:
    import uvicorn

    uvicorn.run(asgi, port=port, http="httptools", lifespan="off")


def waitress(port: int) -> None:
    from waitress import serve

    serve(wsgi, host="127.0.0.1", port=port)


def werkzeug(port: int) -> None:
    from werkzeug.serving import make_server

    make_server("127.0.0.1", port, wsgi, threaded=True).serve_forever()


SERVERS: dict[str, Callable[[int], None]] = {
    "aiohttp": aiohttp,
    "cheroot": cheroot,
    "gevent": gevent,
    "gunicorn": gunicorn,
    "hypercorn": hypercorn,
    "tornado": tornado,
    "twisted": twisted,
    "uvicorn+h11": uvicornH11,
    "uvicorn+httptools": uvicornHttptools,
    "waitress": waitress,
    "werkzeug": werkzeug,
}


def connect(port: int) -> socket.socket:
    """Once the server listens."""
    deadline = time.monotonic() + FIRST_BYTE
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


@contextmanager
def serving(name: str) -> Iterator[int]:
    """The server in a process of its own; its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603  # this program itself
        [sys.executable, __file__, "--serve", name, str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


def ask(port: int, request: bytes) -> tuple[bytes, bool]:
    """All that comes back, and whether the server has closed after it."""
    answer = b""
    with connect(port) as connection:
        connection.sendall(request)
        connection.settimeout(FIRST_BYTE)
        try:
            while data := connection.recv(65536):
                answer += data
                connection.settimeout(NEXT_BYTE)
        except ConnectionResetError:
            pass
        except TimeoutError:
            return answer, False
    return answer, True


def describe(answer: bytes, closed: bool) -> str:
    """The status lines, whether content follows the last one, and what then happens."""
    statusLines = re.findall(rb"HTTP/\d\.\d \d{3}[^\r\n]*", answer)
    content = re.split(rb"HTTP/\d\.\d \d{3}", answer)[-1].partition(b"\r\n\r\n")[2]
    return "; ".join(
        [
            *(line.decode().strip() for line in statusLines),
            "content" if content else "no content",
            "closed" if closed else "open",
        ]
    )


def main(request: str, *names: str) -> None:
    if request == "--serve":
        SERVERS[names[0]](int(names[1]))
        return
    for name in names:
        with serving(name) as port:
            answer, closed = ask(port, codecs.decode(request, "unicode_escape").encode())
        print(f"{name}: {describe(answer, closed)}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
