#!/usr/bin/env bash
# A HEAD with Range is answered with 206 and the length of the range (2026-11) by what sends files
# in aiohttp 3.14.5, bottle 0.13.4, CherryPy 18.10.0, falcon 4.4.0, Flask 3.1.3 with Werkzeug 3.1.9,
# starlette 1.10.0, tornado 6.6.1 and whitenoise 6.12.0; a range that is not there, with 416.
# RFC 9110, 14.2: range handling is defined for GET alone, and a server MUST ignore Range in a
# request of another method: 200 and the length of the file, which the client asked for (9.3.2).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 bottle==0.13.4 CherryPy==18.10.0 falcon==4.4.0 \
  Flask==3.1.3 Werkzeug==3.1.9 starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 whitenoise==6.12.0

seen='aiohttp: bytes=2-4 206, 3 bytes; bytes=20- 416
bottle: bytes=2-4 206, 3 bytes; bytes=20- 416
CherryPy: bytes=2-4 206, 3 bytes; bytes=20- 416
falcon: bytes=2-4 206, 3 bytes; bytes=20- 416
Flask: bytes=2-4 206, 3 bytes; bytes=20- 416
starlette: bytes=2-4 206, 3 bytes; bytes=20- 416
tornado: bytes=2-4 206, 3 bytes; bytes=20- 416
whitenoise: bytes=2-4 206, 3 bytes; bytes=20- 416'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
from pathlib import Path
from tempfile import TemporaryDirectory

from filesenders import ask, sending

NAMES = ("aiohttp", "bottle", "CherryPy", "falcon", "Flask", "starlette", "tornado", "whitenoise")

with TemporaryDirectory() as folder:
    Path(folder, "digits").write_text("0123456789")
    for name, port in sending(folder, *NAMES).items():
        part, _ = ask(port, "/digits", "HEAD", Range="bytes=2-4")
        beyond, _ = ask(port, "/digits", "HEAD", Range="bytes=20-")
        length = part.headers["Content-Length"]
        print(f"{name}: bytes=2-4 {part.status}, {length} bytes; bytes=20- {beyond.status}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
