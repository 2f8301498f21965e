"""
A server that asks for Digest and keeps what is answered, and the clients that some of the
scripts ask it with; whether the answer is right is nothing to it.
"""

import asyncio
import subprocess
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib import request

import aiohttp
import httplib2
import httpx
import requests
from requests.auth import HTTPDigestAuth

WHO = ("student", "rosemary")


class Garden(ThreadingHTTPServer):
    """Listens from now on; the answers to its challenges are kept as they come."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Gate)
        self.challenges: list[str] = []
        self.answers: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}/"
        Thread(target=self.serve_forever, daemon=True).start()


class Gate(BaseHTTPRequestHandler):
    """Lets those in who answer anything."""

    server: Garden

    def do_GET(self) -> None:
        answer = self.headers.get("Authorization")
        self.send_response(200 if answer else 401)
        if answer:
            self.server.answers.append(answer)
        else:
            for challenge in self.server.challenges:
                self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def askCurl(url: str) -> None:
    command = ["curl", "--silent", "--digest", "--user", ":".join(WHO), url]
    subprocess.run(command, check=True)  # noqa: S603


def askRequests(url: str) -> None:
    requests.get(url, auth=HTTPDigestAuth(*WHO))  # noqa: S113


def askHttpx(url: str) -> None:
    httpx.get(url, auth=httpx.DigestAuth(*WHO))


def askAiohttp(url: str) -> None:
    async def ask() -> None:
        digest = aiohttp.DigestAuthMiddleware(*WHO)
        async with aiohttp.ClientSession(middlewares=[digest]) as session, session.get(url):
            pass

    asyncio.run(ask())


def askHttplib2(url: str) -> None:
    http = httplib2.Http()
    http.add_credentials(*WHO)
    http.request(url)


def askUrllib(url: str) -> None:
    passwords = request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, *WHO)
    request.build_opener(request.HTTPDigestAuthHandler(passwords)).open(url)


CLIENTS: dict[str, Callable[[str], None]] = {
    "curl": askCurl,
    "requests": askRequests,
    "httpx": askHttpx,
    "aiohttp": askAiohttp,
    "httplib2": askHttplib2,
    "urllib": askUrllib,
}
