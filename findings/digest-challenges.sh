#!/usr/bin/env bash
# The same Digest challenge, written in three ways (2026-11): where its names are in upper case,
# requests 2.34.2 raises KeyError, httpx 0.28.1 ProtocolError, and aiohttp 3.14.5 and Python 3.11's
# urllib.request do not answer; where "auth" is not the first of two protections, requests does not
# answer and urllib raises URLError; where it is the first, httplib2 0.32.1 raises TypeError, for it
# fails to build the error that it means to raise. curl answers each time.
# RFC 9110, 11.2: the name of a parameter is matched case-insensitively. RFC 7616, 3.3: qop is one
# or more tokens, of which the client chooses; the example of 3.9.1 has "auth, auth-int".
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet aiohttp==3.14.5 httplib2==0.32.1 httpx==0.28.1 requests==2.34.2

seen='realm="garden", nonce="d2luZG93", qop="auth"
  curl answers, requests answers, httpx answers, aiohttp answers, httplib2 answers, urllib answers
Realm="garden", Nonce="d2luZG93", Qop="auth"
  curl answers, requests KeyError, httpx ProtocolError, aiohttp does not, httplib2 answers, urllib does not
realm="garden", nonce="d2luZG93", qop="auth, auth-int"
  curl answers, requests answers, httpx answers, aiohttp answers, httplib2 TypeError, urllib answers
realm="garden", nonce="d2luZG93", qop="auth-int, auth"
  curl answers, requests does not, httpx answers, aiohttp answers, httplib2 answers, urllib URLError'
now=$(PYTHONPATH=$here timeout 60 "$folder/bin/python" -B - <<'END'
from urllib.error import HTTPError

from digest import CLIENTS, Garden

CHALLENGES = (
    'realm="garden", nonce="d2luZG93", qop="auth"',
    'Realm="garden", Nonce="d2luZG93", Qop="auth"',
    'realm="garden", nonce="d2luZG93", qop="auth, auth-int"',
    'realm="garden", nonce="d2luZG93", qop="auth-int, auth"',
)
garden = Garden()


def outcome(ask):
    """Whether this client answers the challenge, or what it raises instead."""
    garden.answers.clear()
    try:
        ask(garden.url)
    except HTTPError:
        return "does not"
    except Exception as error:
        return type(error).__name__
    return "answers" if garden.answers else "does not"


for challenge in CHALLENGES:
    garden.challenges = [f"Digest {challenge}"]
    print(challenge)
    print(" ", ", ".join(f"{name} {outcome(ask)}" for name, ask in CLIENTS.items()))
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
