#!/usr/bin/env bash
# Flask 3.1.3 with Werkzeug 3.1.9, and Express 5.3.0 by range-parser 1.3.0 (2026-11): whoever asks
# for the last 11 bytes of a file of 10, or for more, is told that there is no such range. bottle
# 0.13.4 sends the file.
# RFC 9110, 14.1.2: where the representation is shorter than the suffix that is asked for, "the
# entire representation is used"; a suffix range is unsatisfiable if its length is 0.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Flask==3.1.3 Werkzeug==3.1.9 bottle==0.13.4
npm install --silent --prefix "$folder" express@5.3.0 range-parser@1.3.0 >/dev/null

seen='bytes=-4: Flask 206 bytes 6-9/10, Express 206 bytes 6-9/10, bottle 206 bytes 6-9/10
bytes=-10: Flask 206 bytes 0-9/10, Express 206 bytes 0-9/10, bottle 206 bytes 0-9/10
bytes=-11: Flask 416 bytes */10, Express 416 bytes */10, bottle 206 bytes 0-9/10
bytes=-500: Flask 416 bytes */10, Express 416 bytes */10, bottle 206 bytes 0-9/10'
now=$(PYTHONPATH=$here timeout 40 "$folder/bin/python" -B - <<'END'
from pathlib import Path
from tempfile import TemporaryDirectory

from filesenders import ask, sending


def outcome(port, wanted):
    response, _ = ask(port, "/digits", Range=wanted)
    return f"{response.status} {response.headers['Content-Range']}"


with TemporaryDirectory() as folder:
    Path(folder, "digits").write_text("0123456789")
    ports = sending(folder, "Flask", "Express", "bottle")
    for wanted in ("bytes=-4", "bytes=-10", "bytes=-11", "bytes=-500"):
        answers = (f"{name} {outcome(port, wanted)}" for name, port in ports.items())
        print(f"{wanted}: " + ", ".join(answers))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
