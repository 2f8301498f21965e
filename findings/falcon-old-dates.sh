#!/usr/bin/env bash
# falcon 4.4.0 (2026-11): a request for a static file with If-Modified-Since in either of the old
# forms of a date, that of RFC 850 and that of C's asctime, is answered with 400.
# RFC 9110, 5.6.7: a recipient MUST accept all three forms; 13.1.3: what is not a date at all, it
# MUST ignore.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet falcon==4.4.0

seen='Sun, 06 Nov 1994 08:49:37 GMT: 304 Not Modified
Sunday, 06-Nov-94 08:49:37 GMT: 400 Bad Request
Sun Nov  6 08:49:37 1994: 400 Bad Request'
now=$(timeout 40 "$folder/bin/python" - <<'END'
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from falcon import App, testing

with TemporaryDirectory() as folder:
    file = Path(folder, "ten.txt")
    file.write_text("0123456789")
    os.utime(file, (784111777, 784111777))
    application = App()
    application.add_static_route("/", folder)
    for date in (
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ):
        headers = {"If-Modified-Since": date}
        answer = testing.simulate_get(application, "/ten.txt", headers=headers)
        print(f"{date}: {answer.status}")
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
