#!/usr/bin/env bash
# Which parameters stand in quotes in the answer to a Digest challenge (2026-11): with requests
# 2.34.2 algorithm and qop do, and with Python 3.11's urllib.request algorithm does. aiohttp 3.14.5,
# curl, httplib2 0.32.1 and httpx 0.28.1 quote neither.
# RFC 7616, 3.4: for historical reasons, a sender MUST NOT generate the quoted string syntax for
# algorithm, qop and nc. A server that takes them as it finds them looks for qop "auth", with quotes
# and all. psf/requests 5745, of 2021, is open.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 httplib2==0.32.1 httpx==0.28.1 requests==2.34.2

seen='curl: nc=00000001, qop=auth, algorithm=MD5
requests: algorithm="MD5", qop="auth", nc=00000001
httpx: algorithm=MD5, qop=auth, nc=00000001
aiohttp: algorithm=MD5, qop=auth, nc=00000001
httplib2: algorithm=MD5, qop=auth, nc=00000001
urllib: algorithm="MD5", qop=auth, nc=00000001'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
import re

from digest import CLIENTS, Garden

garden = Garden()
garden.challenges = ['Digest realm="garden", nonce="d2luZG93", qop="auth", algorithm=MD5']
for name, ask in CLIENTS.items():
    ask(garden.url)
    found = re.findall(r"(?:algorithm|qop|nc)=[^,]+", garden.answers.pop())
    print(f"{name}: " + ", ".join(found))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
