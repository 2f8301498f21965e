#!/usr/bin/env bash
# aiohttp 3.14.5 and daphne 4.2.3 (2026-11): a client that closes its side behind its request, as
# "nc -N" and "printf ... | socat" do, gets no answer. uvicorn 0.54.0 answers.
# No rule of HTTP is broken: but TCP lets one side end while the other still speaks, and other
# servers answer such a client.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 daphne==4.2.3 uvicorn==0.54.0 h11==0.16.0
cat >"$folder/app.py" <<'END'
import sys

from aiohttp import web


async def application(scope, receive, send):
    if scope["type"] == "http":
        fields = [(b"content-length", b"5")]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": b"hello"})


async def hello(request):
    return web.Response(text="hello")


if __name__ == "__main__":
    site = web.Application()
    site.router.add_get("/", hello)
    web.run_app(site, host="127.0.0.1", port=int(sys.argv[1]))
END

seen='aiohttp: nothing; 0 bytes of content
daphne: nothing; 0 bytes of content
uvicorn: HTTP/1.1 200 OK; 5 bytes of content'
ask() {
  (cd "$folder" && timeout 40 python3 "$here/ask.py" \
    'GET / HTTP/1.1\r\nHost: a.example\r\n\r\nhalf-close' none "$@")
}
now=$(printf 'aiohttp: '
ask bin/python app.py '{port}'
printf 'daphne: '
ask bin/daphne -p '{port}' app:application
printf 'uvicorn: '
ask bin/uvicorn --http h11 --port '{port}' app:application) || true
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
