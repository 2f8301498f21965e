#!/usr/bin/env bash
# Of two ranges that are both there, and far from each other (2026-11): Flask 3.1.3 with Werkzeug
# 3.1.9 and aiohttp 3.14.5 say 416, and so that there are no such bytes; falcon 4.4.0 says 400, and
# that the value is invalid. starlette 1.10.0 sends both parts, tornado 6.6.1 and whitenoise 6.12.0
# the whole file.
# RFC 9110, 14.1.2: a set of ranges is satisfiable if one of them is; 15.5.17: 416 is for those of
# which none is, or which are invalid, or for too many that are small or overlap; 14.2: a server MAY
# ignore Range, and then answers as if it were not there.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 falcon==4.4.0 Flask==3.1.3 Werkzeug==3.1.9 \
  starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 whitenoise==6.12.0

seen='aiohttp: 416 application/octet-stream, 0 hundreds of letters
falcon: 400, The value provided for the "Range" header is invalid. The value must be a continuous range.
Flask: 416 text/html, 0 hundreds of letters
starlette: 206 multipart/byteranges, 2 hundreds of letters
tornado: 200 application/octet-stream, 100 hundreds of letters
whitenoise: 200 application/octet-stream, 100 hundreds of letters'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from filesenders import ask, sending

NAMES = ("aiohttp", "falcon", "Flask", "starlette", "tornado", "whitenoise")


def show(name, port):
    response, content = ask(port, "/letters", Range="bytes=0-99,9900-9999")
    kind = response.headers.get_content_type()
    if kind == "application/json":
        print(f"{name}: {response.status}, {json.loads(content)['description']}")
    else:
        print(f"{name}: {response.status} {kind}, {content.count(b'a' * 100)} hundreds of letters")


with TemporaryDirectory() as folder:
    Path(folder, "letters").write_text("a" * 10000)
    for name, port in sending(folder, *NAMES).items():
        show(name, port)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
