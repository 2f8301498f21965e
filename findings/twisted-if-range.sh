#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): static.File does not look at If-Range, and sends a part of the
# file that it has now to a client that holds the beginning of another one.
# RFC 9110, 13.1.5: where the condition is false, a recipient MUST ignore Range: 200, and
# the whole file.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='206 56789'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from pathlib import Path
from tempfile import TemporaryDirectory

from twisted.internet.defer import Deferred
from twisted.internet.task import react
from twisted.web.client import Agent, readBody
from twisted.web.http_headers import Headers
from twisted.web.server import Site
from twisted.web.static import File


async def main(reactor):
    with TemporaryDirectory() as folder:
        Path(folder, "digits").write_text("0123456789")
        site = Site(File(folder))
        port = reactor.listenTCP(0, site, interface="127.0.0.1").getHost().port
        old = b"Sun, 09 Sep 2001 01:46:40 GMT"
        headers = Headers({b"Range": [b"bytes=5-"], b"If-Range": [old]})
        url = b"http://127.0.0.1:%d/digits" % port
        response = await Agent(reactor).request(b"GET", url, headers)
        print(response.code, (await readBody(response)).decode())


react(lambda reactor: Deferred.fromCoroutine(main(reactor)))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
