"""
A page that leads to the next one by its Link field, and where the clients that know this field
are led; which of them is right is nothing to it.
"""

import asyncio
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import aiohttp
import httpx
import requests


class Book(ThreadingHTTPServer):
    """Listens from now on; the link of its page may be changed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.link = ""
        self.url = f"http://127.0.0.1:{self.server_port}/"
        Thread(target=self.serve_forever, daemon=True).start()


class Page(BaseHTTPRequestHandler):
    """The first of several pages; its link leads to the next one."""

    server: Book

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Link", self.server.link)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def following(links: dict[str, Any]) -> str | None:
    return links.get("next", {}).get("url")


async def askAiohttp(url: str) -> str | None:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        target = following(response.links)
        return target and target.path


CLIENTS: dict[str, Callable[[str], str | None]] = {
    "requests": lambda url: following(requests.get(url).links),  # noqa: S113
    "httpx": lambda url: following(httpx.get(url).links),
    "aiohttp": lambda url: asyncio.run(askAiohttp(url)),
}


def pages(url: str) -> str:
    """The page that each client takes for the next one."""
    return ", ".join(f"{client} {ask(url)}" for client, ask in CLIENTS.items())
