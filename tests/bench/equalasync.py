"""
Starlette and aiohttp, with what a user of theirs would have to add to be as safe as step
15: C{python -m tests.bench.equalasync NAME PORT FOLDER}.

These are the security fields, the check of C{Host}, and gzip for content from 500 bytes,
each as the framework's documentation recommends.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from server.database.options import FILE
from server.greenhouse.compression import SHORTEST
from server.greenhouse.site import SECURITY
from tests.bench.content import HELLO, HOST
from tests.bench.peers import runUvicorn

NAMES = (HOST, "localhost")
COUNT = "SELECT count(*) FROM Plant_DB"
PLANTS = "SELECT p_name, p_desc, p_rating FROM Plant_DB ORDER BY p_key LIMIT 50"


class Store:
    """
    The plants, for the threads that Starlette runs functions in: each keeps a connection.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = threading.local()

    def page(self) -> tuple[int, list[tuple[str, str, int]]]:
        """
        Count the plants, and read the first 50.
        """
        if not hasattr(self.kept, "connection"):
            self.kept.connection = sqlite3.connect(self.path)
        (count,) = self.kept.connection.execute(COUNT).fetchone()
        return count, self.kept.connection.execute(PLANTS).fetchall()


class SecurityFields:
    """
    Adds the fields to every answer: as a plain ASGI application, the fastest way that
    Starlette has.
    """

    fields = tuple((name.lower(), value) for name, value in SECURITY.items())

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def sendWithFields(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self.fields]
            await send(message)

        await self.app(scope, receive, sendWithFields)


def starlette(port: int, folder: Path) -> None:
    """
    Starlette on uvicorn, with its parser and its event loop in C.
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles
    from starlette.templating import Jinja2Templates

    templates = Jinja2Templates(Path(__file__).parent)
    store = Store(folder / "data" / FILE)

    async def hello(request: Request) -> Response:
        return Response(HELLO, media_type="text/plain")

    async def echo(request: Request) -> Response:
        return Response(await request.body(), media_type="application/octet-stream")

    def plants(request: Request) -> Response:  # waits for the database: so in a thread
        count, rows = store.page()
        return templates.TemplateResponse(request, "plants.html", {"count": count, "rows": rows})

    routes = [
        Route("/hello", hello),
        Route("/echo", echo, methods=["POST"]),
        Route("/plants/show_plants", plants),
        Mount("/files", StaticFiles(directory=folder / "files")),
    ]
    middleware = [
        Middleware(SecurityFields),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(NAMES)),
        Middleware(GZipMiddleware, minimum_size=SHORTEST),
    ]
    application = Starlette(routes=routes, middleware=middleware)
    runUvicorn(application, port, "httptools", "uvloop")


def aiohttp(port: int, folder: Path) -> None:
    """
    aiohttp, whose files go out with C{sendfile}.
    """
    from aiohttp import web

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
    fields = {name.decode(): value.decode() for name, value in SECURITY.items()}

    @web.middleware
    async def protect(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.host.partition(":")[0] not in NAMES:
            raise web.HTTPMisdirectedRequest()
        response = await handler(request)
        response.headers.update(fields)
        if isinstance(response, web.Response) and len(response.body or b"") >= SHORTEST:
            response.enable_compression()  # where the client can read it
        return response

    async def hello(request: web.Request) -> web.Response:
        return web.Response(body=HELLO, content_type="text/plain")

    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read(), content_type="application/octet-stream")

    application = web.Application(client_max_size=2**30, middlewares=[protect])
    application.router.add_get("/hello", hello)
    application.router.add_post("/echo", echo)
    application.router.add_static("/files", folder / "files")
    web.run_app(application, host=HOST, port=port, access_log=None, print=None)


SERVERS: dict[str, Callable[[int, Path], None]] = {"starlette": starlette, "aiohttp": aiohttp}

if __name__ == "__main__":
    SERVERS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
