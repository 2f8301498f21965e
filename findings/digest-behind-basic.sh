#!/usr/bin/env bash
# Of a server that offers Basic and, behind it, Digest, the Digest clients of aiohttp 3.14.5 and of
# Python 3.11's urllib.request see Basic alone, and do not answer (2026-11); httpx 0.28.1 does, but
# not where both stand in one field. requests 2.34.2 and curl answer each time.
# RFC 9110, 11.6.1: WWW-Authenticate may hold several challenges, and may occur several times; 5.3:
# a list means the same in one field as in several.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 httpx==0.28.1 requests==2.34.2

seen='Digest first: curl 200, requests 200, httpx 200, aiohttp 200, urllib 200
Basic first: curl 200, requests 200, httpx 200, aiohttp 401, urllib 401
Basic first, in one field: curl 200, requests 200, httpx 401, aiohttp 401, urllib 401'
now=$(timeout 60 "$folder/bin/python" - <<'END'
import asyncio
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib import error, request

import aiohttp
import httpx
import requests
from requests.auth import HTTPDigestAuth

WHO = ("student", "rosemary")
BASIC = 'Basic realm="garden"'
DIGEST = 'Digest realm="garden", nonce="d2luZG93", qop="auth"'


class Garden(BaseHTTPRequestHandler):
    """Lets those in who answer with Digest; whether they do is all that is asked here."""

    def do_GET(self):
        answered = self.headers.get("Authorization", "").startswith("Digest ")
        self.send_response(200 if answered else 401)
        for challenge in [] if answered else self.server.challenges:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def askCurl(url):
    command = ["curl", "--silent", "--digest", "--user", ":".join(WHO)]
    return subprocess.check_output([*command, "--write-out", "%{http_code}", url], text=True)


async def askAiohttp(url):
    digest = aiohttp.DigestAuthMiddleware(*WHO)
    async with aiohttp.ClientSession(middlewares=[digest]) as session:
        async with session.get(url) as response:
            return response.status


def askUrllib(url):
    passwords = request.HTTPPasswordMgrWithDefaultRealm()
    passwords.add_password(None, url, *WHO)
    try:
        return request.build_opener(request.HTTPDigestAuthHandler(passwords)).open(url).status
    except error.HTTPError as refusal:
        return refusal.code


server = ThreadingHTTPServer(("127.0.0.1", 0), Garden)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
for name, server.challenges in {
    "Digest first": [DIGEST, BASIC],
    "Basic first": [BASIC, DIGEST],
    "Basic first, in one field": [f"{BASIC}, {DIGEST}"],
}.items():
    statuses = {
        "curl": askCurl(url),
        "requests": requests.get(url, auth=HTTPDigestAuth(*WHO)).status_code,
        "httpx": httpx.get(url, auth=httpx.DigestAuth(*WHO)).status_code,
        "aiohttp": asyncio.run(askAiohttp(url)),
        "urllib": askUrllib(url),
    }
    print(f"{name}: " + ", ".join(f"{client} {status}" for client, status in statuses.items()))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
