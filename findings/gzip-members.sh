#!/usr/bin/env bash
# A page whose gzip has two members, as "cat a.gz b.gz" gives it (2026-11): httpx 0.28.1 hands over
# the first half and says nothing of the rest; curl 7.88.1 of Debian 12, with --compressed, writes
# the first half and ends with status 23. aiohttp 3.14.5, requests 2.34.2 with urllib3 2.8.0,
# tornado 6.6.1 and fetch of Node have both.
# RFC 1952, 2.2: a gzip file is a series of members, one after the other; RFC 9110, 8.4.1.3 has the
# coding from there. curl/curl 22156 is open.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 httpx==0.28.1 requests==2.34.2 urllib3==2.8.0 \
  tornado==6.6.1

seen='aiohttp: roses and lilies
requests: roses and lilies
Node: roses and lilies (status 0)
httpx: roses
tornado: roses and lilies
curl: roses (status 23)'
now=$(timeout 60 "$folder/bin/python" - <<'END'
import asyncio
import gzip
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import aiohttp
import httpx
import requests
from tornado.httpclient import AsyncHTTPClient

PAGE = gzip.compress(b"roses") + gzip.compress(b" and lilies")


class Page(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *arguments):
        pass


async def askAiohttp():
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return await response.text()


async def askTornado():
    return (await AsyncHTTPClient().fetch(url)).body.decode()


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return f"{done.stdout.strip()} (status {done.returncode})"


server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
fetch = f"fetch('{url}').then(async (response) => console.log(await response.text()))"
print("aiohttp:", asyncio.run(askAiohttp()))
print("requests:", requests.get(url).text)
print("Node:", run("node", "-e", fetch))
print("httpx:", httpx.get(url).text)
print("tornado:", asyncio.run(askTornado()))
print("curl:", run("curl", "--silent", "--compressed", url))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
