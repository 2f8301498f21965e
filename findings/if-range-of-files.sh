#!/usr/bin/env bash
# A client that has the first half of a file, and asks for the rest of that file with If-Range, is
# sent the second half of another one (2026-11): by bottle 0.13.4, CherryPy 18.10.0, falcon 4.4.0,
# tornado 6.6.1 and whitenoise 6.12.0, which do not look at the field; by aiohttp 3.14.5, where it
# names an entity tag; and by aiohttp, Express 5.3.0, Flask 3.1.3 with Werkzeug 3.1.9 and WebOb
# 1.8.11, where the file has been put back to an older one, and so the date is later than its own.
# starlette 1.10.0 sends all of the file each time.
# RFC 9110, 13.1.5: where the condition is false, a recipient MUST ignore Range; a date is compared
# with Last-Modified for an exact match, and not for an earlier one.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 bottle==0.13.4 CherryPy==18.10.0 falcon==4.4.0 \
  Flask==3.1.3 Werkzeug==3.1.9 starlette==1.10.0 uvicorn==0.54.0 tornado==6.6.1 WebOb==1.8.11 \
  whitenoise==6.12.0
npm install --silent --prefix "$folder" express@5.3.0 >/dev/null

seen='Express: its date 56789; another tag 0123456789; a later date 56789
aiohttp: its date 56789; another tag 56789; a later date 56789
bottle: its date 56789; another tag 56789; a later date 56789
CherryPy: its date 56789; another tag 56789; a later date 56789
falcon: its date 56789; another tag 56789; a later date 56789
Flask: its date 56789; another tag 0123456789; a later date 56789
starlette: its date 56789; another tag 0123456789; a later date 0123456789
tornado: its date 56789; another tag 56789; a later date 56789
WebOb: its date 56789; another tag 0123456789; a later date 56789
whitenoise: its date 56789; another tag 56789; a later date 56789'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
import os
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from filesenders import ask, sending

NAMES = (
    "Express",
    "aiohttp",
    "bottle",
    "CherryPy",
    "falcon",
    "Flask",
    "starlette",
    "tornado",
    "WebOb",
    "whitenoise",
)


def rest(port, condition):
    """What comes to whoever asks for the second half on this condition."""
    return ask(port, "/ten.txt", Range="bytes=5-", If_Range=condition)[1].decode()


with TemporaryDirectory() as folder:
    file = Path(folder, "ten.txt")
    file.write_text("0123456789")
    tenOClock = datetime(1994, 11, 6, 10, tzinfo=UTC).timestamp()
    os.utime(file, (tenOClock, tenOClock))
    for name, port in sending(folder, *NAMES).items():
        own, _ = ask(port, "/ten.txt")
        held = rest(port, own.headers["Last-Modified"])
        other = rest(port, '"another"')
        later = rest(port, "Sun, 06 Nov 1994 11:00:00 GMT")
        print(f"{name}: its date {held}; another tag {other}; a later date {later}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
