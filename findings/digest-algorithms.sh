#!/usr/bin/env bash
# A server that offers Digest with two algorithms, the newer one first (2026-11): where that one is
# SHA-512-256, httpx 0.28.1 raises KeyError and aiohttp 3.14.5 ClientError; and where it is any but
# MD5 and SHA, Python 3.11's urllib.request raises ValueError. None of them goes on to the MD5 behind it,
# which all of them know; httplib2 0.32.1 and requests 2.34.2 do, and curl knows both.
# RFC 7616, 3.3: if the algorithm is not understood, the challenge is to be ignored, and another one
# used where there are several.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 httplib2==0.32.1 httpx==0.28.1 requests==2.34.2

seen='SHA-512-256, MD5
  curl SHA-512-256, requests MD5, httpx KeyError, aiohttp ClientError, httplib2 MD5, urllib ValueError
SHA-256, MD5
  curl SHA-256, requests MD5, httpx SHA-256, aiohttp SHA-256, httplib2 MD5, urllib ValueError
MD5
  curl MD5, requests MD5, httpx MD5, aiohttp MD5, httplib2 MD5, urllib MD5'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
from urllib.error import HTTPError

from digest import CLIENTS, Garden

CHALLENGE = 'Digest realm="garden", nonce="d2luZG93", qop="auth", algorithm='
garden = Garden()


def outcome(ask, algorithms):
    """The algorithm with which this client answers, or what it raises instead."""
    garden.answers.clear()
    try:
        ask(garden.url)
    except HTTPError:
        return "no answer"
    except Exception as error:
        return type(error).__name__
    answer = "".join(garden.answers).replace('"', "")
    return next((each for each in algorithms if f"algorithm={each}" in answer), "no answer")


for algorithms in [["SHA-512-256", "MD5"], ["SHA-256", "MD5"], ["MD5"]]:
    garden.challenges = [CHALLENGE + each for each in algorithms]
    print(", ".join(algorithms))
    print(" ", ", ".join(f"{name} {outcome(ask, algorithms)}" for name, ask in CLIENTS.items()))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
